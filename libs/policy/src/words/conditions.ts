import { HANDLINGS, TLP } from '@sealbridge/vocabulary';

import type { LeafOperator } from '../condition.js';
import { referenceName } from '../condition.js';
import type { Guard, GuardOperator, Requirement } from '../document.js';
import { recordOf } from '../json.js';
import type { ObjectType } from '../objects.js';
import { REFERENCES } from '../references.js';
import { FIELD_WORDS, type FieldWords } from './fields.js';

/** What a requirement asks for, as a clause. Throws PolicyError when it is malformed. */
export function requirementWords(object: ObjectType, requirement: Requirement): string {
  if ('conditions' in requirement) return conditionWords(object, requirement.conditions);
  if ('guard' in requirement) return guardWords(requirement.guard);
  return requirement.anyOf.map(guardWords).join(', or ');
}

const GUARD_WORDS: Readonly<Record<GuardOperator, string>> = {
  eq: 'is',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  contains: 'is among',
};

function guardWords({ left, op, right }: Guard): string {
  const kind = REFERENCES.get(left)?.kind;
  if (op === 'eq' && kind === 'boolean')
    return right === true ? nameWords(left) : `it is not so that ${nameWords(left)}`;
  if (left.startsWith('param.') && right === true) return `\`${parameterOf(left)}\` allows it`;
  // a membership reads from the value to the set
  const [one, other] = op === 'contains' ? [valueWords(right), nameWords(left)] : [nameWords(left), valueWords(right)];
  return `${one} ${GUARD_WORDS[op]} ${other}`;
}

function conditionWords(object: ObjectType, conditions: unknown): string {
  const clauses = Object.entries(recordOf(conditions)).map(([key, value]) => {
    if (key === '$and') return groupWords(object, value, ', and ');
    return key === '$or' ? `either ${groupWords(object, value, ', or ')}` : fieldWords(object, key, value);
  });
  return clauses.join(', and ');
}

/** A part of several clauses stands in brackets: "and" and "or" would not tell where it ends. */
function groupWords(object: ObjectType, parts: unknown, between: string): string {
  const clauses = (parts as readonly unknown[]).map((part) => ({
    words: conditionWords(object, part),
    isOne: Object.keys(recordOf(part)).length === 1 && !('$and' in recordOf(part)) && !('$or' in recordOf(part)),
  }));
  return clauses.map(({ words, isOne }) => (isOne ? words : `(${words})`)).join(between);
}

function fieldWords(object: ObjectType, field: string, tests: unknown): string {
  const words: Readonly<Record<string, FieldWords>> = FIELD_WORDS[object];
  const said = words[field] ?? field;
  const clauses = Object.entries(recordOf(tests)).map(([key, wanted]) => {
    const operator = key.slice(1) as LeafOperator;
    if (typeof said !== 'string') return said[(wanted === true) === (operator === 'eq') ? 0 : 1];
    return `the ${said} ${OPERATOR_WORDS[operator]} ${wantedWords(field, wanted)}`;
  });
  return clauses.join(' and ');
}

const OPERATOR_WORDS: Readonly<Record<LeafOperator, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is below',
  lte: 'is at most',
  gt: 'is after',
  gte: 'is at least',
  in: 'is one of',
  nin: 'is none of',
  any: 'include one of',
  within: 'are all among',
};

const RANKS: Readonly<Record<string, readonly string[]>> = { marking: TLP, handling: HANDLINGS };

function wantedWords(field: string, wanted: unknown): string {
  const ranks = RANKS[field];
  return typeof wanted === 'number' && ranks?.[wanted] !== undefined ? `\`${ranks[wanted]}\`` : valueWords(wanted);
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  const name = referenceName(value);
  return name === null ? `\`${String(value)}\`` : nameWords(name);
}

/** What a reference stands for; of a parameter, where its value comes from. */
function nameWords(name: string): string {
  const words = REFERENCES.get(name)?.words;
  if (words !== undefined) return words;
  const key = name.split('.')[KEY_PLACE];
  return key === undefined ? `what \`${parameterOf(name)}\` says` : `the ${key} that \`${parameterOf(name)}\` sets`;
}

/** Where the key of a value stands in `param.opening.hours.days`. */
const KEY_PLACE = 3;

const parameterOf = (name: string): string => name.split('.').slice(1, KEY_PLACE).join('.');
