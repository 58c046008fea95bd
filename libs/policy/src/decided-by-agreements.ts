import type { Action } from './objects.js';
import type { Policy } from './policy.js';

/** References that are derived from the subject's agreements. */
const OF_AGREEMENTS = /"(?:ref|left)":"(?:subject\.(?:agreements|versions|partners)|agreement\.)/u;

const known = new WeakMap<Policy, ReadonlySet<Action>>();

/**
 * Whether a rule of this action looks at the subject's agreements. A subject without its agreements is decided upon alike in all
 * other actions, so they need not be loaded: an organisation may have hundreds.
 */
export function decidedByAgreements(policy: Policy, action: Action): boolean {
  const actions = known.get(policy) ?? actionsOf(policy);
  known.set(policy, actions);
  return actions.has(action);
}

function actionsOf({ document: { rules } }: Policy): ReadonlySet<Action> {
  const looking = rules.filter((rule) => rule.each !== undefined || OF_AGREEMENTS.test(JSON.stringify(rule.requires)));
  return new Set(looking.flatMap(({ actions }) => actions));
}
