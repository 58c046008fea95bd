import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { freshSeed, pick, type Random, randomOf } from '../../../test/support/walls/random.js';
import { documentText, parsePolicy } from './document.js';
import { policySchema } from './document-schema.js';
import { compilePolicy } from './policy.js';
import { PolicyError } from './policy-error.js';
import { DOCUMENT } from './rules.js';

const MUTATIONS = 2000;
/** Rules of a document that is changed. */
const RULES = 4;

const read = (name: string): string => readFileSync(join(__dirname, '..', name), 'utf8');
const committed = JSON.parse(read('policy.json')) as unknown;

let isDocument: ValidateFunction;

beforeAll(() => {
  isDocument = new Ajv2020({ allErrors: false, strict: false }).compile(policySchema());
});

it('is the schema that is published, and the published document is the one that decides', () => {
  expect(JSON.parse(read('policy.schema.json'))).toEqual(policySchema());
  expect(documentText(parsePolicy(committed))).toBe(documentText(DOCUMENT));
  expect(isDocument(committed)).toBe(true);
});

/** A document of one rule with these changes. */
function documentWith(rule: object, parameters: object = {}): object {
  const plain = { id: 'a', actions: ['report.read'], object: 'Report', audience: 'member', requires: [] };
  return { version: 1, parameters, rules: [{ ...plain, ...rule }] };
}

const requiring = (...requires: unknown[]): object => documentWith({ requires });
const guarded = (guard: object): object => requiring({ reason: 'held', guard });
const conditioned = (conditions: unknown): object => requiring({ reason: 'held', conditions });
const choice = (name: string, values: object = {}): object => ({ name, words: 'words', values });
const parameter = (change: object): object =>
  documentWith({}, { 'a.b': { words: 'words', choices: [choice('x'), choice('y')], default: 'x', ...change } });

it('and the parser take what is well formed', () => {
  const good = [
    documentWith({}),
    documentWith({ fields: ['id', 'tlp'] }),
    guarded({ left: 'env.hour', op: 'gte', right: { ref: 'subject.trainingUntil' } }),
    conditioned({ $or: [{ marking: { $lte: 1 } }, { recipientUnits: { $any: { ref: 'subject.units' } } }] }),
    parameter({}),
  ];
  for (const document of good) {
    expect(isDocument(document)).toBe(true);
    expect(() => compilePolicy(parsePolicy(document))).not.toThrow();
  }
});

/** Documents that schema and parser both refuse. */
const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['that is a list', []],
  ['that is nothing', null],
  ['without a version', { parameters: {}, rules: [] }],
  ['of version nought', { version: 0, parameters: {}, rules: [] }],
  ['of half a version', { version: 1.5, parameters: {}, rules: [] }],
  ['without parameters', { version: 1, rules: [] }],
  ['with rules that are no list', { version: 1, parameters: {}, rules: {} }],
  ['with an unknown key', { version: 1, parameters: {}, rules: [], extra: 1 }],
  ['with a rule without a name', documentWith({ id: '' })],
  ['with a rule about no action', documentWith({ actions: [] })],
  ['with an unknown action', documentWith({ actions: ['report.burn'] })],
  ['with an unknown object', documentWith({ object: 'Safe' })],
  ['with an unknown audience', documentWith({ audience: 'everybody' })],
  ['with a rule for each member', documentWith({ each: 'member' })],
  ['with an unknown key in a rule', documentWith({ effect: 'deny' })],
  ['with a mask of nothing', documentWith({ fields: [] })],
  ['with a mask of an unknown field', documentWith({ fields: ['narrative'] })],
  ['with a mask that names a field twice', documentWith({ fields: ['id', 'id'] })],
  ['with a mask of an object without a view', documentWith({ object: 'Draft', fields: ['id'] })],
  ['with an unknown reason', requiring({ reason: 'bad luck', conditions: { held: { $eq: true } } })],
  ['with a requirement of nothing', requiring({ reason: 'held' })],
  [
    'with a requirement of two kinds',
    requiring({ reason: 'held', conditions: { held: { $eq: true } }, guard: { left: 'env.hour', op: 'gt', right: 1 } }),
  ],
  ['with a choice between no guards', requiring({ reason: 'held', anyOf: [] })],
  ['with a guard by an unknown operator', guarded({ left: 'env.hour', op: 'ne', right: 1 })],
  ['with a guard over an unknown name', guarded({ left: 'env.weather', op: 'eq', right: true })],
  ['with a guard against an unknown name', guarded({ left: 'env.hour', op: 'gt', right: { ref: 'env.weather' } })],
  ['with a guard against null', guarded({ left: 'env.hour', op: 'gt', right: null })],
  ['with a guard that has more to say', guarded({ left: 'env.hour', op: 'gt', right: 1, not: true })],
  ['with a condition that holds of everything', conditioned({})],
  ['with a condition over an unknown field', conditioned({ narrative: { $eq: 'x' } })],
  ['with a field that is compared with nothing', conditioned({ marking: {} })],
  ['with an unknown operator', conditioned({ marking: { $regex: '.' } })],
  ['with an operator that does not fit the field', conditioned({ originOrg: { $lte: 1 } })],
  ['with a value of another kind', conditioned({ marking: { $lte: 'RED' } })],
  ['with a value of null', conditioned({ originOrg: { $eq: null } })],
  ['with one value where a list is compared', conditioned({ originOrg: { $in: 'x' } })],
  ['with a list of more kinds', conditioned({ originOrg: { $in: ['x', 1] } })],
  ['with an empty group', conditioned({ $or: [] })],
  ['with a reference that says more', conditioned({ originOrg: { $eq: { ref: 'subject.org', or: 1 } } })],
  ['with a parameter of one choice', parameter({ choices: [choice('x')] })],
  ['with a parameter without words', parameter({ words: ' ' })],
  ['with a parameter of an unknown key', parameter({ secret: true })],
  ['with a parameter of one part', documentWith({}, { hours: parameter({}) })],
  ['with a choice of null', parameter({ choices: [choice('x', { a: null }), choice('y', { a: 1 })] })],
];

it.each(MALFORMED)('and the parser refuse a document %s', (_what, document) => {
  expect(isDocument(document)).toBe(false);
  expect(() => compilePolicy(parsePolicy(document))).toThrow(PolicyError);
});

/** What the schema cannot say. */
const BEYOND_THE_SCHEMA: readonly (readonly [string, unknown, string])[] = [
  ['one id twice', { version: 1, parameters: {}, rules: [...rulesOf({}), ...rulesOf({})] }, 'E_POLICY_SHAPE'],
  ['a parameter that is not there', guarded({ left: 'param.a.b', op: 'eq', right: 'x' }), 'E_POLICY_REFERENCE'],
  [
    'a member where a guest may act',
    documentWith({
      audience: 'anyone',
      requires: [{ reason: 'held', guard: { left: 'subject.active', op: 'eq', right: true } }],
    }),
    'E_POLICY_REFERENCE',
  ],
  [
    'an agreement where there is none',
    conditioned({ originOrg: { $eq: { ref: 'agreement.id' } } }),
    'E_POLICY_REFERENCE',
  ],
  ['a reference of another kind', conditioned({ marking: { $lte: { ref: 'subject.org' } } }), 'E_POLICY_VALUE'],
  ['one value in the place of a set', conditioned({ originOrg: { $in: { ref: 'subject.org' } } }), 'E_POLICY_VALUE'],
  ['a guard that orders texts', guarded({ left: 'subject.org', op: 'lt', right: 'x' }), 'E_POLICY_VALUE'],
  ['a guard that compares different kinds', guarded({ left: 'subject.active', op: 'eq', right: 1 }), 'E_POLICY_VALUE'],
  [
    'a guard that looks for a number among texts',
    guarded({ left: 'subject.rights', op: 'contains', right: 1 }),
    'E_POLICY_VALUE',
  ],
  ['a text that PostgreSQL cannot hold', conditioned({ originOrg: { $eq: 'a\u0000' } }), 'E_POLICY_VALUE'],
  ['conditions that are nested too deep', conditioned(nested(10)), 'E_POLICY_DEPTH'],
  ['a default that is no choice', parameter({ default: 'z' }), 'E_POLICY_SHAPE'],
  ['two choices of one name', parameter({ choices: [choice('x'), choice('x')] }), 'E_POLICY_SHAPE'],
  [
    'choices with different values',
    parameter({ choices: [choice('x', { a: 1 }), choice('y', { a: 'b' })] }),
    'E_POLICY_SHAPE',
  ],
];

function rulesOf(rule: object): unknown[] {
  return (documentWith(rule) as { rules: unknown[] }).rules;
}

function nested(depth: number): object {
  return depth === 0 ? { held: { $eq: false } } : { $and: [nested(depth - 1)] };
}

it.each(BEYOND_THE_SCHEMA)('leaves %s to the parser', (_what, document, code) => {
  expect(isDocument(document)).toBe(true);
  expect(() => compilePolicy(parsePolicy(document))).toThrow(code);
});

it.each([
  ['none of one', {}],
  ['a choice that is not listed', { 'opening.hours': 'on_tuesdays' }],
  ['a parameter that is not there', { 'opening.tides': 'high' }],
  ['the name of something every object has', { 'opening.hours': 'constructor' }],
])('does not compile with %s', (_what, change) => {
  const { 'opening.hours': _hours, ...others } = compilePolicy(DOCUMENT).parameters;
  expect(() => compilePolicy(DOCUMENT, { ...others, ...change })).toThrow('E_POLICY_PARAMETER');
});

const JUNK = [
  null,
  true,
  -1,
  0.5,
  '',
  'x',
  [],
  {},
  [null],
  { ref: 'x' },
  { ref: 1 },
  '__proto__',
  'constructor',
  1e300,
];

/** Some rules of the document with something changed somewhere: taken out, replaced, doubled or named anew. */
function mutated(random: Random): unknown {
  const from = random(DOCUMENT.rules.length);
  const copy = JSON.parse(documentText({ ...DOCUMENT, rules: DOCUMENT.rules.slice(from, from + RULES) })) as object;
  let at = copy as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(at);
    const key = pick(random, keys);
    const inner = at[key];
    if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random(5) > 0) {
      at = inner as Record<string, unknown>;
      continue;
    }
    const change = random(4);
    if (change === 0) at[key] = pick(random, JUNK);
    else if (change === 1) at[key] = pick(random, Object.values(at));
    else if (Array.isArray(at)) at.push(inner);
    else if (change === 2) Reflect.deleteProperty(at, key);
    else Object.defineProperty(at, pick(random, ['x', '__proto__']), { value: inner, enumerable: true });
    return copy;
  }
}

function outcomeOf(document: unknown): 'loads' | 'refused' {
  try {
    compilePolicy(parsePolicy(document));
    return 'loads';
  } catch (error) {
    if (error instanceof PolicyError) return 'refused';
    throw error;
  }
}

it('the parser loads or refuses what was changed anywhere, never breaks, and loads nothing that the schema refuses', () => {
  const seed = freshSeed('document-schema');
  const outcomes = { loads: 0, refused: 0 };
  for (let index = 0; index < MUTATIONS; index += 1) {
    const document = mutated(randomOf(seed, index));
    const outcome = outcomeOf(document);
    outcomes[outcome] += 1;
    if (outcome === 'loads' && !isDocument(document))
      throw new Error(`case ${String(index)} of seed ${String(seed)}: ${JSON.stringify(isDocument.errors)}`);
  }
  expect(outcomes.loads).toBeGreaterThan(MUTATIONS / 100);
  expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 3);
});
