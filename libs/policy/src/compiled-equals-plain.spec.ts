import { LEGAL_BASES, PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';

import { compared, decideNaively, type NaiveQuestion } from '../../../test/support/naive-policy.js';
import { freshSeed, pick, type Random, randomOf } from '../../../test/support/walls/random.js';
import { Ability } from './ability.js';
import type { Circumstances } from './circumstances.js';
import { parsePolicy, type PolicyDocument } from './document.js';
import type { Attributes } from './matcher.js';
import { type Action, type FieldKind, OBJECTS, type ObjectType } from './objects.js';
import { compilePolicy, type Policy } from './policy.js';
import { REFERENCES } from './references.js';
import { DOCUMENT } from './rules.js';
import { GUEST, parseMember, type Subject } from './subject.js';
import { VIEWS } from './views.js';

const CASES = 6000;
/** Ways to choose parameters that are tried. */
const POLICIES = 40;
const HOUR = 480_000;
const SECONDS_PER_HOUR = 3600;

const id = (n: number): string => `00000000-0000-0000-0000-00000000000${String(n)}`;
const IDS = [1, 2, 3].map(id);
const HASHES = ['aa', 'bb', 'cc'];
const some = <T>(random: Random, of: readonly T[]): T[] => of.filter(() => random(3) > 0);
const mostly = <T>(random: Random, value: T, others: readonly T[]): T => (random(6) > 0 ? value : pick(random, others));

function agreementOf(random: Random): object {
  const terms = (): object => ({
    purposes: some(random, PURPOSES),
    markingCeiling: random(5),
    handlingCeiling: random(4),
    jurisdictions: some(random, ['*', 'XA', 'XB']),
    attribution: pick(random, ['may', 'must', 'must_not']),
    prohibited: random(2) === 0 ? [] : some(random, PROHIBITED_USES.slice(0, 3)),
  });
  const versions = HASHES.map((hash) => ({ ...terms(), hash, endsAt: (HOUR + random(4) - 1) * SECONDS_PER_HOUR }));
  const about = { id: pick(random, IDS), partner: pick(random, IDS), circle: 'north', versionHash: 'cc' };
  const standing = mostly(random, 'in_force', ['suspended', 'not_vetted']);
  return { ...about, standing, retentionMonths: 12, versions: some(random, versions), ...terms() };
}

function subjectOf(random: Random): Subject {
  if (random(20) === 0) return GUEST;
  const [org, member, device] = [pick(random, IDS), pick(random, IDS), pick(random, IDS)];
  const rights = [
    'report.open',
    'report.share',
    'audit.read',
    'org.admit',
    'directory.admin',
    'agreement.sign',
    'identity.reveal',
  ];
  const units = some(random, IDS);
  return parseMember({
    ...{ session: id(9), org, member, device, country: 'XA', roles: [], rights: some(random, rights), units },
    orgState: mostly(random, 'active', ['provisional', 'suspended', 'ended']),
    orgKind: pick(random, ['ngo', 'police_unit', 'oversight', 'stewards', 'militia']),
    memberState: mostly(random, 'active', ['provisional', 'inactive', 'suspended']),
    deviceState: mostly(random, 'active', ['revoked']),
    unitsInStanding: random(5) > 0 ? units : some(random, units),
    unitsVetted: random(5) > 0 ? units : some(random, units),
    unitPurposes: units.map((unit) => ({ unit, purposes: some(random, PURPOSES) })),
    ...{
      method: pick(random, ['device_key', 'passkey']),
      hasPasskey: random(2) === 0,
      waysIn: random(4),
      assurance: 2,
    },
    ...{ verifiedAgo: pick(random, [0, 299, 300, 301, 899, 2 ** 31 - 1]), clearance: random(5) },
    ...{
      trainingUntil: HOUR + pick(random, [-800, -700, -300, -1, 0, 1]),
      jurisdictions: some(random, ['*', 'XA', 'XB']),
    },
    agreements: Array.from({ length: random(4) }, () => agreementOf(random)),
  });
}

function circumstancesOf(random: Random): Circumstances {
  return {
    purpose: random(8) === 0 ? null : pick(random, PURPOSES),
    time: (HOUR + random(168)) * SECONDS_PER_HOUR + random(SECONDS_PER_HOUR),
    ...(random(3) > 0 && { verified: random(4) > 0 }),
    ...(random(3) > 0 && { legalBasis: random(5) === 0 ? null : pick(random, LEGAL_BASES) }),
    ...(random(3) > 0 && { accepted: some(random, PROHIBITED_USES) }),
  };
}

const TEXTS = [...IDS, ...HASHES, 'ACTIVE', 'active', 'stewards', 'may', 'must'];
const NUMBERS = [-1, 0, 1, 2, 3, 4, HOUR, HOUR + 1];

function attributesOf(random: Random, object: ObjectType): Attributes {
  const one = (kind: FieldKind): Attributes[string] => {
    if (random(12) === 0) return null;
    if (kind === 'texts') return some(random, [...IDS, ...PURPOSES]);
    if (kind === 'boolean') return random(3) > 0;
    return kind === 'number' ? pick(random, NUMBERS) : pick(random, TEXTS);
  };
  const fields = Object.entries<FieldKind>(OBJECTS[object]).filter(() => random(20) > 0);
  return Object.fromEntries(fields.map(([field, kind]) => [field, fitting(random, field) ?? one(kind)]));
}

/** Values that let most requirements hold: else nearly everything would be refused for the first. */
function fitting(random: Random, field: string): Attributes[string] {
  if (random(3) === 0) return undefined;
  if (field === 'state') return 'ACTIVE';
  if (field === 'held' || field === 'ownGrant') return false;
  if (field === 'openUntil') return HOUR + 200;
  if (field === 'grantUnit' || field === 'agreementId') return pick(random, IDS);
  return field === 'versionHash' ? pick(random, HASHES) : undefined;
}

function chosen(random: Random): Policy {
  const parameters = Object.entries(DOCUMENT.parameters).map(([name, { choices, default: usual }]) => [
    name,
    random(2) === 0 ? usual : pick(random, choices).name,
  ]);
  return compilePolicy(DOCUMENT, Object.fromEntries(parameters) as Record<string, string>);
}

const PAIRS = DOCUMENT.rules.flatMap(({ actions, object }) => actions.map((action) => [action, object] as const));

function questionOf(random: Random, policy: Policy, pairs: readonly (readonly [Action, ObjectType])[]): NaiveQuestion {
  const [action, object] = random(3) === 0 ? (['report.open', 'Opening'] as const) : pick(random, pairs);
  const attributes = random(10) === 0 ? null : attributesOf(random, object);
  return { policy, subject: subjectOf(random), circumstances: circumstancesOf(random), action, object, attributes };
}

/** What the compiled policy comes to, in the same words. */
function decideCompiled({ policy, subject, circumstances, action, object, attributes }: NaiveQuestion): string {
  const ability = new Ability(policy, subject, circumstances, action, object);
  const resource = attributes === null ? ({ type: object, list: true } as const) : { type: object, attributes };
  const decision = ability.decide(resource);
  const account = ability.account(resource);
  const granted = account.filter(({ failed }) => failed === null).map(({ rule }) => rule);
  // an account that says something else than the decision would explain nothing
  if (granted.join() !== (decision.allowed ? decision.rules.join() : '')) throw new Error('the account differs');
  return textOf({
    allowed: decision.allowed,
    rules: decision.allowed ? decision.rules : [],
    reason: decision.allowed ? null : decision.reason,
    fields: ability.permittedFields(resource),
  });
}

const textOf = ({ allowed, rules, reason, fields }: ReturnType<typeof decideNaively>): string =>
  JSON.stringify([allowed, rules, reason, fields]);

/** Compares both ways, and says how many decisions allowed something. */
function compare(cases: number, questionAt: (random: Random) => NaiveQuestion, spoiled = compared): string[] {
  let allowed = 0;
  const differences: string[] = [];
  for (let index = 0; index < cases; index += 1) {
    const question = questionAt(randomOf(SEED, index));
    const plain = decideNaively(question, spoiled);
    allowed += plain.allowed ? 1 : 0;
    if (textOf(plain) !== decideCompiled(question)) differences.push(`case ${index} of seed ${SEED}`);
  }
  // a comparison in which nothing or everything is allowed would compare nothing
  expect(allowed).toBeGreaterThan(cases / 50);
  expect(allowed).toBeLessThan((cases * 49) / 50);
  return differences;
}

const SEED = freshSeed('compiled-equals-plain');

it('decides by the rules in force, whatever is chosen, as the plain way does', () => {
  const policies = Array.from({ length: POLICIES }, (_, index) => chosen(randomOf(SEED, -index)));
  expect(compare(CASES, (random) => questionOf(random, pick(random, policies), PAIRS))).toEqual([]);
});

const TEXT_SETS = [...REFERENCES.values()].filter(({ kind }) => kind === 'texts').map(({ name }) => name);
const NUMBER_REFERENCES = [...REFERENCES.values()].filter(({ kind }) => kind === 'number').map(({ name }) => name);
const FLAGS = [...REFERENCES.values()].filter(({ kind }) => kind === 'boolean').map(({ name }) => name);

/** A document of random rules about openings and reports: every kind of requirement, masks, each agreement, references anywhere. */
function documentOf(random: Random): PolicyDocument {
  const object = pick(random, ['Opening', 'Report'] as const);
  const each = random(3) === 0;
  const has = (name: string): boolean => each || !name.startsWith('agreement.');
  const sets = TEXT_SETS.filter(has);
  const guard = (): object =>
    pick(random, [
      () => ({ left: pick(random, FLAGS.filter(has)), op: 'eq', right: random(3) > 0 }),
      () => ({
        left: pick(random, NUMBER_REFERENCES.filter(has)),
        op: pick(random, ['lt', 'lte', 'gt', 'gte', 'eq']),
        right: { ref: pick(random, NUMBER_REFERENCES.filter(has)) },
      }),
      () => ({ left: pick(random, sets), op: 'contains', right: pick(random, [...IDS, ...PURPOSES]) }),
    ])();
  const leaf = (): object =>
    pick(random, [
      () => ({ originOrg: { [pick(random, ['$in', '$nin'])]: { ref: pick(random, sets) } } }),
      () => ({
        marking: {
          [pick(random, ['$lt', '$lte', '$gt', '$gte', '$eq', '$ne'])]:
            random(2) === 0 ? random(5) : { ref: 'subject.clearance' },
        },
      }),
      () => ({
        [object === 'Opening' ? 'purposes' : 'recipientUnits']: {
          [pick(random, ['$any', '$within'])]: { ref: pick(random, sets) },
        },
      }),
      () => ({ held: { [pick(random, ['$eq', '$ne'])]: random(2) === 0 } }),
    ])();
  const conditions = (depth: number): object =>
    depth > 0 && random(2) === 0
      ? { [pick(random, ['$and', '$or'])]: [conditions(depth - 1), conditions(depth - 1)] }
      : leaf();
  const requirement = (): object => ({
    reason: pick(random, ['not_permitted', 'clearance', 'suspended', 'held']),
    ...pick(random, [
      () => ({ guard: guard() }),
      () => ({ anyOf: [guard(), guard()] }),
      () => ({ conditions: conditions(2) }),
    ])(),
  });
  const view = VIEWS[object] ?? [];
  const rules = Array.from({ length: 1 + random(4) }, (_, index) => ({
    ...{ id: `rule.${String(index)}`, actions: ['report.read'], object, audience: 'member' },
    ...(each && random(2) === 0 ? { each: 'agreement' } : {}),
    requires: Array.from({ length: random(4) }, requirement),
    ...(view.length > 0 && random(2) === 0 ? { fields: some(random, view) } : {}),
  }));
  const whole = rules.map((rule) =>
    'fields' in rule && rule.fields.length === 0 ? { ...rule, fields: [view[0]] } : rule,
  );
  // what needs an agreement stands only where there is one
  const placed = whole.map((rule) =>
    JSON.stringify(rule.requires).includes('"agreement.') ? { ...rule, each: 'agreement' } : rule,
  );
  return parsePolicy({ version: 1, parameters: {}, rules: placed });
}

function randomQuestion(random: Random): NaiveQuestion {
  const policy = compilePolicy(documentOf(random));
  const [first] = policy.document.rules;
  const object = first?.object ?? 'Report';
  const attributes = random(10) === 0 ? null : attributesOf(random, object);
  return {
    policy,
    subject: subjectOf(random),
    circumstances: circumstancesOf(random),
    action: 'report.read',
    object,
    attributes,
  };
}

it('decides by random policies as the plain way does', () => {
  expect(compare(CASES, randomQuestion)).toEqual([]);
});

it.each<[string, typeof compared]>([
  ['takes < for <=', (op, ...values) => compared(op === 'lte' ? 'lt' : op, ...values)],
  ['takes any for within', (op, ...values) => compared(op === 'within' ? 'any' : op, ...values)],
  [
    'forgets the last of a set',
    (op, one, other) => compared(op, one, Array.isArray(other) ? other.slice(0, -1) : other),
  ],
  ['takes every value for equal', (op, ...values) => op === 'eq' || compared(op, ...values)],
])('finds an evaluation that %s', (_what, spoiled) => {
  expect(compare(CASES / 3, randomQuestion, spoiled).length).toBeGreaterThan(0);
});
