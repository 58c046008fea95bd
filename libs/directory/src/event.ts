import type {
  Id,
  LiftReason,
  OrgKind,
  Purpose,
  Role,
  StewardSeat,
  SuspensionMeasure,
  SuspensionReason,
  Tlp,
} from '@sealbridge/vocabulary';
import type { RecoveryEvent } from './event-recovery.js';

/** Why a member left the directory; `renewal` gives the same person a new role handle. */
export const MEMBER_REMOVE_REASONS = ['left', 'renewal', 'role_change', 'suspended'] as const;
export type MemberRemoveReason = (typeof MEMBER_REMOVE_REASONS)[number];

/** Why a device ended; `lost` and `compromise` close the epochs it could open. */
export const DEVICE_REVOKE_REASONS = ['replaced', 'renewal', 'lost', 'compromise'] as const;
export type DeviceRevokeReason = (typeof DEVICE_REVOKE_REASONS)[number];

/** Why an epoch began; `compromise` and `removal` close the one before at once. */
export const EPOCH_REASONS = ['first', 'scheduled', 'compromise', 'removal'] as const;
export type EpochReason = (typeof EPOCH_REASONS)[number];

/** Whether people who join the unit later get the keys of earlier epochs. */
export const HISTORIES = ['from_join', 'all'] as const;
export type History = (typeof HISTORIES)[number];

/** Which device holds a lockbox, and the SHA-256 of that lockbox. */
export interface LockboxEntry {
  readonly device: Id;
  readonly sha256: Uint8Array;
}

/** The stewards admit an organisation with its three root keys. */
export interface OrgAdmit {
  readonly type: 'ORG_ADMIT';
  readonly handle: string;
  readonly kind: OrgKind;
  readonly country: string;
  readonly rootKeys: readonly Uint8Array[];
  readonly name: string;
}

/** Three root keys take the place of those of before. */
export interface RootRotate {
  readonly type: 'ROOT_ROTATE';
  readonly rootKeys: readonly Uint8Array[];
  /** One of each new key, in the same order: that whoever asks holds it. */
  readonly proofs: readonly Uint8Array[];
}

/** A member gets the right `directory.admin`, whatever its roles. */
export interface AdminAdd {
  readonly type: 'ADMIN_ADD';
  readonly member: Id;
}

/** A member loses the right `directory.admin`, whatever its roles. */
export interface AdminRemove {
  readonly type: 'ADMIN_REMOVE';
  readonly member: Id;
}

/** A need-to-know unit, to which reports are sealed. */
export interface UnitAdd {
  readonly type: 'UNIT_ADD';
  readonly unit: Id;
  readonly handle: string;
}

/** What a unit works for, in place of what was said before. */
export interface UnitPurposes {
  readonly type: 'UNIT_PURPOSES';
  readonly unit: Id;
  readonly purposes: readonly Purpose[];
}

/** A member under a role handle; units, roles, seat and country never change, a change is a new member. */
export interface MemberAdd {
  readonly type: 'MEMBER_ADD';
  readonly member: Id;
  readonly units: readonly Id[];
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  /** UNIX hour; training counts while the hour is before it. */
  readonly trainingUntil: number;
  readonly jurisdictions: readonly string[];
  readonly seat: StewardSeat | null;
  readonly country: string;
  readonly privateHash: Uint8Array | null;
}

/** What is true of a member for a time: clearance, training, jurisdictions. */
export interface MemberUpdate {
  readonly type: 'MEMBER_UPDATE';
  readonly member: Id;
  readonly clearance: Tlp;
  /** UNIX hour; training counts while the hour is before it. */
  readonly trainingUntil: number;
  readonly jurisdictions: readonly string[];
}

/** A member and all its devices end. */
export interface MemberRemove {
  readonly type: 'MEMBER_REMOVE';
  readonly member: Id;
  readonly reason: MemberRemoveReason;
}

/** A device with its two public keys and the proof that whoever asks holds the signing key. */
export interface DeviceAdd {
  readonly type: 'DEVICE_ADD';
  readonly device: Id;
  readonly member: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
  readonly proof: Uint8Array;
  /** The invitation or link by which the device came; the proof is then the one of docs/reference/invitation.md. */
  readonly invitation: Id | null;
}

/** A device ends. */
export interface DeviceRevoke {
  readonly type: 'DEVICE_REVOKE';
  readonly device: Id;
  readonly reason: DeviceRevokeReason;
}

/** A new key of a unit and the devices that can open it. */
export interface UnitEpoch {
  readonly type: 'UNIT_EPOCH';
  readonly unit: Id;
  readonly epoch: number;
  readonly kemPublicKey: Uint8Array;
  readonly lockboxes: readonly LockboxEntry[];
  readonly reason: EpochReason;
  readonly history: History;
  /** SHA-256 of the seed sealed to the recovery key; null exactly while the organisation has none. */
  readonly recoveryLockboxSha256: Uint8Array | null;
}

/** One more device that can open an epoch. */
export interface LockboxAdd {
  readonly type: 'LOCKBOX_ADD';
  readonly unit: Id;
  readonly epoch: number;
  readonly lockbox: LockboxEntry;
}

/** A steward suspends an organisation, one of its units or one of its members, in the chain of that organisation. */
export interface Suspend {
  readonly type: 'SUSPEND';
  readonly subject: Id;
  readonly measure: SuspensionMeasure;
  readonly reason: SuspensionReason;
}

/** A steward lifts a suspension. */
export interface SuspendLift {
  readonly type: 'SUSPEND_LIFT';
  readonly subject: Id;
  readonly reason: LiftReason;
}

/** What an event body says. */
export type DirectoryEvent =
  | OrgAdmit
  | UnitAdd
  | UnitPurposes
  | MemberAdd
  | MemberUpdate
  | MemberRemove
  | DeviceAdd
  | DeviceRevoke
  | UnitEpoch
  | LockboxAdd
  | Suspend
  | SuspendLift
  | RootRotate
  | AdminAdd
  | AdminRemove
  | RecoveryEvent;

/** The types this version knows; every other is refused, reserved names included. */
export const EVENT_TYPES = [
  'ORG_ADMIT',
  'UNIT_ADD',
  'UNIT_PURPOSES',
  'MEMBER_ADD',
  'MEMBER_UPDATE',
  'MEMBER_REMOVE',
  'DEVICE_ADD',
  'DEVICE_REVOKE',
  'UNIT_EPOCH',
  'LOCKBOX_ADD',
  'SUSPEND',
  'SUSPEND_LIFT',
  'ROOT_ROTATE',
  'ADMIN_ADD',
  'ADMIN_REMOVE',
  'RECOVERY_KEY',
  'RECOVERY_LOCKBOX',
  'RECOVERY_STARTED',
  'RECOVERY_APPROVED',
  'RECOVERY_CANCELLED',
  'RECOVERY_COMPLETED',
] as const satisfies readonly DirectoryEvent['type'][];
export type EventType = (typeof EVENT_TYPES)[number];
