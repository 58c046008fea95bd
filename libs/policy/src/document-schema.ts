import { operatorsOn, takesList } from './condition.js';
import { ACTIONS, type FieldKind, OBJECTS } from './objects.js';
import { KEY_PATTERN, PARAMETER_PATTERN } from './parameters.js';
import { REFERENCES } from './references.js';
import { REFUSAL_CODES } from './refusals.js';
import { VIEWS } from './views.js';
import { AUDIENCES, GUARD_OPERATORS } from './document.js';

type JsonSchema = Readonly<Record<string, unknown>>;

const closed = (properties: JsonSchema, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const list = (items: JsonSchema, minItems = 0): JsonSchema => ({ type: 'array', minItems, items });
const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });

const INTEGER: JsonSchema = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
const SCALARS: Readonly<Record<Exclude<FieldKind, 'texts'>, JsonSchema>> = {
  text: { type: 'string' },
  number: INTEGER,
  boolean: { type: 'boolean' },
};

/**
 * The form of a policy document as a JSON Schema (2020-12), made from the lists that `parsePolicy` and `compilePolicy` use. What it
 * cannot say they check besides: that ids are used once, that references fit what they are compared with and the rule they stand in.
 */
export function policySchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A Sealbridge policy document',
    ...closed({
      version: { type: 'integer', minimum: 1 },
      parameters: {
        type: 'object',
        propertyNames: { pattern: PARAMETER_PATTERN },
        additionalProperties: ref('parameter'),
      },
      rules: list(ref('rule')),
    }),
    $defs: { ...PARAMETERS, ...REQUIREMENTS, rule: rule(), ...conditions() },
  };
}

const WORDS: JsonSchema = { type: 'string', pattern: '\\S' };

const PARAMETERS: JsonSchema = {
  parameter: closed({ words: WORDS, choices: list(ref('choice'), 2), default: { type: 'string' } }),
  choice: closed({
    name: { type: 'string', minLength: 1 },
    words: WORDS,
    values: { type: 'object', propertyNames: { pattern: KEY_PATTERN }, additionalProperties: ref('value') },
  }),
  value: { anyOf: [...Object.values(SCALARS), list(SCALARS.text), list(SCALARS.number)] },
};

const REQUIREMENTS: JsonSchema = {
  reference: { anyOf: [{ enum: [...REFERENCES.keys()] }, { type: 'string', pattern: '^param\\.' }] },
  lookUp: closed({ ref: ref('reference') }),
  guard: closed({
    left: ref('reference'),
    op: { enum: GUARD_OPERATORS },
    right: { anyOf: [...Object.values(SCALARS), ref('lookUp')] },
  }),
  reason: { enum: REFUSAL_CODES },
};

/** A rule; what its conditions and its mask may name depends on its object. */
function rule(): JsonSchema {
  const whole = closed(
    {
      id: { type: 'string', minLength: 1 },
      actions: list({ enum: ACTIONS }, 1),
      object: { enum: Object.keys(OBJECTS) },
      audience: { enum: AUDIENCES },
      each: { const: 'agreement' },
      requires: list({ type: 'object' }),
      fields: { type: 'array' },
    },
    ['id', 'actions', 'object', 'audience', 'requires'],
  );
  return { ...whole, allOf: Object.keys(OBJECTS).map(aboutObject) };
}

function aboutObject(object: string): JsonSchema {
  const kinds = [{ guard: ref('guard') }, { anyOf: list(ref('guard'), 1) }, { conditions: ref(`conditions${object}`) }];
  const requirement = { oneOf: kinds.map((kind) => closed({ reason: ref('reason'), ...kind })) };
  const view = Object.hasOwn(VIEWS, object) ? VIEWS[object as keyof typeof VIEWS] : undefined;
  const fields = view === undefined ? false : { ...list({ enum: view }, 1), uniqueItems: true };
  return {
    if: { properties: { object: { const: object } } },
    then: { properties: { requires: list(requirement), fields } },
  };
}

function conditions(): JsonSchema {
  const each = Object.entries<Readonly<Record<string, FieldKind>>>(OBJECTS).map(([object, fields]) => {
    const own = ref(`conditions${object}`);
    const groups = { $and: list(own, 1), $or: list(own, 1) };
    const leaves = Object.entries(fields).map(([field, kind]) => [field, leaf(kind)] as const);
    const properties = { ...groups, ...Object.fromEntries(leaves) };
    return [`conditions${object}`, { ...closed(properties, []), minProperties: 1 }] as const;
  });
  return Object.fromEntries(each);
}

function leaf(kind: FieldKind): JsonSchema {
  const scalar = SCALARS[kind === 'texts' ? 'text' : kind];
  const tests = operatorsOn(kind).map((operator) => {
    const value = takesList(operator) ? list(scalar) : scalar;
    return [`$${operator}`, { anyOf: [value, ref('lookUp')] }] as const;
  });
  return { ...closed(Object.fromEntries(tests), []), minProperties: 1 };
}
