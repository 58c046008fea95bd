// Random conditions in the notation of the policy, with values or with references in the place of values.
import { OBJECTS } from '@sealbridge/policy';

import { listOf, pick } from './random.mjs';
import { VALUES } from './rows.mjs';

const OPERATORS = {
  text: ['$eq', '$ne', '$in', '$nin'],
  boolean: ['$eq', '$ne', '$in', '$nin'],
  number: ['$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$in', '$nin'],
  texts: ['$any', '$within'],
};
const LISTS = ['$in', '$nin', '$any', '$within'];
const NO_REFERENCES = () => [];

/**
 * A condition over the fields of an object type. `referencesOf` gives the names that may stand where a value of a kind does; `kinds`
 * leaves out fields of other kinds.
 */
export function makeConditions(random, object, { referencesOf = NO_REFERENCES, kinds, depth = 2 } = {}) {
  const given = { referencesOf, kinds, depth: depth - 1 };
  if (depth > 0 && random(3) === 0) {
    const parts = Array.from({ length: 1 + random(3) }, () => makeConditions(random, object, given));
    return { [pick(random, ['$and', '$or'])]: parts };
  }
  return Object.fromEntries(Array.from({ length: 1 + random(2) }, () => makeLeaf(random, object, given)));
}

function makeLeaf(random, object, { referencesOf, kinds }) {
  const fields = Object.entries(OBJECTS[object]).filter(([, kind]) => kinds?.includes(kind) ?? true);
  const [field, kind] = pick(random, fields);
  const operator = pick(random, OPERATORS[kind]);
  return [field, { [operator]: makeValue(random, kind, operator, referencesOf) }];
}

function makeValue(random, kind, operator, referencesOf) {
  const isList = LISTS.includes(operator);
  const element = kind === 'texts' ? 'text' : kind;
  const names = referencesOf(isList ? `${element}s` : element);
  if (names.length > 0 && random(2) === 0) return { ref: pick(random, names) };
  return isList ? listOf(random, VALUES[element]) : pick(random, VALUES[element]);
}
