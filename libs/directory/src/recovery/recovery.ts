import type { Id } from '@sealbridge/vocabulary';
import type { Guardian, RecoveryReason } from '../event-recovery.js';
import type { Ending, LogIndex } from '../world.js';

/** The recovery key of an organisation that is in force, and what is sealed to it. */
export interface RecoverySetup {
  readonly number: number;
  readonly kemPublicKey: Uint8Array;
  readonly threshold: number;
  readonly delayHours: number;
  /** Sorted by device. */
  readonly guardians: readonly Guardian[];
  /** UNIX hour of the RECOVERY_KEY that named these guardians. */
  readonly sinceHour: number;
  /** SHA-256 of the recovery lockbox under this key, by `epochKey`. */
  readonly lockboxes: ReadonlyMap<string, Uint8Array>;
}

/** Whether a recovery goes on or how it ended. */
export type RecoveryState = 'open' | 'cancelled' | 'completed';

/** What guardians do so that a member comes back with a new device. */
export interface Recovery {
  readonly id: Id;
  readonly org: Id;
  readonly member: Id;
  /** Takes the place of all devices of the member when the recovery is completed. */
  readonly device: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
  readonly reason: RecoveryReason;
  /** Number of the recovery key when it started. */
  readonly keyNumber: number;
  /** UNIX hour, as the guardian states it. */
  readonly startedHour: number;
  readonly startedIndex: LogIndex;
  /** `event_hash` of RECOVERY_STARTED, which the lockboxes of the new device name. */
  readonly startedEventHash: Uint8Array;
  /** Devices of the guardians who approved, the one who started first. */
  readonly approvals: readonly Id[];
  readonly state: RecoveryState;
  /** When and why it was cancelled or completed. */
  readonly ended: Ending | null;
  /** Device of the guardian who cancelled or completed it; null while it is open and when the organisation cancelled it. */
  readonly endedBy: Id | null;
}

/** The name of an epoch of a unit among recovery lockboxes. */
export function epochKey({ unit, epoch }: { readonly unit: Id; readonly epoch: number }): string {
  return `${unit}/${epoch}`;
}
