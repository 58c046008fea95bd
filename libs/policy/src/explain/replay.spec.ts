import { ready } from '@sealbridge/sodium';
import fc from 'fast-check';

import {
  circumstancesOf,
  POLICY_CASES,
  type PolicyCase,
  policyOf,
  resourceOf,
  subjectOf,
} from '../../../../test/support/policy-cases.js';
import { Ability, type Decision } from '../ability.js';
import { parseMember, type Subject, withoutTerms } from '../subject.js';
import { DOCUMENT, POLICY } from '../rules.js';
import { documentText } from '../document.js';
import { refusalOfMissing } from './missing.js';
import { policyOfText } from './policy-text.js';
import { type LoggedDecision, replayDecision } from './replay.js';
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshot.js';

const caseSubject = (given: PolicyCase): Subject => subjectOf(given.subject, given.subjectChange);

beforeAll(() => ready());

/** A snapshot that went through the bytes of the log, as far as JSON shows them. */
const travelled = (snapshot: Omit<Snapshot, 'furtherLeftOut'>): Snapshot => {
  const read = readSnapshot(JSON.parse(JSON.stringify(writeSnapshot(snapshot))));
  if (read === null) throw new Error('an earlier version');
  return read;
};

const snapshotOf = (given: PolicyCase, subject = caseSubject(given)): Omit<Snapshot, 'furtherLeftOut'> => ({
  subject,
  object: resourceOf(given),
  circumstances: circumstancesOf(given),
  further: [],
  ended: 'policy',
});

const logged = ({ action }: PolicyCase, decision: Decision): LoggedDecision =>
  decision.allowed
    ? { action, effect: 'ALLOW', reasons: decision.rules }
    : { action, effect: 'DENY', reasons: [decision.reason] };

const decide = (given: PolicyCase, subject = caseSubject(given)): Decision =>
  new Ability(policyOf(given), subject, circumstancesOf(given), given.action, given.object).decide(resourceOf(given));

/** Agreements with others, as an organisation has hundreds. */
const others = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => {
    const id = (kind: number): string => `9000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;
    return withoutTerms(id(1), id(2), ['in_force', 'suspended', 'not_vetted'][n % 3] ?? '');
  });

describe('a decision made again', () => {
  it.each(POLICY_CASES.map((given) => [given.description, given] as const))('comes out the same: %s', (_, given) => {
    const replay = replayDecision(policyOf(given), travelled(snapshotOf(given)), logged(given, decide(given)));
    expect(replay.differs).toEqual([]);
    expect(replay.unchecked).toEqual([]);
    expect(replay.questions[0]?.allowed).toBe(given.expect === 'allowed');
  });

  it('comes out the same with hundreds of agreements that no object names, and none of them is kept', () => {
    for (const given of POLICY_CASES) {
      const subject = caseSubject(given);
      if (subject.class === 'guest') continue;
      const many = parseMember({ ...subject, agreements: [...subject.agreements, ...others(300)] });
      const snapshot = travelled(snapshotOf(given, many));
      const replay = replayDecision(policyOf(given), snapshot, logged(given, decide(given, many)));
      expect([given.description, replay.differs]).toEqual([given.description, []]);
      expect(snapshot.subject.class === 'member' && snapshot.subject.agreements.length).toBeLessThanOrEqual(1);
    }
  });

  it('is told from any other effect, reason or rule', () => {
    for (const given of POLICY_CASES) {
      const snapshot = travelled(snapshotOf(given));
      const truth = logged(given, decide(given));
      const lies: LoggedDecision[] = [
        { ...truth, effect: truth.effect === 'ALLOW' ? 'DENY' : 'ALLOW' },
        { ...truth, effect: 'ERROR' },
        { ...truth, reasons: [...truth.reasons, 'more'] },
        { ...truth, reasons: [] },
        { ...truth, reasons: ['another'] },
      ];
      for (const lie of lies) {
        const { differs } = replayDecision(policyOf(given), snapshot, lie);
        expect([given.description, lie.effect, lie.reasons, differs]).not.toEqual(
          expect.objectContaining({ 3: [] }) as unknown,
        );
        expect(differs).not.toEqual([]);
      }
    }
  });

  it('names of each rule that lost the first thing it asked for in vain, winners first', () => {
    for (const given of POLICY_CASES) {
      const [question] = replayDecision(
        policyOf(given),
        travelled(snapshotOf(given)),
        logged(given, decide(given)),
      ).questions;
      const granted = question?.rules.map((rule) => rule.granted) ?? [];
      expect(granted).toEqual(granted.toSorted((one, other) => Number(other) - Number(one)));
      for (const rule of question?.rules ?? []) expect(rule.granted).toBe(rule.requirement === null);
      for (const { reason, requirement } of question?.rules ?? []) expect(requirement?.reason ?? null).toBe(reason);
    }
  });

  it('says by which further object it was refused', () => {
    const [allowed, refused] = [true, false].map((wanted) =>
      POLICY_CASES.find(
        (given) =>
          given.subject === 'liaison' &&
          (given.expect === 'allowed') === wanted &&
          given.parameters === undefined &&
          given.subjectChange === undefined,
      ),
    );
    if (allowed === undefined || refused === undefined) throw new Error('no cases');
    const further = [{ action: refused.action, resource: resourceOf(refused) }];
    const snapshot = travelled({ ...snapshotOf(allowed), circumstances: circumstancesOf(refused), further });
    const again = replayDecision(POLICY, snapshot, { action: allowed.action, effect: 'ALLOW', reasons: [] });
    expect(again.questions).toHaveLength(2);
    expect(again.questions[1]?.allowed).toBe(false);
    expect(again.differs).toEqual(['effect']);
  });

  it('checks what was said of something that is not there', () => {
    for (const name of ['liaison', 'guest']) {
      const subject = subjectOf(name, name === 'guest' ? {} : { memberState: 'suspended' });
      const snapshot = travelled({ subject, object: null, circumstances: null, further: [], ended: 'missing' });
      const reason = refusalOfMissing(POLICY, subject, 'report.read');
      const say = (said: string): readonly string[] =>
        replayDecision(POLICY, snapshot, { action: 'report.read', effect: 'DENY', reasons: [said] }).differs;
      expect(say(reason)).toEqual([]);
      expect(say('clearance')).toEqual(['reason']);
    }
  });

  it('says what it cannot check: what the act itself refused, faults, objects beyond those kept', () => {
    const [given] = POLICY_CASES.filter(({ expect: wanted }) => wanted === 'allowed');
    if (given === undefined) throw new Error('no case');
    const { action } = given;
    const act = replayDecision(policyOf(given), travelled({ ...snapshotOf(given), ended: 'act' }), {
      action,
      effect: 'DENY',
      reasons: ['wrong_state'],
    });
    expect([act.differs, act.unchecked]).toEqual([[], ['act']]);
    const many = Array.from({ length: 80 }, () => ({ action, resource: resourceOf(given) }));
    const full = travelled({ ...snapshotOf(given), further: many });
    expect([full.further.length, full.furtherLeftOut]).toEqual([65, 15]);
    expect(replayDecision(policyOf(given), full, logged(given, decide(given))).unchecked).toEqual(['further']);
  });
});

describe('a snapshot', () => {
  it('of the first version is told apart and not read', () => {
    expect(readSnapshot({ subject: { class: 'guest' }, object: null })).toBeNull();
  });

  const [given] = POLICY_CASES;
  const whole = JSON.parse(JSON.stringify(writeSnapshot(snapshotOf(given as PolicyCase)))) as Record<string, unknown>;

  it.each(Object.keys(whole).filter((key) => key !== 'version'))('without its %s is refused', (key) => {
    expect(() => readSnapshot(Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)))).toThrow();
  });

  it.each([
    ['another version', { version: 3 }],
    ['an unknown ending', { ended: 'luck' }],
    ['an unknown object type', { object: { type: 'Nothing', attributes: {} } }],
    ['an unknown purpose', { circumstances: { ...(whole['circumstances'] as object), purpose: 'curiosity' } }],
    ['a time that is no number', { circumstances: { ...(whole['circumstances'] as object), time: '0' } }],
    ['a further action that there is not', { further: [{ action: 'report.burn', object: whole['object'] }] }],
    ['a subject without attributes', { subject: { class: 'member', agreements: [] } }],
  ])('with %s is refused', (_what, change) => {
    expect(() => readSnapshot({ ...whole, ...change })).toThrow();
  });

  it('is refused with an error of its own whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(readSnapshot(value)).toBeNull();
        } catch (error) {
          expect((error as Error).name).toBe('PolicyError');
        }
      }),
    );
  });
});

describe('the policy of a text', () => {
  it('is the policy', () => {
    expect(policyOfText(POLICY.text).hash).toBe(POLICY.hash);
  });

  it.each([
    ['not JSON', 'policy'],
    ['the document alone', documentText(DOCUMENT)],
    ['another order of the same', JSON.stringify({ parameters: POLICY.parameters, document: DOCUMENT })],
    ['a space more', `${POLICY.text} `],
    ['a choice that there is not', POLICY.text.replace('"opening.hours":"always"', '"opening.hours":"never"')],
    ['a parameter that is no text', POLICY.text.replace('"opening.hours":"always"', '"opening.hours":1')],
  ])('is refused when it is %s', (_what, text) => {
    expect(() => policyOfText(text)).toThrow(expect.objectContaining({ name: 'PolicyError' }) as Error);
  });
});
