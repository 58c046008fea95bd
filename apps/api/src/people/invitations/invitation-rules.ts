import { DirectoryError, type Invite } from '@sealbridge/directory';
import { INVITATION_HOURS } from '@sealbridge/vocabulary';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

/** Bytes of a token, a code proof, their hashes, and of the MAC over JOIN. */
export const PROOF_BYTES = 32;

const SECONDS_PER_HOUR = 3600;
/** How far the clock of the administrator's device may be ahead. */
const CLOCK_SKEW_SECONDS = 120;

/** Throws Rejected unless the invitation ends in time and offers what one may offer. */
export function requireInvite(invite: Invite, nowSeconds: number): void {
  const latest = nowSeconds + INVITATION_HOURS * SECONDS_PER_HOUR + CLOCK_SKEW_SECONDS;
  if (invite.expires <= nowSeconds || invite.expires > latest) {
    throw reject('E_EXPIRES', 'the invitation ends too late, or has ended');
  }
  if (invite.roles.includes('steward')) throw reject('E_ROLE', 'nobody becomes a steward by invitation');
}

/** Throws Rejected unless the bytes have the length of a proof. */
export function requireProof(bytes: Uint8Array, path: string): void {
  if (bytes.length !== PROOF_BYTES) throw new Rejected(invalid('E_SIZE', 'this is 32 bytes', path));
}

/** What a parser of the directory threw, as a failure of the part that was read. */
export function inInvitation<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DirectoryError) throw new Rejected(invalid(error.code, error.message, path));
    throw error;
  }
}

function reject(code: string, message: string): Rejected {
  return new Rejected(invalid(code, message, 'record'));
}
