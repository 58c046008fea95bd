import { DirectoryError } from '@sealbridge/directory';

import { ClientError } from '../client-error.js';

/** Runs a check of something the directory says; what does not verify is a ClientError of kind `verification`. */
export function verifying<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    throw new ClientError(
      error.code,
      'verification',
      `the directory does not verify: ${error.message}`,
      'do not send anything; call the stewards by a way you trust',
    );
  }
}
