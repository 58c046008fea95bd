import type { RulesDocument } from '@sealbridge/directory';
import { DOCUMENT } from '@sealbridge/policy';

import { ownDocumentHash } from '../access/policy-in-force.js';

/** The document of this build, as statements about the policy are compared with it. */
export function ownDocument(): RulesDocument {
  const choices = Object.entries(DOCUMENT.parameters).map(
    ([name, parameter]) => [name, parameter.choices.map((choice) => choice.name)] as const,
  );
  return { hash: ownDocumentHash(), choices: new Map(choices) };
}
