import { sha256, toHex, utf8 } from '@sealbridge/sodium';

import { type PolicyDocument, type Rule } from './document.js';
import { canonicalText } from './json.js';
import type { Action, ObjectType } from './objects.js';
import { checkChosen, type Chosen, defaultsOf } from './parameters.js';

/** A document with a choice for each of its parameters: what acts are decided by. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly parameters: Chosen;
  /** Canonical JSON of `{document, parameters}`. */
  readonly text: string;
  /** Lower-case hex of SHA-256 of the text: the hash that stands in every decision. Needs sodium to be ready. */
  readonly hash: string;
  /** The rules of an action on an object type, in the order of the document. */
  rulesOf(action: Action, object: ObjectType): readonly Rule[];
}

/** Makes a document and choices (default: those of the document) into a policy. Throws PolicyError. */
export function compilePolicy(document: PolicyDocument, parameters: Chosen = defaultsOf(document.parameters)): Policy {
  checkChosen(document.parameters, parameters);
  const text = canonicalText({ document, parameters });
  const index = new Map<string, readonly Rule[]>();
  for (const rule of document.rules) {
    for (const action of rule.actions) {
      const key = `${action} ${rule.object}`;
      index.set(key, [...(index.get(key) ?? []), rule]);
    }
  }
  let hash: string | undefined;
  return {
    document,
    parameters,
    text,
    get hash() {
      hash ??= toHex(sha256(utf8(text)));
      return hash;
    },
    rulesOf: (action, object) => index.get(`${action} ${object}`) ?? [],
  };
}
