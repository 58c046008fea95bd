import type { DirectoryEvent, DirectoryState } from '@sealbridge/directory';
import { equal, sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

/** A recovery lockbox as it comes with a publication. */
export interface OfferedRecoveryLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/** The share of a guardian as it comes with a publication, sealed to the guardian's device. */
export interface OfferedShare {
  readonly device: Id;
  readonly bytes: Uint8Array;
}

/** What a guardian who approves gives to the one who started: the share, sealed, and a signed statement over it. */
export interface OfferedContribution {
  readonly bytes: Uint8Array;
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
}

/** What of recovery comes beside the events of a publication. */
export interface OfferedRecovery {
  readonly lockboxes: readonly OfferedRecoveryLockbox[];
  readonly shares: readonly OfferedShare[];
  readonly contribution: OfferedContribution | null;
}

interface NamedLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly sha256: Uint8Array;
}

/**
 * Whether the recovery lockboxes are exactly those the events name, each with its hash: one missing, and an epoch would be lost with
 * the devices that hold it; one more would be one that nobody can check.
 */
export function recoveryLockboxesMatch(
  events: readonly DirectoryEvent[],
  offered: readonly OfferedRecoveryLockbox[],
): boolean {
  const named = events.flatMap(lockboxesNamedBy);
  const isThat = (lockbox: OfferedRecoveryLockbox, entry: NamedLockbox): boolean =>
    lockbox.unit === entry.unit && lockbox.epoch === entry.epoch && equal(sha256(lockbox.bytes), entry.sha256);
  return matches(named, offered, isThat);
}

/** Whether the shares are exactly those the events name. `before` tells the guardians whose order a completion follows. */
export function sharesMatch(
  events: readonly DirectoryEvent[],
  offered: readonly OfferedShare[],
  before: Pick<DirectoryState, 'recoveryOf'>,
  organisation: Id,
): boolean {
  const guardians = before.recoveryOf(organisation)?.guardians.map(({ device }) => device) ?? [];
  const named = events.flatMap((event) => sharesNamedBy(event, guardians));
  const isThat = (share: OfferedShare, entry: NamedShare): boolean =>
    share.device === entry.device && equal(sha256(share.bytes), entry.sha256);
  return matches(named, offered, isThat);
}

function matches<Named, Offered>(
  named: readonly Named[],
  offered: readonly Offered[],
  isThat: (offered: Offered, named: Named) => boolean,
): boolean {
  const found = named.filter((entry) => offered.some((one) => isThat(one, entry)));
  return found.length === named.length && offered.length === named.length;
}

function lockboxesNamedBy(event: DirectoryEvent): readonly NamedLockbox[] {
  switch (event.type) {
    case 'UNIT_EPOCH': {
      const { unit, epoch, recoveryLockboxSha256: hash } = event;
      return hash === null ? [] : [{ unit, epoch, sha256: hash }];
    }
    case 'RECOVERY_LOCKBOX':
      return [event];
    case 'RECOVERY_COMPLETED':
      return event.recoveryLockboxes;
    default:
      return [];
  }
}

interface NamedShare {
  readonly device: Id;
  readonly sha256: Uint8Array;
}

function sharesNamedBy(event: DirectoryEvent, guardians: readonly Id[]): NamedShare[] {
  if (event.type === 'RECOVERY_KEY') {
    return event.guardians.map(({ device, sealedShareSha256 }) => ({ device, sha256: sealedShareSha256 }));
  }
  if (event.type !== 'RECOVERY_COMPLETED') return [];
  return event.sealedShareSha256s.flatMap((hash, at) => {
    const device = guardians[at];
    return device === undefined ? [] : [{ device, sha256: hash }];
  });
}
