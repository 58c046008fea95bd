import { sha256, toHex, utf8 } from '@sealbridge/sodium';

import { type CompiledRule, compileRule } from './compiled-rule.js';
import type { PolicyDocument, Rule } from './document.js';
import { canonicalText } from './json.js';
import type { Action, ObjectType } from './objects.js';
import { checkChosen, type Chosen, defaultsOf, type ParameterValue, valuesOf } from './parameters.js';
import { PolicyError } from './policy-error.js';

/** A document with a choice for each of its parameters: what acts are decided by. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly parameters: Chosen;
  /** Canonical JSON of `{document, parameters}`. */
  readonly text: string;
  /** Lower-case hex of SHA-256 of the text: the hash that stands in every decision. Needs sodium to be ready. */
  readonly hash: string;
  /** A value of a choice by the name that rules refer to it by. Throws PolicyError E_POLICY_REFERENCE when there is none. */
  readonly valueOf: (name: string) => ParameterValue;
  /** The rules of an action on an object type, in the order of the document. */
  readonly rulesOf: (action: Action, object: ObjectType) => readonly Rule[];
  /** The same, ready to be asked. */
  readonly compiledRulesOf: (action: Action, object: ObjectType) => readonly CompiledRule[];
  /** The actions that some rule allows to somebody without a session. */
  readonly actionsOfGuests: ReadonlySet<Action>;
}

/** Makes a document and choices (without them its defaults) into a policy. Throws PolicyError when anything in it does not fit. */
export function compilePolicy(document: PolicyDocument, parameters: Chosen = defaultsOf(document.parameters)): Policy {
  checkChosen(document.parameters, parameters);
  const values = valuesOf(document.parameters, parameters);
  const index = indexOf(document.rules.map((rule) => compileRule(rule, values)));
  const text = canonicalText({ document, parameters });
  const compiledRulesOf: Policy['compiledRulesOf'] = (action, object) => index.get(action)?.get(object) ?? NO_RULES;
  const valueOf: Policy['valueOf'] = (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new PolicyError('E_POLICY_REFERENCE');
    return value;
  };
  const forGuests = document.rules.filter(({ audience }) => audience !== 'member');
  const actionsOfGuests = new Set(forGuests.flatMap(({ actions }) => actions));
  let hash: string | undefined;
  return {
    ...{ document, parameters, text, valueOf, compiledRulesOf, actionsOfGuests },
    get hash() {
      hash ??= toHex(sha256(utf8(text)));
      return hash;
    },
    rulesOf: (action, object) => compiledRulesOf(action, object).map(({ rule }) => rule),
  };
}

const NO_RULES: readonly CompiledRule[] = [];

/** By action, then by object type: nobody's act looks at rules about something else. */
function indexOf(
  rules: readonly CompiledRule[],
): ReadonlyMap<Action, ReadonlyMap<ObjectType, readonly CompiledRule[]>> {
  const index = new Map<Action, Map<ObjectType, CompiledRule[]>>();
  for (const compiled of rules) {
    for (const action of compiled.rule.actions) {
      const ofAction = index.get(action) ?? new Map<ObjectType, CompiledRule[]>();
      index.set(action, ofAction.set(compiled.rule.object, [...(ofAction.get(compiled.rule.object) ?? []), compiled]));
    }
  }
  return index;
}
