import { Ability, type Considered, type Resource } from '../ability.js';
import type { Requirement } from '../document.js';
import type { Action } from '../objects.js';
import type { Policy } from '../policy.js';
import type { RefusalCode } from '../refusals.js';
import { refusalOfMissing } from './missing.js';
import type { DecisionEnding, Snapshot } from './snapshot.js';

/** A decision as an entry of the log has it. */
export interface LoggedDecision {
  readonly action: Action;
  readonly effect: 'ALLOW' | 'DENY' | 'ERROR';
  readonly reasons: readonly string[];
}

/** What one rule came to: it granted, or the first of its requirements that failed, as the policy words it. */
export interface ExplainedRule {
  readonly rule: string;
  readonly granted: boolean;
  readonly reason: RefusalCode | null;
  readonly requirement: Requirement | null;
}

/** What policy was asked, and every rule that spoke of it. */
export interface ExplainedQuestion {
  readonly action: Action;
  readonly object: Resource;
  readonly allowed: boolean;
  /** Null when it was allowed. */
  readonly reason: RefusalCode | null;
  /** Those that granted it first, else in the order of the policy. */
  readonly rules: readonly ExplainedRule[];
}

/** A decision made again. */
export interface Replay {
  /** What ended the act, as its snapshot says. */
  readonly ended: DecisionEnding;
  readonly questions: readonly ExplainedQuestion[];
  /** What differs from the entry: names of what was compared. Empty when it comes out the same. */
  readonly differs: readonly ('effect' | 'rules' | 'reason')[];
  /** What policy did not decide and nothing here can check: the check of an act itself, a fault, objects that were left out. */
  readonly unchecked: readonly ('act' | 'input' | 'fault' | 'further')[];
}

/**
 * Makes a decision again on what it was made on, by the policy it was made by, and compares. Pure: the same input has the same answer
 * wherever it is made. Throws PolicyError when the snapshot does not fit the policy.
 */
export function replayDecision(policy: Policy, snapshot: Snapshot, logged: LoggedDecision): Replay {
  const questions = questionsOf(policy, snapshot, logged.action);
  const { ended } = snapshot;
  return {
    ended,
    questions,
    differs: differences(policy, snapshot, logged, questions),
    unchecked: uncheckedOf(snapshot),
  };
}

function questionsOf(policy: Policy, snapshot: Snapshot, action: Action): ExplainedQuestion[] {
  const { object, circumstances, subject, further } = snapshot;
  if (object === null || circumstances === null) return [];
  const first = { action, resource: object };
  return [first, ...further].map((asked) => {
    const ability = new Ability(policy, subject, circumstances, asked.action, asked.resource.type);
    const decision = ability.decide(asked.resource);
    return {
      action: asked.action,
      object: asked.resource,
      allowed: decision.allowed,
      reason: decision.allowed ? null : decision.reason,
      rules: ability
        .account(asked.resource)
        .map((considered) => explained(policy, considered))
        .toSorted(grantedFirst),
    };
  });
}

function explained({ document }: Policy, { rule, failed }: Considered): ExplainedRule {
  if (failed === null) return { rule, granted: true, reason: null, requirement: null };
  const requires = document.rules.find(({ id }) => id === rule)?.requires;
  return { rule, granted: false, reason: failed.reason, requirement: requires?.[failed.requirement] ?? null };
}

const grantedFirst = (one: ExplainedRule, other: ExplainedRule): number => Number(other.granted) - Number(one.granted);

function differences(
  policy: Policy,
  { ended, subject }: Snapshot,
  { action, effect, reasons }: LoggedDecision,
  questions: readonly ExplainedQuestion[],
): Replay['differs'] {
  const refused = questions.find(({ allowed }) => !allowed);
  if (ended === 'missing') {
    if (effect !== 'DENY' || questions.length > 0) return ['effect'];
    return isOnly(reasons, refusalOfMissing(policy, subject, action)) ? [] : ['reason'];
  }
  if (ended === 'policy') {
    if (questions.length === 0 || effect !== (refused === undefined ? 'ALLOW' : 'DENY')) return ['effect'];
    if (refused !== undefined) return isOnly(reasons, refused.reason) ? [] : ['reason'];
    return isSame(reasons, grantedBy(questions[0])) ? [] : ['rules'];
  }
  // what the act itself refused, and what went wrong, came after policy had allowed it or before it was asked
  const wanted = ended === 'act' ? 'DENY' : 'ERROR';
  return effect === wanted && refused === undefined ? [] : ['effect'];
}

function grantedBy(question: ExplainedQuestion | undefined): string[] {
  const granted = question?.rules.filter((rule) => rule.granted).map(({ rule }) => rule) ?? [];
  return [...new Set(granted)];
}

const isOnly = (reasons: readonly string[], reason: string | null): boolean =>
  reasons.length === 1 && reasons[0] === reason;

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

function uncheckedOf({ ended, furtherLeftOut }: Snapshot): Replay['unchecked'] {
  const beyond = ended === 'policy' || ended === 'missing' ? [] : [ended];
  return furtherLeftOut === 0 ? beyond : [...beyond, 'further'];
}
