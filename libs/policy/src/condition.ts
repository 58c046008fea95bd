import { fieldKind, type FieldKind, type ObjectType } from './objects.js';
import { PolicyError } from './policy-error.js';

/** A value that a condition compares with. */
export type Scalar = string | number | boolean;

/**
 * A condition as a tree. It has the shape CASL's own conditions have (operator, field, value), so that CASL can combine the
 * rules of an action into one tree; every leaf is two-valued: a missing or null field makes it false, never unknown.
 */
export type Condition =
  | { readonly operator: 'and' | 'or' | 'not'; readonly value: readonly Condition[] }
  | { readonly operator: LeafOperator; readonly field: string; readonly value: Scalar | readonly Scalar[] };

/** `eq ne lt lte gt gte` compare one value; `in nin` a value with a list; `any within` a list with a list. */
export type LeafOperator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'nin' | 'any' | 'within';

const ORDER: readonly string[] = ['lt', 'lte', 'gt', 'gte'];
const LISTS: readonly string[] = ['in', 'nin', 'any', 'within'];
const ON_LIST_FIELDS: readonly string[] = ['any', 'within'];
const LEAVES: readonly string[] = ['eq', 'ne', ...ORDER, ...LISTS];

/** Text that PostgreSQL cannot hold (NUL, lone surrogates) would make memory and SQL disagree. */
const UNSTORABLE = /[\u0000\p{Cs}]/u;

/** Nesting that a rule may use; more is refused when the policy loads. */
const MAX_DEPTH = 8;

/**
 * Reads conditions in the `{field: {$op: value}}` notation for one object type. Throws PolicyError on an unknown operator or
 * field, on an operator that does not fit the field, on an empty condition (which would match everything) and on a value that
 * is null, not finite or not representable in SQL.
 */
export function parseConditions(object: ObjectType, input: unknown, depth = 0): Condition {
  if (depth > MAX_DEPTH) {
    throw new PolicyError('E_POLICY_DEPTH');
  }
  const parts = entriesOf(input).map(([key, value]) =>
    key === '$and' || key === '$or' ? parseGroup(object, key, value, depth) : parseField(object, key, value),
  );
  return all(parts);
}

function parseGroup(object: ObjectType, key: '$and' | '$or', value: unknown, depth: number): Condition {
  if (!Array.isArray(value) || value.length === 0) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  const parts = value.map((part: unknown) => parseConditions(object, part, depth + 1));
  return key === '$and' ? all(parts) : { operator: 'or', value: parts };
}

function parseField(object: ObjectType, field: string, tests: unknown): Condition {
  const kind = fieldKind(object, field);
  if (kind === null) {
    throw new PolicyError('E_POLICY_FIELD');
  }
  return all(entriesOf(tests).map(([key, value]) => leaf(field, kind, key, value)));
}

function leaf(field: string, kind: FieldKind, key: string, value: unknown): Condition {
  const operator = key.startsWith('$') ? key.slice(1) : '';
  if (!isLeafOperator(operator)) {
    throw new PolicyError('E_POLICY_OPERATOR');
  }
  checkFit(operator, kind);
  const element = kind === 'texts' ? 'text' : kind;
  if (!LISTS.includes(operator)) {
    return { operator, field, value: scalar(element, value) };
  }
  if (!Array.isArray(value)) {
    throw new PolicyError('E_POLICY_VALUE');
  }
  return { operator, field, value: value.map((item: unknown) => scalar(element, item)) };
}

function checkFit(operator: LeafOperator, kind: FieldKind): void {
  const fits = ON_LIST_FIELDS.includes(operator)
    ? kind === 'texts'
    : ORDER.includes(operator)
      ? kind === 'number'
      : kind !== 'texts';
  if (!fits) {
    throw new PolicyError('E_POLICY_OPERATOR');
  }
}

function scalar(kind: 'text' | 'number' | 'boolean', value: unknown): Scalar {
  if (kind === 'text' && typeof value === 'string' && !UNSTORABLE.test(value)) {
    return value;
  }
  if (kind === 'number' && typeof value === 'number' && Number.isSafeInteger(value)) {
    return value;
  }
  if (kind === 'boolean' && typeof value === 'boolean') {
    return value;
  }
  throw new PolicyError('E_POLICY_VALUE');
}

function entriesOf(input: unknown): [string, unknown][] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  const entries = Object.entries(input);
  if (entries.length === 0) {
    throw new PolicyError('E_POLICY_EMPTY');
  }
  return entries;
}

function all(parts: readonly Condition[]): Condition {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { operator: 'and', value: parts };
}

/** True when `text` is an operator a leaf may carry. */
export function isLeafOperator(text: string): text is LeafOperator {
  return LEAVES.includes(text);
}
