import { requireDevice } from '../device-authority.js';
import { requireThat } from '../directory-error.js';
import type { DirectoryState } from '../directory-state.js';
import { isKnownAt } from '../in-force.js';
import { SECONDS_PER_HOUR } from '../limits.js';
import type { Member } from '../world.js';
import type { InviteRecord } from './invite.js';

/** What an invitation is checked against; `now` in UNIX seconds, for suspensions alone. */
export interface InviteCheck {
  readonly state: DirectoryState;
  readonly record: InviteRecord;
  /** Origin of the log of this instance. */
  readonly origin: string;
  readonly now: number;
}

/**
 * The member whose device alone signed an invitation of its own organisation with the right `directory.admin`. Throws
 * E_INVITE_ORIGIN, E_PARTIAL, E_AUTHORITY, E_SIGNER, E_SIGNATURE. Says nothing about whether it has expired.
 */
export function verifyInvite({ state, record, origin, now }: InviteCheck): Member {
  const { invite, bytes, signatures } = record;
  requireThat(invite.origin === origin, 'E_INVITE_ORIGIN', 'the invitation was made for another log');
  const { org } = invite;
  requireThat(isKnownAt(state, org, null), 'E_PARTIAL', 'not all events of the organisation could be read');
  const [only] = signatures;
  const alone = signatures.length === 1 && only?.kind === 'device';
  requireThat(alone, 'E_AUTHORITY', 'exactly one device of an administrator signs');
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  const signed = { body: bytes, domain: 'sr1.invite' } as const;
  return requireDevice(state, only, signed, { org, right: 'directory.admin', at: null, barredBy: hour });
}
