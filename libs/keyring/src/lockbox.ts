import { lockboxAad, type ListedLockbox, type LockboxTarget } from '@sealbridge/directory';
import { deriveKemPublicKey, equal, sha256, utf8, wipe } from '@sealbridge/sodium';
import type { DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import { sealSeed, unsealSeed } from './sealed-seed.js';

const LOCKBOX_INFO = utf8('sr1/lockbox');

/** A lockbox: CBOR[enc, ct], the seed of a unit's epoch for one device. `kemPublicKey` is that of the device. */
export function sealLockbox(unitSeed: Uint8Array, target: LockboxTarget, kemPublicKey: Uint8Array): Uint8Array {
  return sealSeed(unitSeed, { info: LOCKBOX_INFO, aad: lockboxAad(target) }, kemPublicKey);
}

/**
 * The seed in a lockbox, checked against what the directory lists: the hash of the lockbox before, and the public key of the
 * epoch after, because HPKE has no sender and anybody could plant one (security-corrections B6). Throws E_LOCKBOX_HASH,
 * E_LOCKBOX_OPEN (malformed, or not for this device), E_LOCKBOX_KEY. The caller wipes the seed.
 */
export function openLockbox(
  lockbox: Uint8Array,
  keys: Pick<DeviceKeys, 'device' | 'kem'>,
  listed: ListedLockbox,
): Uint8Array {
  const isListed = equal(sha256(lockbox), listed.lockboxSha256);
  if (!isListed) throw new KeyringError('E_LOCKBOX_HASH', 'the lockbox is not the listed one');
  if (keys.device !== listed.device) throw new KeyringError('E_LOCKBOX_OPEN', 'the lockbox is for another device');
  const seed = unsealSeed(lockbox, { info: LOCKBOX_INFO, aad: lockboxAad(listed) }, keys.kem.seed);
  if (equal(deriveKemPublicKey(seed), listed.kemPublicKey)) return seed;
  wipe(seed);
  throw new KeyringError('E_LOCKBOX_KEY', 'the seed is not that of the epoch');
}
