import type {
  Id,
  OrgKind,
  Purpose,
  Right,
  Role,
  StewardSeat,
  SuspensionMeasure,
  SuspensionReason,
  Tlp,
} from '@sealbridge/vocabulary';
import type { EpochReason, History } from './event.js';
import type { PrivatePart } from './private-part.js';

/** Where an event lies on the log; null while it is accepted but not yet integrated. */
export type LogIndex = number | null;

/** The head of an organisation's chain. */
export interface Chain {
  readonly org: Id;
  /** `seq` of the newest event. */
  readonly seq: number;
  /** `event_hash` of the newest event. */
  readonly head: Uint8Array;
  readonly headIndex: LogIndex;
  /** Null while every body was read; else where the first unread event lies (`index` null: not integrated). */
  readonly unreadFrom: { readonly index: LogIndex } | null;
  /**
   * The latest hour of an event that counts only because that hour has come: the emergency over its signer lapsed by then, or the delay of
   * a recovery had run. 0 when there is none.
   */
  readonly notBefore: number;
}

/** A root key and the id under which it signs. */
export interface RootKey {
  readonly id: Id;
  readonly publicKey: Uint8Array;
}

/** The three roots of an organisation over a time of the log. */
export interface RootSet {
  readonly keys: readonly RootKey[];
  readonly addedIndex: LogIndex;
  /** Set by ROOT_ROTATE. */
  readonly ended: Ending | null;
}

/** An admitted organisation. */
export interface Organisation {
  readonly org: Id;
  readonly handle: string;
  readonly kind: OrgKind;
  readonly country: string;
  readonly name: string;
  /** The roots in force. */
  readonly rootKeys: readonly RootKey[];
  /** Every set of roots it had, oldest first; the last is in force. */
  readonly rootSets: readonly RootSet[];
  readonly admittedIndex: LogIndex;
  readonly admittedHour: number;
}

/** A period of a unit's key. Hours are UNIX hours. */
export interface Epoch {
  readonly epoch: number;
  readonly kemPublicKey: Uint8Array;
  readonly kemPkSha256: Uint8Array;
  /** SHA-256 of the lockbox by device. */
  readonly lockboxes: ReadonlyMap<Id, Uint8Array>;
  readonly reason: EpochReason;
  readonly history: History;
  readonly hour: number;
  readonly addedIndex: LogIndex;
  readonly eventHash: Uint8Array;
  /** Closed at once: nothing may be sealed to it, whatever the time. */
  readonly closed: boolean;
  /** Hour since which rotation is due, or null; stale 24 h later. */
  readonly dueSince: number | null;
}

/** A unit with all its epochs, oldest first; the last is the current one. */
export interface Unit {
  readonly unit: Id;
  readonly org: Id;
  readonly handle: string;
  /** What it works for: every purpose before its organisation says otherwise. */
  readonly purposes: readonly Purpose[];
  readonly epochs: readonly Epoch[];
  readonly addedIndex: LogIndex;
}

/** That something ended: at which place of the log and in which hour. */
export interface Ending {
  readonly index: LogIndex;
  readonly hour: number;
  readonly reason: string;
}

/** A member under its role handle. */
export interface Member {
  readonly member: Id;
  readonly org: Id;
  readonly units: readonly Id[];
  readonly roles: readonly Role[];
  /** Of its roles, and `directory.admin` as ADMIN_ADD and ADMIN_REMOVE say. */
  readonly rights: readonly Right[];
  readonly clearance: Tlp;
  readonly trainingUntil: number;
  readonly jurisdictions: readonly string[];
  readonly seat: StewardSeat | null;
  readonly country: string;
  /** What was announced of the private part; null when there is none. */
  readonly privateHash: Uint8Array | null;
  /** The person behind the handle; only in the own organisation's copy. */
  readonly person: PrivatePart | null;
  readonly addedIndex: LogIndex;
  readonly ended: Ending | null;
}

/** A suspension of an organisation, a unit or a member. */
export interface Suspension {
  readonly subject: Id;
  readonly measure: SuspensionMeasure;
  readonly reason: SuspensionReason;
  /** Hour of the emergency, as its signer states it. */
  readonly sinceHour: number;
  /** Where the emergency lies on the log. */
  readonly addedIndex: LogIndex;
  /** The member of the stewards who suspended. */
  readonly by: Id;
  /** The members of the stewards at that moment: another one of them can confirm. */
  readonly witnesses: ReadonlySet<Id>;
  /** The other member of the stewards who confirmed, and where on the log; null for an emergency. */
  readonly confirmed: { readonly by: Id; readonly index: LogIndex } | null;
  /** Set by the lift. */
  readonly ended: Ending | null;
}

/** A device. Ended when it was revoked or its member removed. */
export interface Device {
  readonly device: Id;
  readonly org: Id;
  readonly member: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
  readonly addedIndex: LogIndex;
  /** `event_hash` of DEVICE_ADD, which every lockbox names; of RECOVERY_STARTED for a device that came by a recovery. */
  readonly addedEventHash: Uint8Array;
  readonly ended: Ending | null;
}
