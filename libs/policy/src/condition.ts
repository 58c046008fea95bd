import { shaped } from './json.js';
import { fieldKind, type FieldKind, type ObjectType } from './objects.js';
import type { ParameterValue, ValueKind } from './parameters.js';
import { PolicyError } from './policy-error.js';
import type { Reference, Scope } from './references.js';

/** A value that a condition compares with. */
export type Scalar = string | number | boolean;

/** What a leaf compares with. */
type Values = Scalar | readonly Scalar[];

/** A tree whose leaves compare a field with an operand. */
export type Tree<Operand> =
  | { readonly operator: 'and' | 'or' | 'not'; readonly value: readonly Tree<Operand>[] }
  | { readonly operator: LeafOperator; readonly field: string; readonly value: Operand };

/**
 * A condition as a tree. It has the shape CASL's own conditions have (operator, field, value), so that CASL can combine the
 * rules of an action into one tree; every leaf is two-valued: a missing or null field makes it false, never unknown.
 */
export type Condition = Tree<Values>;

/** A condition in which references may stand: what a rule says before anybody acts. */
export type Template = Tree<Values | Reference>;

/** `eq ne lt lte gt gte` compare one value; `in nin` a value with a list; `any within` a list with a list. */
export type LeafOperator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'nin' | 'any' | 'within';

const ORDER: readonly LeafOperator[] = ['lt', 'lte', 'gt', 'gte'];
const LISTS: readonly LeafOperator[] = ['in', 'nin', 'any', 'within'];
const ON_LIST_FIELDS: readonly LeafOperator[] = ['any', 'within'];
const LEAVES: readonly LeafOperator[] = ['eq', 'ne', ...ORDER, ...LISTS];

/** Text that PostgreSQL cannot hold (NUL, lone surrogates) would make memory and SQL disagree. */
const UNSTORABLE = /[\u0000\p{Cs}]/u;

/** Nesting that a rule may use; more is refused when the policy loads. */
const MAX_DEPTH = 8;

/**
 * Reads conditions in the `{field: {$op: value}}` notation for one object type. Throws PolicyError on an unknown operator or
 * field, on an operator that does not fit the field, on an empty condition (which would match everything) and on a value that
 * is null, not finite or not representable in SQL.
 */
export function parseConditions(object: ObjectType, input: unknown): Condition {
  return parseTree(object, input, valuesOf, 0);
}

/**
 * The same where `{ref: name}` may stand in the place of a value. Throws PolicyError also on a reference that `referenceOf` does not
 * know, and on one of a kind that does not fit.
 */
export function parseTemplate(object: ObjectType, input: unknown, referenceOf: References): Template {
  const operand: ReadOperand<Values | Reference> = (leaf, value) => {
    const name = referenceName(value);
    if (name === null) return valuesOf(leaf, value);
    const found = referenceOf(name);
    if (typeof found !== 'object' || Array.isArray(found)) return valuesOf(leaf, found);
    const reference = found as Reference;
    if (reference.kind !== kindNeeded(leaf)) throw new PolicyError('E_POLICY_VALUE');
    return reference;
  };
  return parseTree(object, input, operand, 0);
}

/** The value of a parameter or a reference of this name. Throws PolicyError E_POLICY_REFERENCE when there is neither. */
export type References = (name: string) => ParameterValue | Reference;

/** The name in `{ref: name}`, null for anything else. */
export function referenceName(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { ref } = shaped(value, ['ref']);
  if (typeof ref !== 'string') throw new PolicyError('E_POLICY_SHAPE');
  return ref;
}

/** The condition that a template is for one act. Throws PolicyError when a value is not representable in SQL. */
export function resolve(template: Template, scope: Scope): Condition {
  if (!('field' in template)) {
    return { operator: template.operator, value: template.value.map((part) => resolve(part, scope)) };
  }
  const { operator, field, value } = template;
  if (!isReference(value)) return { operator, field, value };
  const isList = LISTS.includes(operator);
  const kind = isList ? listKindOf(value.kind) : value.kind;
  return { operator, field, value: valuesOf({ kind: kind as ElementKind, isList }, value.of(scope)) };
}

interface Leaf {
  /** Of one value; of the elements where a list is wanted. */
  readonly kind: ElementKind;
  readonly isList: boolean;
}

type ElementKind = Exclude<FieldKind, 'texts'>;
type ReadOperand<Operand> = (leaf: Leaf, value: unknown) => Operand;

/** Nothing refers to a list of truth values. */
function kindNeeded({ kind, isList }: Leaf): ValueKind | null {
  if (!isList) return kind;
  return kind === 'text' ? 'texts' : kind === 'number' ? 'numbers' : null;
}

const listKindOf = (kind: ValueKind): ElementKind => (kind === 'numbers' ? 'number' : 'text');

/** Whether an operand is to be looked up. */
export const isReference = (value: Values | Reference): value is Reference =>
  typeof value === 'object' && !Array.isArray(value);

function parseTree<Operand>(
  object: ObjectType,
  input: unknown,
  operand: ReadOperand<Operand>,
  depth: number,
): Tree<Operand> {
  if (depth > MAX_DEPTH) {
    throw new PolicyError('E_POLICY_DEPTH');
  }
  const parts = entriesOf(input).map(([key, value]) => {
    if (key !== '$and' && key !== '$or') return parseField(object, key, value, operand);
    if (!Array.isArray(value) || value.length === 0) {
      throw new PolicyError('E_POLICY_SHAPE');
    }
    const inner = value.map((part: unknown) => parseTree(object, part, operand, depth + 1));
    return key === '$and' ? all(inner) : { operator: 'or' as const, value: inner };
  });
  return all(parts);
}

function parseField<Operand>(
  object: ObjectType,
  field: string,
  tests: unknown,
  operand: ReadOperand<Operand>,
): Tree<Operand> {
  const kind = fieldKind(object, field);
  if (kind === null) {
    throw new PolicyError('E_POLICY_FIELD');
  }
  const leaves = entriesOf(tests).map(([key, value]) => {
    const operator = key.startsWith('$') ? key.slice(1) : '';
    if (!isLeafOperator(operator)) {
      throw new PolicyError('E_POLICY_OPERATOR');
    }
    checkFit(operator, kind);
    const leaf: Leaf = { kind: kind === 'texts' ? 'text' : kind, isList: LISTS.includes(operator) };
    return { operator, field, value: operand(leaf, value) };
  });
  return all(leaves);
}

function valuesOf({ kind, isList }: Leaf, value: unknown): Values {
  if (!isList) return scalar(kind, value);
  if (!Array.isArray(value)) {
    throw new PolicyError('E_POLICY_VALUE');
  }
  return value.map((item: unknown) => scalar(kind, item));
}

/** The operators that leaves about a field of this kind may carry. */
export function operatorsOn(kind: FieldKind): readonly LeafOperator[] {
  return LEAVES.filter((operator) => {
    if (ON_LIST_FIELDS.includes(operator)) return kind === 'texts';
    return ORDER.includes(operator) ? kind === 'number' : kind !== 'texts';
  });
}

/** Whether an operator compares with a list. */
export const takesList = (operator: LeafOperator): boolean => LISTS.includes(operator);

function checkFit(operator: LeafOperator, kind: FieldKind): void {
  if (!operatorsOn(kind).includes(operator)) {
    throw new PolicyError('E_POLICY_OPERATOR');
  }
}

function scalar(kind: ElementKind, value: unknown): Scalar {
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

function all<Operand>(parts: readonly Tree<Operand>[]): Tree<Operand> {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { operator: 'and', value: parts };
}

/** True when `text` is an operator a leaf may carry. */
export function isLeafOperator(text: string): text is LeafOperator {
  return (LEAVES as readonly string[]).includes(text);
}
