import type { Rule } from '../document.js';
import type { RefusalCode } from '../refusals.js';
import { ACTION_WORDS } from './actions.js';
import { requirementWords } from './conditions.js';

/** A rule in plain words. */
export interface RuleWords {
  /** Who may do what, as far as the requirements hold: a sentence without its end. */
  readonly who: string;
  /** What must hold, each with the reason that is told when it does not; empty when nothing is asked. */
  readonly requires: readonly { readonly clause: string; readonly reason: RefusalCode }[];
  /** The fields that it shows, null when it shows all. */
  readonly fields: readonly string[] | null;
}

const AUDIENCE_WORDS: Readonly<Record<Rule['audience'], string>> = {
  anyone: 'Anybody, with or without a session,',
  guest: 'Somebody without a session',
  member: 'A member',
};

/** A rule in plain words, made from its data alone. Throws PolicyError when it is malformed. */
export function ruleInWords({ actions, object, audience, each, requires, fields }: Rule): RuleWords {
  const acts = actions.map((action) => `${ACTION_WORDS[action]} (\`${action}\`)`);
  const under = each === undefined ? '' : ', by one of the live agreements of their organisation,';
  return {
    who: `${AUDIENCE_WORDS[audience]} may${under} ${acts.join(', or ')}`,
    requires: requires.map((requirement) => ({
      clause: requirementWords(object, requirement),
      reason: requirement.reason,
    })),
    fields: fields ?? null,
  };
}
