import { EnvelopeError } from '@sealbridge/envelope';
import { type LocalOpeningCode, OpeningError } from '@sealbridge/opening';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';

/** One outward message for every reason; the local code is for the person at this device and never leaves it. */
export function cannotOpen(local: LocalOpeningCode): Failure {
  return new Failure({
    code: 'E_OPEN',
    exit: EXIT.VERIFICATION,
    message: 'the report cannot be opened',
    hint: `reason on this device: ${local}`,
  });
}

/** The result of `read`; whatever the libraries refuse in what the server gave becomes that one Failure. */
export function opening<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OpeningError) throw cannotOpen(error.local);
    if (error instanceof EnvelopeError) throw cannotOpen(error.code);
    throw error;
  }
}
