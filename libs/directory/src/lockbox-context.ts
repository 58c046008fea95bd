import { encode } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';

/** What a lockbox is bound to. */
export interface LockboxTarget {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly device: Id;
  /** `event_hash` of the DEVICE_ADD of the device. */
  readonly deviceEventHash: Uint8Array;
}

/** A lockbox as the directory lists it: its target, its hash, and the public key that must come out of it. */
export interface ListedLockbox extends LockboxTarget {
  readonly lockboxSha256: Uint8Array;
  readonly kemPublicKey: Uint8Array;
}

/** The additional data of a lockbox: CBOR["sr1/lockbox", org, unit, epoch, device, event_hash(DEVICE_ADD)]. */
export function lockboxAad(target: LockboxTarget): Uint8Array {
  const { org, unit, epoch, device, deviceEventHash } = target;
  return encode(['sr1/lockbox', idToBytes(org), idToBytes(unit), epoch, idToBytes(device), deviceEventHash]);
}

/** The lockbox of a device for an epoch, or null when the directory lists none. */
export function listedLockbox(state: DirectoryState, unit: Id, epoch: number, device: Id): ListedLockbox | null {
  const found = state.epoch(unit, epoch);
  const lockboxSha256 = found?.lockboxes.get(device);
  const holder = state.devices.get(device);
  if (found === null || lockboxSha256 === undefined || holder === undefined) return null;
  const { org, addedEventHash: deviceEventHash } = holder;
  return { org, unit, epoch, device, deviceEventHash, lockboxSha256, kemPublicKey: found.kemPublicKey };
}
