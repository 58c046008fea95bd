import type { LocalOpeningCode } from '@sealbridge/opening';

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
