import { encode } from '@sealbridge/cbor';
import { deriveKemPublicKey, equal, sha256, utf8, wipe } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { sealSeed, unsealSeed } from './sealed-seed.js';

const LABEL = 'sr1/recovery-lockbox';
const INFO = utf8(LABEL);

/** What a recovery lockbox is bound to. */
export interface RecoveryLockboxTarget {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
  /** Number of the recovery key. */
  readonly number: number;
}

/** A recovery lockbox as the directory lists it: its hash, and the public key of the epoch that must come out of it. */
export interface ListedRecoveryLockbox extends RecoveryLockboxTarget {
  readonly lockboxSha256: Uint8Array;
  readonly kemPublicKey: Uint8Array;
}

/** RECOVERY LOCKBOX: the seed of a unit's epoch for the recovery key. */
export function sealRecoveryLockbox(
  unitSeed: Uint8Array,
  target: RecoveryLockboxTarget,
  recoveryKemPublicKey: Uint8Array,
): Uint8Array {
  return sealSeed(unitSeed, { info: INFO, aad: aadOf(target) }, recoveryKemPublicKey);
}

/**
 * The seed in a recovery lockbox, checked against what the directory lists before and after (security-corrections B6). Throws
 * E_LOCKBOX_HASH, E_LOCKBOX_OPEN, E_LOCKBOX_KEY. The caller wipes the seed.
 */
export function openRecoveryLockbox(
  lockbox: Uint8Array,
  recoverySeed: Uint8Array,
  listed: ListedRecoveryLockbox,
): Uint8Array {
  const isListed = equal(sha256(lockbox), listed.lockboxSha256);
  if (!isListed) throw new KeyringError('E_LOCKBOX_HASH', 'the recovery lockbox is not the listed one');
  const seed = unsealSeed(lockbox, { info: INFO, aad: aadOf(listed) }, recoverySeed);
  if (equal(deriveKemPublicKey(seed), listed.kemPublicKey)) return seed;
  wipe(seed);
  throw new KeyringError('E_LOCKBOX_KEY', 'the seed is not that of the epoch');
}

function aadOf({ org, unit, epoch, number }: RecoveryLockboxTarget): Uint8Array {
  return encode([LABEL, idToBytes(org), idToBytes(unit), epoch, number]);
}
