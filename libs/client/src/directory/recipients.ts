import {
  checkBeforeSealing,
  DirectoryError,
  type DirectoryErrorCode,
  type VerifiedRecipient,
} from '@sealbridge/directory';

import { ClientError, type ClientErrorKind } from '../client-error.js';
import type { VerifiedDirectory } from './sync-directory.js';

/** What stops sealing for a reason that passes: a stale checkpoint or key, a suspension. Everything else is evidence or a wrong name. */
const KIND_OF_CODE: Partial<Record<DirectoryErrorCode, ClientErrorKind>> = {
  E_STALE_CHECKPOINT: 'conflict',
  E_EPOCH_CLOSED: 'conflict',
  E_EPOCH_STALE: 'conflict',
  E_NO_EPOCH: 'conflict',
  E_SUSPENDED: 'refused',
};

/** The unit of a handle after every check before sealing. Throws a ClientError; there is no way to send anyway. */
export function verifyRecipient(directory: VerifiedDirectory, handle: string): VerifiedRecipient {
  const { log, state } = directory;
  try {
    return checkBeforeSealing({
      state,
      recipientUnit: handle,
      now: log.now,
      checkpointTime: log.cosignedAt,
      newestCosignatureSeen: log.newestCosignatureSeen,
      logLeavesOfOrg: log.leaves,
    });
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    if (error.code === 'E_UNKNOWN_UNIT') throw noAgreement(handle);
    const kind = KIND_OF_CODE[error.code] ?? 'verification';
    throw new ClientError(error.code, kind, `${handle}: ${error.message}`);
  }
}

/** Whether the only agreements with a unit's organisation are suspended by a party: that is no secret to either. */
export function isSuspendedWith({ state, suspendedAgreements }: VerifiedDirectory, handle: string): boolean {
  const org = state.unitByHandle(handle)?.org;
  return org !== undefined && suspendedAgreements.some(({ agreement }) => agreement.orgs.includes(org));
}

/** Nothing is sealed under an agreement that a party suspended. */
export function suspendedAgreement(handle: string): ClientError {
  return new ClientError('E_SUSPENDED', 'refused', `${handle}: the agreement with this organisation is suspended`);
}

/** A unit that does not exist and one without a live agreement are the same answer: members never learn who else is one. */
export function noAgreement(handle: string): ClientError {
  return new ClientError(
    'E_NO_LIVE_MOU',
    'refused',
    `${handle}: no unit of that handle under a live agreement with yours`,
  );
}
