import type { Id } from '@sealbridge/vocabulary';
import { requireDevice, type SignersView } from './device-authority.js';
import { requireThat } from './directory-error.js';
import { isKnownAt } from './in-force.js';
import type { SignedBytes } from './root-authority.js';
import type { EventSignature } from './signature.js';
import type { LogIndex, Member } from './world.js';

/** The member of the stewards who alone signed. Throws E_AUTHORITY, E_SIGNER, E_SIGNATURE. */
export function requireSteward(data: SignersView, signed: SignedBytes, at: LogIndex): Member {
  const [only] = signed.signatures;
  const alone = signed.signatures.length === 1 && only?.kind === 'steward_device';
  requireThat(alone, 'E_AUTHORITY', 'exactly one device of a steward signs');
  return requireStewardDevice(data, only, signed, at);
}

/** Throws like requireSteward unless two devices of stewards signed, one of each seat. */
export function requireBothSeats(data: SignersView, signed: SignedBytes, at: LogIndex): void {
  const { signatures } = signed;
  const rightKind = signatures.length === 2 && signatures.every(({ kind }) => kind === 'steward_device');
  requireThat(rightKind, 'E_AUTHORITY', 'two devices of stewards sign');
  const seats = new Set(signatures.map((signature) => requireStewardDevice(data, signature, signed, at).seat));
  requireThat(seats.has('ngo') && seats.has('public'), 'E_AUTHORITY', 'a steward of each seat signs');
}

function requireStewardDevice(data: SignersView, signature: EventSignature, signed: SignedBytes, at: LogIndex): Member {
  const org = requireKnownStewards(data, at);
  return requireDevice(data, signature, signed, { org, right: 'org.admit', at, barredBy: 'any' });
}

// Whoever holds back the body that revokes or suspends a steward must not make that steward count again.
function requireKnownStewards(data: SignersView, at: LogIndex): Id {
  const { stewards } = data;
  const known = stewards !== null && isKnownAt(data, stewards, at);
  requireThat(known, 'E_SIGNER', 'the stewards are not known up to the admission');
  return stewards;
}
