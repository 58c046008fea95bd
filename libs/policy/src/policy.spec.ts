import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  abilityOfCase,
  decided,
  POLICY_CASES,
  rawSubject,
  resourceOf,
  subjectOf,
} from '../../../test/support/policy-cases.js';
import { Ability } from './ability.js';
import { type Attributes, matches } from './matcher.js';
import { parseConditions } from './condition.js';
import { documentText, parsePolicy } from './document.js';
import { type Action, ACTIONS, type ObjectType, OBJECTS } from './objects.js';
import { DOCUMENT, POLICY } from './rules.js';
import { compile } from './sql.js';
import { GUEST, parseMember } from './subject.js';

interface RefusedConditions {
  readonly cases: readonly {
    readonly description: string;
    readonly object: ObjectType;
    readonly conditions: unknown;
    readonly code: string;
  }[];
}

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../../../test/vectors/policy', name), 'utf8'));

/** What is asked of an opening once, and not again when its ciphertext is fetched. */
const AT_THE_OPENING = ['uses_not_accepted', 'legal_basis_missing', 'step_up_needed'];

/** What needs a fresh verification where the device has a passkey (docs/reference/sessions.md). */
const NEEDS_STEP_UP: readonly Action[] = [
  'agreement.sign',
  'agreement.standing',
  'application.admit',
  'audit.export',
  'directory.publish',
  'invitation.confirm',
  'passkey.register',
  'passkey.remove',
  'policy.sign',
  'recovery.approve',
  'recovery.cancel',
  'recovery.complete',
  'recovery.release',
  'recovery.start',
  'report.open',
  'report.submit',
  'standing.lift',
  'standing.suspend',
  'vault.put',
];

describe('the policy in force', () => {
  it.each(POLICY_CASES)('$description: $expect', (given) => {
    expect(decided(given)).toBe(given.expect);
  });

  it.each(POLICY_CASES.filter(({ fields }) => fields !== undefined))('$description: shows its fields', (given) => {
    expect(abilityOfCase(given).permittedFields(resourceOf(given))).toEqual(given.fields);
  });

  it.each(POLICY_CASES.filter(({ action }) => action === 'report.open'))(
    'serves ciphertext as it opens, but for what was signed at the opening: $description: $expect',
    (given) => {
      const wanted = AT_THE_OPENING.includes(given.expect) ? 'allowed' : given.expect;
      expect(decided(given, {}, 'blob.read')).toBe(wanted);
    },
  );

  it('has a rule for every action and speaks of every object type', () => {
    expect(new Set(DOCUMENT.rules.flatMap((rule) => rule.actions))).toEqual(new Set(ACTIONS));
    expect(new Set(DOCUMENT.rules.map((rule) => rule.object))).toEqual(new Set(Object.keys(OBJECTS)));
  });

  it('asks for a fresh verification for key events, grants, exports, terms and openings, and for nothing else', () => {
    const asking = DOCUMENT.rules.filter(({ requires }) => requires.some(({ reason }) => reason === 'step_up_needed'));
    expect([...new Set(asking.flatMap(({ actions }) => actions))].sort()).toEqual(NEEDS_STEP_UP);
    // whoever is refused for another reason is not asked to be verified first
    for (const { requires } of asking) expect(requires.at(-1)?.reason).toBe('step_up_needed');
  });

  it('asks for the hour after all that an opening which nobody has asked for yet may lack', () => {
    const inHours = DOCUMENT.rules.filter(({ requires }) =>
      requires.some(({ reason }) => reason === 'outside_hours_policy'),
    );
    expect(inHours.map(({ id }) => id)).toEqual(['report.open/recipient', 'blob.read/recipient']);
    for (const { requires } of inHours) {
      const reasons = requires.map(({ reason }) => reason);
      const after = reasons.slice(reasons.lastIndexOf('outside_hours_policy') + 1);
      expect(after.filter((reason) => !AT_THE_OPENING.includes(reason))).toEqual([]);
    }
  });

  it('loads again from its own text', () => {
    expect(documentText(parsePolicy(JSON.parse(documentText(DOCUMENT))))).toBe(documentText(DOCUMENT));
  });

  it('refuses an object of another type than the one decided upon', () => {
    const subject = subjectOf('auditor');
    const ability = new Ability(POLICY, subject, { purpose: null, time: 3600 }, 'audit.read', 'AuditEntry');
    expect(ability.decide({ type: 'Report', attributes: {} }).allowed).toBe(false);
  });

  it('compiles to no rows when there is no rule', () => {
    const ability = new Ability(POLICY, GUEST, { purpose: null, time: 3600 }, 'report.inbox', 'Report');
    expect(ability.condition({}, 1)).toEqual({ text: 'FALSE', values: [] });
    expect(ability.decide({ type: 'Report', list: true })).toEqual({ allowed: false, reason: 'not_permitted' });
  });
});

describe('documents', () => {
  it.each([
    ['an unknown key', { version: 1, parameters: {}, rules: [], extra: 1 }],
    [
      'an unknown action',
      {
        version: 1,
        parameters: {},
        rules: [{ id: 'a', actions: ['x'], object: 'Report', audience: 'member', requires: [] }],
      },
    ],
    [
      'an unknown object',
      {
        version: 1,
        parameters: {},
        rules: [{ id: 'a', actions: ['report.read'], object: 'X', audience: 'member', requires: [] }],
      },
    ],
    [
      'a requirement without a reason',
      {
        version: 1,
        parameters: {},
        rules: [
          { id: 'a', actions: ['report.read'], object: 'Report', audience: 'member', requires: [{ conditions: {} }] },
        ],
      },
    ],
  ])('with %s does not load', (_name, document) => {
    expect(() => parsePolicy(document)).toThrow('policy refused');
  });

  it('with one id twice does not load', () => {
    const rule = { id: 'a', actions: ['report.read'], object: 'Report', audience: 'member', requires: [] };
    expect(() => parsePolicy({ version: 1, parameters: {}, rules: [rule, rule] })).toThrow('E_POLICY_SHAPE');
  });
});

describe('conditions', () => {
  it.each((vectors('refused-conditions.json') as RefusedConditions).cases)(
    '$description: $code',
    ({ object, conditions, code }) => {
      expect(() => parseConditions(object, conditions)).toThrow(code);
    },
  );

  it('are refused when nested deeper than the limit', () => {
    let conditions: unknown = { originOrg: { $eq: 'a' } };
    for (let depth = 0; depth < 10; depth += 1) conditions = { $and: [conditions] };
    expect(() => parseConditions('Report', conditions)).toThrow('E_POLICY_DEPTH');
  });

  it('do not compile when a field has no column', () => {
    expect(() => compile(parseConditions('Report', { marking: { $lte: 1 } }), {}, 1)).toThrow('E_POLICY_FIELD');
  });

  it('do not hold over a field that only the prototype has', () => {
    const condition = parseConditions('Report', { originOrg: { $ne: 'a' } });
    expect(matches(condition, Object.create({ originOrg: 'b' }) as Attributes)).toBe(false);
  });
});

describe('subjects', () => {
  it.each([
    'org',
    'clearance',
    'units',
    'rights',
    'memberState',
    'agreements',
    'jurisdictions',
    'waysIn',
    'hasPasskey',
    'assurance',
    'verifiedAgo',
    'unitPurposes',
  ])('do not load when %s is null or missing', (field) => {
    const whole = rawSubject('liaison');
    expect(() => parseMember({ ...whole, [field]: null })).toThrow('E_SUBJECT');
    expect(() => parseMember({ ...whole, [field]: undefined })).toThrow('E_SUBJECT');
  });
});
