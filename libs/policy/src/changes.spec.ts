import { policyChanges } from './changes.js';
import { parsePolicy } from './document.js';
import { compilePolicy } from './policy.js';
import { DOCUMENT, POLICY } from './rules.js';

const chosen = (choices: Readonly<Record<string, string>>) =>
  compilePolicy(DOCUMENT, { ...POLICY.parameters, ...choices });

describe('what changes from one policy to the next', () => {
  it('is nothing when nothing does', () => {
    const nothing = { parameters: [], added: [], removed: [], changed: [], actions: [] };
    expect(policyChanges(POLICY, POLICY)).toEqual(nothing);
  });

  it('is a parameter with its words before and after, and the acts that it decides', () => {
    const { parameters, changed } = policyChanges(POLICY, chosen({ 'opening.hours': 'weekdays_06_22_utc' }));
    expect(changed).toEqual([]);
    expect(parameters).toMatchObject([
      {
        name: 'opening.hours',
        before: { choice: 'always', words: 'at any time' },
        after: { choice: 'weekdays_06_22_utc', words: 'Monday to Friday from 06:00 to 22:00 UTC' },
      },
    ]);
    expect(parameters[0]?.decides).toContain('report.open');
    expect(parameters[0]?.decides).not.toContain('report.submit');
  });

  it.each(Object.keys(DOCUMENT.parameters))('knows for every parameter an act that looks at it: %s', (name) => {
    const parameter = DOCUMENT.parameters[name];
    const other = parameter?.choices.find((choice) => choice.name !== parameter.default)?.name ?? '';
    const [change] = policyChanges(POLICY, chosen({ [name]: other })).parameters;
    expect(change?.decides.length).toBeGreaterThan(0);
  });

  it('is rules that came, went and read otherwise, with the acts they are about', () => {
    const [first, second, third, ...rest] = DOCUMENT.rules;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no rules');
    const rules = [{ ...second, actions: [...second.actions, 'log.read'] }, { ...third, id: 'another' }, ...rest];
    const after = compilePolicy(parsePolicy({ ...DOCUMENT, version: DOCUMENT.version + 1, rules }));
    expect(policyChanges(POLICY, after)).toMatchObject({
      parameters: [],
      added: ['another'],
      removed: [first.id, third.id],
      changed: [second.id],
    });
    expect(policyChanges(POLICY, after).actions).toEqual(expect.arrayContaining([...first.actions, ...second.actions]));
  });

  it('is everything before the first', () => {
    const { parameters, added } = policyChanges(null, POLICY);
    expect(parameters.map(({ before }) => before)).toEqual(parameters.map(() => null));
    expect(added).toHaveLength(DOCUMENT.rules.length);
  });
});
