import { isCode } from '@sealbridge/vocabulary';

import { canonicalText, shaped } from './json.js';
import { type Action, ACTIONS, isObjectType, type ObjectType } from './objects.js';
import { parseParameters, type Parameters } from './parameters.js';
import { PolicyError } from './policy-error.js';
import { REFUSAL_CODES, type RefusalCode } from './refusals.js';
import { VIEWS } from './views.js';

/** A condition on the subject and the circumstances alone, not on the object: `left` is always a reference. */
export interface Guard {
  readonly left: string;
  readonly op: GuardOperator;
  readonly right: unknown;
}

/** `eq` compares any two values, `gt gte lt lte` numbers, `contains` a list with a value. */
export type GuardOperator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains';

/** One thing a rule requires, in the order in which refusals are reported; `anyOf`: one of these is enough. */
export type Requirement =
  | { readonly reason: RefusalCode; readonly guard: Guard }
  | { readonly reason: RefusalCode; readonly anyOf: readonly Guard[] }
  | { readonly reason: RefusalCode; readonly conditions: unknown };

/** One rule: who may do what with which objects, and what must hold. */
export interface Rule {
  readonly id: string;
  readonly actions: readonly Action[];
  readonly object: ObjectType;
  /** Who the rule speaks about. */
  readonly audience: 'anyone' | 'guest' | 'member';
  /** `agreement`: the rule holds once for each live agreement, which its references may name. */
  readonly each?: 'agreement';
  readonly requires: readonly Requirement[];
  /** The fields of the object's view that the rule shows; all of them without this. */
  readonly fields?: readonly string[];
}

/** A whole policy, as versioned data. */
export interface PolicyDocument {
  readonly version: number;
  readonly parameters: Parameters;
  readonly rules: readonly Rule[];
}

/** The operators of guards. */
export const GUARD_OPERATORS: readonly GuardOperator[] = ['eq', 'gt', 'gte', 'lt', 'lte', 'contains'];
/** Who a rule can speak about. */
export const AUDIENCES: readonly Rule['audience'][] = ['anyone', 'guest', 'member'];

/**
 * Checks the shape of a policy document: closed keys, known actions, objects and reasons, unique rule ids. Throws PolicyError.
 * Conditions are checked when they are resolved, because references stand in them.
 */
export function parsePolicy(input: unknown): PolicyDocument {
  const { version, parameters, rules } = shaped(input, ['version', 'parameters', 'rules']);
  if (!isPositive(version) || !Array.isArray(rules)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  const parsed = rules.map(parseRule);
  if (new Set(parsed.map((rule) => rule.id)).size !== parsed.length) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { version, parameters: parseParameters(parameters), rules: parsed };
}

const isPositive = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

function parseRule(input: unknown): Rule {
  const rule = shaped(input, ['id', 'actions', 'object', 'audience', 'each', 'requires', 'fields']);
  const { id, actions, object, audience, each, requires, fields } = rule;
  const known = (action: unknown): action is Action => (ACTIONS as readonly unknown[]).includes(action);
  if (
    typeof id !== 'string' ||
    id === '' ||
    !Array.isArray(actions) ||
    actions.length === 0 ||
    !actions.every(known) ||
    typeof object !== 'string' ||
    !isObjectType(object) ||
    !isCode(AUDIENCES, audience) ||
    !(each === undefined || each === 'agreement') ||
    !Array.isArray(requires) ||
    !(fields === undefined || isPartOfView(object, fields))
  ) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return {
    id,
    actions,
    object,
    audience,
    ...(each === undefined ? {} : { each }),
    requires: requires.map(parseRequirement),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** A mask names some fields of the object's view, each once. */
function isPartOfView(object: ObjectType, fields: unknown): fields is string[] {
  const view: readonly unknown[] = VIEWS[object] ?? [];
  return (
    Array.isArray(fields) &&
    fields.length > 0 &&
    new Set(fields).size === fields.length &&
    fields.every((field) => view.includes(field))
  );
}

function parseRequirement(input: unknown): Requirement {
  const { reason, guard, anyOf, conditions } = shaped(input, ['reason', 'guard', 'anyOf', 'conditions']);
  const given = [guard, anyOf, conditions].filter((part) => part !== undefined);
  if (!isCode(REFUSAL_CODES, reason) || given.length !== 1) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  if (guard !== undefined) return { reason, guard: parseGuard(guard) };
  if (anyOf === undefined) return { reason, conditions };
  if (!Array.isArray(anyOf) || anyOf.length === 0) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { reason, anyOf: anyOf.map(parseGuard) };
}

function parseGuard(input: unknown): Guard {
  const { left, op, right } = shaped(input, ['left', 'op', 'right']);
  if (typeof left !== 'string' || !isCode(GUARD_OPERATORS, op) || right === undefined) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { left, op, right };
}

/** The document as canonical text (keys sorted, no spaces): its SHA-256 is what stewards sign. */
export function documentText(document: PolicyDocument): string {
  return canonicalText(document);
}
