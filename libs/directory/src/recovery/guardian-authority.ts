import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { SignersView } from '../device-authority.js';
import type { DirectoryData } from '../directory-data.js';
import { requireThat } from '../directory-error.js';
import type { Guardian } from '../event-recovery.js';
import { isInForce, isKnownAt } from '../in-force.js';
import { requireSignature, type SignedBytes } from '../root-authority.js';
import { isSuspendedOnLog } from '../suspension.js';
import type { LogIndex } from '../world.js';

/** The one guardian who signed an event of an organisation. Throws E_AUTHORITY, E_SIGNER, E_SIGNATURE. */
export function requireGuardian(
  data: SignersView & Pick<DirectoryData, 'setups'>,
  signed: SignedBytes & { readonly org: Id },
  at: LogIndex,
): Guardian {
  const [only] = signed.signatures;
  const alone = signed.signatures.length === 1 && only?.kind === 'guardian';
  requireThat(alone, 'E_AUTHORITY', 'exactly one guardian signs');
  const guardian = data.setups.get(signed.org)?.guardians.find(({ device }) => device === only.signer);
  requireThat(guardian !== undefined, 'E_SIGNER', 'the signer is not a guardian of the organisation');
  requireThat(isGuardianInForce(data, signed.org, guardian, at), 'E_SIGNER', 'the guardian is not an active device');
  requireSignature(only, guardian.signPublicKey, signed);
  return guardian;
}

/**
 * Whether a guardian of an organisation counts at a place of the log: one of its own or of the stewards while it is an active device with the
 * same keys and no suspension of its member stands, lapsed or not. Others always do, for not every reader knows their chain, and
 * all readers have to come to the same result.
 */
export function isGuardianInForce(data: SignersView, org: Id, guardian: Guardian, at: LogIndex): boolean {
  if (guardian.org === org) return isActive(data, guardian, null);
  if (guardian.org !== data.stewards) return true;
  return isKnownAt(data, guardian.org, at) && isActive(data, guardian, at);
}

function isActive(data: SignersView, guardian: Guardian, at: LogIndex): boolean {
  const device = data.devices.get(guardian.device);
  if (device?.org !== guardian.org || device.member !== guardian.member || !isInForce(device, at)) return false;
  const sameKeys =
    equal(device.signPublicKey, guardian.signPublicKey) && equal(device.kemPublicKey, guardian.kemPublicKey);
  return sameKeys && !isSuspendedOnLog(data, guardian.member, at);
}
