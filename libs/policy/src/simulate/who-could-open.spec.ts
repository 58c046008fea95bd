import { PURPOSES } from '@sealbridge/vocabulary';

import { POLICY_CASES, subjectOf } from '../../../../test/support/policy-cases.js';
import { compilePolicy } from '../policy.js';
import { REFUSAL_CODES } from '../refusals.js';
import { DOCUMENT, POLICY } from '../rules.js';
import type { Member } from '../subject.js';
import { refusalWords } from './refusal-words.js';
import { type SimulatedReader, whoCouldOpen } from './who-could-open.js';

/** A Friday; the agreement of the vectors runs then. */
const NOON = Date.parse('2024-10-04T12:00:00Z') / 1000;
const NIGHT = Date.parse('2024-10-04T03:30:00Z') / 1000;
const LATE = Date.parse('2024-10-04T23:10:00Z') / 1000;
const SUNDAY = Date.parse('2024-10-06T12:00:00Z') / 1000;

const opens = POLICY_CASES.find(({ object, action, expect: wanted, parameters, subject, subjectChange }) => {
  const plain = parameters === undefined && subjectChange === undefined && subject === 'liaison';
  return object === 'Opening' && action === 'report.open' && wanted === 'allowed' && plain;
});
if (opens === undefined) throw new Error('no opening among the vectors');
const opening = { ...opens.attributes, openUntil: 1_000_000 };

const reader = (member: Partial<Member> = {}, labels: object = {}): SimulatedReader => ({
  unit: '20000000-0000-0000-0000-0000000000aa' as SimulatedReader['unit'],
  member: { ...(subjectOf('liaison') as Member), trainingUntil: 1_000_000, ...member },
  opening: { ...opening, ...labels },
});
const ask = (one: SimulatedReader, time = NOON, policy = POLICY) => {
  const [answer] = whoCouldOpen(policy, [one], time);
  if (answer === undefined) throw new Error('no answer');
  return answer;
};
const during = (hours: string) => compilePolicy(DOCUMENT, { ...POLICY.parameters, 'opening.hours': hours });

describe('who could open a report', () => {
  it('names the purposes for which somebody could, and why not for the others', () => {
    const { mayOpenToday, purposes, reason, refusals, opensAt } = ask(reader());
    expect(mayOpenToday).toBe(true);
    expect(reason).toBeNull();
    expect(opensAt).toBe(NOON);
    expect(purposes).toEqual(
      ['trafficking_investigation', 'victim_safeguarding'].filter((purpose) =>
        (opening as { purposes?: readonly string[] }).purposes?.includes(purpose),
      ),
    );
    expect([...refusals.keys(), ...purposes].sort()).toEqual([...PURPOSES].sort());
    expect(new Set(refusals.values())).toEqual(new Set(['wrong_purpose']));
  });

  it.each<[string, Partial<Member>, object]>([
    ['suspended', { memberState: 'suspended' }, {}],
    ['inactive', { memberState: 'inactive' }, {}],
    ['not_vetted', { memberState: 'provisional' }, {}],
    ['not_permitted', { rights: [] }, {}],
    ['clearance', { clearance: 0 }, { marking: 4 }],
    ['training_expired', { trainingUntil: 1 }, {}],
    ['no_live_mou', { agreements: [] }, {}],
    ['recalled', {}, { state: 'WITHDRAWN' }],
    ['held', {}, { held: true }],
    ['wrong_purpose', {}, { purposes: [] }],
  ])('gives %s as the reason', (reason, member, labels) => {
    expect(ask(reader(member, labels))).toMatchObject({ mayOpenToday: false, reason, purposes: [], opensAt: null });
  });

  it('tells the reason that no other purpose helps against', () => {
    const narrow = reader({ clearance: 0 }, { marking: 4, purposes: ['audit', 'trafficking_investigation'] });
    const { reason, refusals } = ask(narrow);
    expect(refusals.get('audit')).toBe('wrong_purpose');
    expect(reason).toBe('clearance');
  });

  it('counts the hours of the day that are still to come', () => {
    const six = Date.parse('2024-10-04T06:00:00Z') / 1000;
    expect(ask(reader(), NIGHT, during('every_day_06_22_utc'))).toMatchObject({ mayOpenToday: true, opensAt: six });
    expect(ask(reader(), LATE, during('every_day_06_22_utc'))).toMatchObject({
      mayOpenToday: false,
      reason: 'outside_hours_policy',
    });
    expect(ask(reader(), SUNDAY, during('weekdays_06_22_utc'))).toMatchObject({ reason: 'outside_hours_policy' });
    expect(ask(reader(), SUNDAY, during('every_day_06_22_utc'))).toMatchObject({ opensAt: SUNDAY });
  });

  it('answers for everybody in the order asked, and the same each time', () => {
    const three = [reader(), reader({ clearance: 0 }, { marking: 4 }), reader()];
    const [one, other] = [whoCouldOpen(POLICY, three, NOON), whoCouldOpen(POLICY, three, NOON)];
    expect(one).toEqual(other);
    expect(one.map(({ mayOpenToday }) => mayOpenToday)).toEqual([true, false, true]);
  });
});

it('has words for every reason, none of them a code', () => {
  for (const reason of REFUSAL_CODES) expect(refusalWords(reason)).not.toMatch(/_/);
});
