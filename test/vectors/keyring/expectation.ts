import { parseId, type Id } from '@sealbridge/vocabulary';

/** What a case comes to: a value, or the code of an error and whose share is corrupt. */
export interface Expectation {
  readonly error?: string;
  readonly device?: string;
  readonly value?: unknown;
}

/** The id that a vector holds. */
export function idOf(text: string): Id {
  const parsed = parseId(text);
  if (parsed === null) throw new Error('a vector holds a malformed id');
  return parsed;
}
