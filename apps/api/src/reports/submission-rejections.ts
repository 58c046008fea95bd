import { EnvelopeError } from '@sealbridge/envelope';

import { Rejected } from '../platform/graphql/rejected.js';
import { invalid } from '../platform/graphql/user-error.js';

/** Throws Rejected with this code and part of the input unless the condition holds. */
export function requireThat(condition: boolean, code: string, message: string, path: string): asserts condition {
  if (!condition) throw new Rejected(invalid(code, message, path));
}

/** Runs a parser of the envelope library and names the part in what it refuses. */
export function inPart<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Rejected(invalid(error.code, error.message, path));
    throw error;
  }
}
