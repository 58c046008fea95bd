import { DirectoryError } from '@sealbridge/directory';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';

/** Runs a check of something the directory says; what does not verify is a Failure with exit 5. */
export function verifying<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    throw new Failure({
      code: error.code,
      exit: EXIT.VERIFICATION,
      message: `the directory does not verify: ${error.message}`,
      hint: 'do not send anything; call the stewards by a way you trust',
    });
  }
}
