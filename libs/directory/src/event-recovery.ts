import type { Id } from '@sealbridge/vocabulary';

/** Why a member comes back by guardians; `lost` and `compromise` close the epochs that the devices of before could open. */
export const RECOVERY_REASONS = ['replaced', 'lost', 'compromise'] as const;
export type RecoveryReason = (typeof RECOVERY_REASONS)[number];

/** Why a recovery was cancelled. */
export const RECOVERY_CANCEL_REASONS = ['not_asked', 'identity_not_shown', 'found_again', 'mistake'] as const;
export type RecoveryCancelReason = (typeof RECOVERY_CANCEL_REASONS)[number];

/** A device that holds a share of a recovery key. Its keys stand in the event, for members cannot read the chains of partners. */
export interface Guardian {
  readonly org: Id;
  readonly member: Id;
  readonly device: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
  /** SHA-256 of the share sealed to this device. */
  readonly sealedShareSha256: Uint8Array;
}

/** The organisation names its guardians and the public key to which the seeds of its epochs are sealed for them. */
export interface RecoveryKey {
  readonly type: 'RECOVERY_KEY';
  /** 1, 2, 3 ... of the organisation. */
  readonly number: number;
  readonly kemPublicKey: Uint8Array;
  /** How many guardians together can rebuild the key. */
  readonly threshold: number;
  readonly delayHours: number;
  /** Sorted by device. */
  readonly guardians: readonly Guardian[];
}

/** The seed of an epoch, sealed to a recovery key: its hash. */
export interface RecoveryLockbox {
  readonly type: 'RECOVERY_LOCKBOX';
  readonly unit: Id;
  readonly epoch: number;
  readonly keyNumber: number;
  readonly sha256: Uint8Array;
}

/** A guardian has checked who asks, and says which device shall take the place of all devices of the member. */
export interface RecoveryStarted {
  readonly type: 'RECOVERY_STARTED';
  readonly recovery: Id;
  readonly keyNumber: number;
  readonly member: Id;
  readonly device: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
  /** The proof of an invited device, over the id of the recovery. */
  readonly proof: Uint8Array;
  readonly reason: RecoveryReason;
}

/** Another guardian has checked it too. */
export interface RecoveryApproved {
  readonly type: 'RECOVERY_APPROVED';
  readonly recovery: Id;
}

/** A recovery ends without effect. */
export interface RecoveryCancelled {
  readonly type: 'RECOVERY_CANCELLED';
  readonly recovery: Id;
  readonly reason: RecoveryCancelReason;
}

/** The hash of what opens one epoch. */
export interface EpochLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly sha256: Uint8Array;
}

/** The devices of the member end, the new one takes their place, and the recovery key is followed by the next. */
export interface RecoveryCompleted {
  readonly type: 'RECOVERY_COMPLETED';
  readonly recovery: Id;
  /** Lockboxes of the new device, sorted by unit, then epoch. */
  readonly lockboxes: readonly EpochLockbox[];
  /** Of the next recovery key. */
  readonly kemPublicKey: Uint8Array;
  /** SHA-256 of the share of each guardian, in the order of the guardians. */
  readonly sealedShareSha256s: readonly Uint8Array[];
  /** Recovery lockboxes under the next key, sorted by unit, then epoch. */
  readonly recoveryLockboxes: readonly EpochLockbox[];
}

/** What happens about the recovery of members. */
export type RecoveryEvent =
  RecoveryKey | RecoveryLockbox | RecoveryStarted | RecoveryApproved | RecoveryCancelled | RecoveryCompleted;
