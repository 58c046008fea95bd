import type { LockboxEntry } from '@sealbridge/directory';
import { makeKemKeyPair, sha256, type KemKeyPair } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { sealLockbox } from './lockbox.js';

/** A device that gets the key of a unit: its id, its KEM key and the `event_hash` of its DEVICE_ADD. */
export interface LockboxHolder {
  readonly device: Id;
  readonly kemPublicKey: Uint8Array;
  readonly deviceEventHash: Uint8Array;
}

/** A lockbox and its entry for UNIT_EPOCH or LOCKBOX_ADD. */
export interface SealedLockbox extends LockboxEntry {
  readonly bytes: Uint8Array;
}

/** A new epoch: its key, and a lockbox for each device. The caller wipes the seed. */
export interface NewUnitEpoch {
  readonly kem: KemKeyPair;
  readonly lockboxes: readonly SealedLockbox[];
}

/** A random key for an epoch of a unit and the lockboxes that give it to these devices. */
export function makeUnitEpoch(
  unit: { readonly org: Id; readonly unit: Id; readonly epoch: number },
  holders: readonly LockboxHolder[],
): NewUnitEpoch {
  const kem = makeKemKeyPair();
  return { kem, lockboxes: holders.map((holder) => lockboxFor(kem.seed, unit, holder)) };
}

/** The lockbox of an existing epoch for one more device. */
export function lockboxFor(
  unitSeed: Uint8Array,
  unit: { readonly org: Id; readonly unit: Id; readonly epoch: number },
  { device, kemPublicKey, deviceEventHash }: LockboxHolder,
): SealedLockbox {
  const { org, unit: unitId, epoch } = unit;
  const bytes = sealLockbox(unitSeed, { org, unit: unitId, epoch, device, deviceEventHash }, kemPublicKey);
  return { device, sha256: sha256(bytes), bytes };
}
