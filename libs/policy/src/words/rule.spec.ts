import { parsePolicy, type Rule } from '../document.js';
import { DOCUMENT } from '../rules.js';
import { ruleInWords } from './rule.js';

/** A rule about openings with these requirements. */
function ruleWith(...requires: object[]): Rule {
  const rule = { id: 'a', actions: ['report.open'], object: 'Opening', audience: 'member', requires };
  const [parsed] = parsePolicy({ version: 1, parameters: {}, rules: [rule] }).rules;
  if (parsed === undefined) throw new Error('no rule');
  return parsed;
}

const clauseOf = (requirement: object): string | undefined =>
  ruleInWords(ruleWith({ reason: 'held', ...requirement })).requires[0]?.clause;

it.each([
  ['a truth value', { conditions: { held: { $eq: false } } }, 'it is not on hold'],
  ['a truth value turned round', { conditions: { held: { $ne: false } } }, 'it is on hold'],
  [
    'a set',
    { conditions: { grantUnit: { $in: { ref: 'subject.units' } } } },
    'the unit that the grant is for is one of the units of whoever asks',
  ],
  ['a rank by its name', { conditions: { marking: { $lte: 2 } } }, 'the marking is at most `AMBER`'],
  [
    'a range of one field',
    { conditions: { marking: { $gte: 1, $lt: 3 } } },
    'the marking is at least `GREEN` and the marking is below `AMBER+STRICT`',
  ],
  [
    'alternatives, each with its end',
    { conditions: { $or: [{ marking: { $eq: 0 }, held: { $eq: false } }, { state: { $eq: 'ACTIVE' } }] } },
    'either (the marking is `CLEAR`, and it is not on hold), or the state of the report is `ACTIVE`',
  ],
  [
    'a right',
    { guard: { left: 'subject.rights', op: 'contains', right: 'report.open' } },
    '`report.open` is among the rights of whoever asks',
  ],
  [
    'a parameter of yes and no',
    { guard: { left: 'param.names.shown.shown', op: 'eq', right: true } },
    '`names.shown` allows it',
  ],
  [
    'guards of which one is enough',
    {
      anyOf: [
        { left: 'env.verified', op: 'eq', right: true },
        { left: 'env.hour', op: 'lt', right: { ref: 'param.a.b.hours' } },
      ],
    },
    'the person was verified for this very act, or the present hour is below the hours that `a.b` sets',
  ],
  [
    'a truth value of the subject that must not hold',
    { guard: { left: 'subject.oversees', op: 'eq', right: false } },
    'it is not so that the member is an auditor of a body that oversees',
  ],
])('says %s', (_what, requirement, words) => {
  expect(clauseOf(requirement)).toBe(words);
});

it('says who, which of their agreements, what they may do and what they see of it', () => {
  const [rule] = DOCUMENT.rules.filter(({ id }) => id === 'report.grant/agreement');
  if (rule === undefined) throw new Error('no rule');
  expect(ruleInWords(rule).who).toBe(
    'A member may, by one of the live agreements of their organisation, give a unit the key of a report (`report.grant`)',
  );
  expect(ruleInWords({ ...rule, audience: 'anyone', fields: ['id'] })).toMatchObject({
    who: expect.stringMatching(/^Anybody, with or without a session,/u) as string,
    fields: ['id'],
  });
});

it('says every requirement of every rule differently, with its reason', () => {
  for (const rule of DOCUMENT.rules) {
    const { requires } = ruleInWords(rule);
    expect(requires.map(({ reason }) => reason)).toEqual(rule.requires.map(({ reason }) => reason));
    const different = new Set(rule.requires.map((requirement) => JSON.stringify(requirement)));
    expect(new Set(requires.map(({ clause }) => clause)).size).toBe(different.size);
    for (const { clause } of requires) expect(clause).not.toMatch(/undefined|\[object|NaN/u);
  }
});
