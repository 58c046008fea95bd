import type { Identifier, Statement } from './report-draft.js';
import { utf8Length } from './text-check.js';

// What the encoding of a body adds at most: keys, codes and gradings of one entry, and everything that is there once (ids,
// hashes, consent, reading, card). Counted generously, so that a report that passes here also fits when it is sealed.
const ENTRY_BYTES = 64;
const FIXED_BYTES = 4096;

/** Gives an upper bound, in bytes, for the plaintext of the body that these parts will make. */
export function bodyBytes(parts: {
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly identifiers: readonly Identifier[];
}): number {
  const texts = [
    ...parts.statements.map((statement) => statement.text),
    ...parts.identifiers.flatMap((identifier) => [identifier.value, identifier.normalised ?? '']),
  ];
  const entries = parts.statements.length + parts.identifiers.length;
  return texts.reduce(
    (sum, text) => sum + utf8Length(text),
    utf8Length(parts.title) + entries * ENTRY_BYTES + FIXED_BYTES,
  );
}
