import { isReference, type LeafOperator, type Scalar, type Template } from './condition.js';
import type { Scope } from './references.js';

/** The attributes of one object. A field that is absent or null makes every leaf about it false. */
export type Attributes = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>;

/**
 * Decides a condition over one object in memory. Gives the same answer as the compiled SQL over the same row. References that stand in
 * it are looked up in `scope`; without one it must hold none.
 */
export function matches(condition: Template, object: Attributes, scope: Scope = NOWHERE): boolean {
  switch (condition.operator) {
    case 'and':
      return condition.value.every((part) => matches(part, object, scope));
    case 'or':
      return condition.value.some((part) => matches(part, object, scope));
    case 'not':
      return !condition.value.every((part) => matches(part, object, scope));
    default: {
      const { operator, field, value } = condition;
      if (!Object.hasOwn(object, field)) return false;
      if (!isReference(value)) return holds(operator, object[field], value);
      // a set need not be made to tell whether one value is in it
      return operator === 'in' && value.has !== undefined
        ? value.has(scope, object[field])
        : holds(operator, object[field], value.of(scope));
    }
  }
}

/** Where every reference that needs somebody is refused. */
const NOWHERE: Scope = { subject: { class: 'guest' }, circumstances: { purpose: null, time: 0 }, agreement: null };

function holds(operator: LeafOperator, actual: unknown, wanted: unknown): boolean {
  if (actual === null || actual === undefined) {
    return false;
  }
  if (isList(actual)) {
    return isList(wanted) && holdsOfList(operator, actual, wanted);
  }
  return isList(wanted) ? holdsInList(operator, actual, wanted) : holdsOfValue(operator, actual, wanted);
}

function holdsOfList(operator: LeafOperator, actual: readonly unknown[], wanted: readonly unknown[]): boolean {
  const among = (item: unknown): boolean => wanted.includes(item);
  return operator === 'any' ? actual.some(among) : operator === 'within' && actual.every(among);
}

function holdsInList(operator: LeafOperator, actual: unknown, wanted: readonly unknown[]): boolean {
  const found = wanted.includes(actual);
  return operator === 'in' ? found : operator === 'nin' && !found;
}

function holdsOfValue(operator: LeafOperator, actual: unknown, wanted: unknown): boolean {
  if (operator === 'eq') {
    return actual === wanted;
  }
  if (typeof actual !== typeof wanted) {
    return false;
  }
  if (operator === 'ne') {
    return actual !== wanted;
  }
  return typeof actual === 'number' && typeof wanted === 'number' && inOrder(operator, actual, wanted);
}

/** Whether two numbers stand in the order that an operator names; false for any other operator. */
export function inOrder(operator: LeafOperator, actual: number, wanted: number): boolean {
  switch (operator) {
    case 'lt':
      return actual < wanted;
    case 'lte':
      return actual <= wanted;
    case 'gt':
      return actual > wanted;
    case 'gte':
      return actual >= wanted;
    default:
      return false;
  }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
