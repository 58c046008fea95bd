import type { Condition, LeafOperator, Scalar } from './condition.js';

/** The attributes of one object. A field that is absent or null makes every leaf about it false. */
export type Attributes = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>;

/** Decides a condition over one object in memory. Pure; gives the same answer as the compiled SQL over the same row. */
export function matches(condition: Condition, object: Attributes): boolean {
  switch (condition.operator) {
    case 'and':
      return condition.value.every((part) => matches(part, object));
    case 'or':
      return condition.value.some((part) => matches(part, object));
    case 'not':
      return !condition.value.every((part) => matches(part, object));
    default:
      return (
        Object.hasOwn(object, condition.field) && holds(condition.operator, object[condition.field], condition.value)
      );
  }
}

function holds(operator: LeafOperator, actual: unknown, wanted: Scalar | readonly Scalar[]): boolean {
  if (actual === null || actual === undefined) {
    return false;
  }
  if (isList(actual)) {
    return isList(wanted) && holdsOfList(operator, actual, wanted);
  }
  return isList(wanted) ? holdsInList(operator, actual, wanted) : holdsOfValue(operator, actual, wanted);
}

function holdsOfList(operator: LeafOperator, actual: readonly unknown[], wanted: readonly Scalar[]): boolean {
  const among = (item: unknown): boolean => wanted.some((candidate) => candidate === item);
  return operator === 'any' ? actual.some(among) : operator === 'within' && actual.every(among);
}

function holdsInList(operator: LeafOperator, actual: unknown, wanted: readonly Scalar[]): boolean {
  const found = wanted.some((candidate) => candidate === actual);
  return operator === 'in' ? found : operator === 'nin' && !found;
}

function holdsOfValue(operator: LeafOperator, actual: unknown, wanted: Scalar): boolean {
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

const isList = (value: unknown): value is readonly Scalar[] => Array.isArray(value);
