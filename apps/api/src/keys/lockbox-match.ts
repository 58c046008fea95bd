import type { DirectoryEvent, LockboxEntry } from '@sealbridge/directory';
import { equal, sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

/** A lockbox as it comes with a publication. */
export interface OfferedLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly device: Id;
  readonly bytes: Uint8Array;
}

interface NamedLockbox extends LockboxEntry {
  readonly unit: Id;
  readonly epoch: number;
}

/**
 * Whether the lockboxes are exactly those the events name, each with its hash: one missing would lock a reader out, one
 * more would be a ghost reader's (security-corrections B6). Those of a completed recovery are for the device that began it: `deviceOf`.
 */
export function lockboxesMatch(
  events: readonly DirectoryEvent[],
  offered: readonly OfferedLockbox[],
  deviceOf: (recovery: Id) => Id | undefined,
): boolean {
  const named = events.flatMap((event) => namedBy(event, deviceOf));
  const matched = named.filter((entry) => offered.some((lockbox) => isThat(lockbox, entry)));
  return matched.length === named.length && offered.length === named.length;
}

function namedBy(event: DirectoryEvent, deviceOf: (recovery: Id) => Id | undefined): NamedLockbox[] {
  if (event.type === 'LOCKBOX_ADD') return [{ unit: event.unit, epoch: event.epoch, ...event.lockbox }];
  if (event.type === 'RECOVERY_COMPLETED') {
    const device = deviceOf(event.recovery);
    return device === undefined ? [] : event.lockboxes.map((entry) => ({ ...entry, device }));
  }
  if (event.type !== 'UNIT_EPOCH') return [];
  return event.lockboxes.map((entry) => ({ unit: event.unit, epoch: event.epoch, ...entry }));
}

function isThat(lockbox: OfferedLockbox, entry: NamedLockbox): boolean {
  const sameKey = lockbox.unit === entry.unit && lockbox.epoch === entry.epoch && lockbox.device === entry.device;
  return sameKey && equal(sha256(lockbox.bytes), entry.sha256);
}
