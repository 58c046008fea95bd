import { OPEN_REFUSALS, type OpenRefusal } from '@sealbridge/vocabulary';

import { type Action, ACTIONS, isObjectType, type ObjectType } from './objects.js';
import { PolicyError } from './policy-error.js';

/**
 * Why a change of who is in, or on what terms, is refused, besides the reasons for refusing an opening. Policy tells
 * `not_vetted`, `inactive`, `conflict_of_interest`, `second_way_missing`, `first_factor_needed` and `step_up_needed`; the others are
 * the named verdicts of the transitions.
 */
export const TRANSITION_REFUSALS = [
  'not_vetted',
  'inactive',
  'wrong_state',
  'conflict_of_interest',
  'own_application',
  'same_verifier',
  'wrong_seat',
  'evidence_missing',
  'stale_evidence',
  'not_verified',
  'lapsed',
  'already_signed',
  'expired',
  'last_admin',
  'second_way_missing',
  'first_factor_needed',
  'step_up_needed',
  'not_witnessed',
  'delay_running',
  'not_enough_guardians',
] as const;
export type TransitionRefusal = (typeof TRANSITION_REFUSALS)[number];

/** Why an act is refused. `not_permitted` says nothing about whether the object exists. */
export type RefusalCode = OpenRefusal | TransitionRefusal | 'not_permitted';

/** A condition on the subject and the circumstances alone, not on the object: `left` is always a reference. */
export interface Guard {
  readonly left: string;
  readonly op: 'eq' | 'gt' | 'contains';
  readonly right: unknown;
}

/** One thing a rule requires, in the order in which refusals are reported. */
export type Requirement =
  | { readonly reason: RefusalCode; readonly guard: Guard }
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
}

/** A whole policy, as versioned data. */
export interface PolicyDocument {
  readonly version: number;
  readonly rules: readonly Rule[];
}

const GUARD_OPERATORS: readonly string[] = ['eq', 'gt', 'contains'];
const AUDIENCES: readonly string[] = ['anyone', 'guest', 'member'];
const REASONS: readonly string[] = [...OPEN_REFUSALS, ...TRANSITION_REFUSALS, 'not_permitted'];

/**
 * Checks the shape of a policy document: closed keys, known actions, objects and reasons, unique rule ids. Throws PolicyError.
 * Conditions are checked when they are resolved, because references stand in them.
 */
export function parsePolicy(input: unknown): PolicyDocument {
  const document = shaped(input, ['version', 'rules']);
  const { version, rules } = document;
  if (typeof version !== 'number' || !Array.isArray(rules)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  const parsed = rules.map(parseRule);
  if (new Set(parsed.map((rule) => rule.id)).size !== parsed.length) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { version, rules: parsed };
}

function parseRule(input: unknown): Rule {
  const rule = shaped(input, ['id', 'actions', 'object', 'audience', 'each', 'requires']);
  const { id, actions, object, audience, each, requires } = rule;
  const known = (action: unknown): action is Action => (ACTIONS as readonly unknown[]).includes(action);
  if (
    typeof id !== 'string' ||
    !Array.isArray(actions) ||
    !actions.every(known) ||
    typeof object !== 'string' ||
    !isObjectType(object) ||
    !AUDIENCES.includes(String(audience)) ||
    !(each === undefined || each === 'agreement') ||
    !Array.isArray(requires)
  ) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return {
    id,
    actions,
    object,
    audience: audience as Rule['audience'],
    ...(each === undefined ? {} : { each }),
    requires: requires.map(parseRequirement),
  };
}

function parseRequirement(input: unknown): Requirement {
  const { reason, guard, conditions } = shaped(input, ['reason', 'guard', 'conditions']);
  if (typeof reason !== 'string' || !REASONS.includes(reason) || (guard === undefined) === (conditions === undefined)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  if (guard === undefined) {
    return { reason: reason as RefusalCode, conditions };
  }
  const { left, op, right } = shaped(guard, ['left', 'op', 'right']);
  if (typeof left !== 'string' || typeof op !== 'string' || !GUARD_OPERATORS.includes(op) || right === undefined) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { reason: reason as RefusalCode, guard: { left, op: op as Guard['op'], right } };
}

function shaped(input: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  if (Object.keys(input).some((key) => !keys.includes(key))) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return input as Readonly<Record<string, unknown>>;
}

/** The policy as canonical text (keys sorted, no spaces): what its version hash is taken over. */
export function policyText(document: PolicyDocument): string {
  return JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
