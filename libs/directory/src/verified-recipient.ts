import type { Id, OrgKind, Purpose, Role, Tlp } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';
import type { Epoch, Organisation, Unit } from './world.js';

/** A member who can open what is sealed to the unit's current epoch. */
export interface RecipientMember {
  readonly member: Id;
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  /** UNIX hour. */
  readonly trainingUntil: number;
  readonly jurisdictions: readonly string[];
  readonly country: string;
  /** Whether the member is suspended at the time of the check, and opens nothing today. */
  readonly suspended: boolean;
  /** Active devices that hold a lockbox of the epoch. */
  readonly devices: readonly Id[];
}

interface RecipientFields {
  readonly org: Id;
  readonly orgHandle: string;
  readonly orgKind: OrgKind;
  readonly unit: Id;
  readonly handle: string;
  readonly country: string;
  /** What the unit works for: nothing is sealed to it for anything else. */
  readonly purposes: readonly Purpose[];
  readonly epoch: number;
  readonly kemPublicKey: Uint8Array;
  readonly kemPkSha256: Uint8Array;
  /** Whether people who join the unit later will read it too. */
  readonly openToLaterMembers: boolean;
  readonly members: readonly RecipientMember[];
}

// The only way to the private constructor, and it stays in this file.
let makeVerifiedRecipient: (fields: RecipientFields) => VerifiedRecipient;

/** A unit that passed every check before sealing. Only `checkBeforeSealing` makes it; sealing takes nothing else. */
export class VerifiedRecipient {
  readonly org: Id;
  readonly orgHandle: string;
  readonly orgKind: OrgKind;
  readonly unit: Id;
  readonly handle: string;
  readonly country: string;
  readonly purposes: readonly Purpose[];
  readonly epoch: number;
  readonly kemPublicKey: Uint8Array;
  readonly kemPkSha256: Uint8Array;
  readonly openToLaterMembers: boolean;
  readonly members: readonly RecipientMember[];
  // Makes the class nominal: an object of the same shape is not assignable to it.
  readonly #checked = true;

  static {
    makeVerifiedRecipient = (fields) => new VerifiedRecipient(fields);
  }

  private constructor(fields: RecipientFields) {
    this.org = fields.org;
    this.orgHandle = fields.orgHandle;
    this.orgKind = fields.orgKind;
    this.unit = fields.unit;
    this.handle = fields.handle;
    this.country = fields.country;
    this.purposes = fields.purposes;
    this.epoch = fields.epoch;
    this.kemPublicKey = fields.kemPublicKey;
    this.kemPkSha256 = fields.kemPkSha256;
    this.openToLaterMembers = fields.openToLaterMembers;
    this.members = fields.members;
    Object.freeze(this);
  }

  /** Whether a value was made by the checks before sealing, for callers that the compiler does not watch. */
  static isVerified(value: unknown): value is VerifiedRecipient {
    return typeof value === 'object' && value !== null && #checked in value;
  }
}

/** The recipient that a unit's current epoch is, at a UNIX hour. */
export function recipientOf(
  state: DirectoryState,
  organisation: Organisation,
  unit: Unit,
  epoch: Epoch,
  hour: number,
): VerifiedRecipient {
  return makeVerifiedRecipient({
    org: organisation.org,
    orgHandle: organisation.handle,
    orgKind: organisation.kind,
    unit: unit.unit,
    handle: unit.handle,
    country: organisation.country,
    purposes: unit.purposes,
    epoch: epoch.epoch,
    kemPublicKey: epoch.kemPublicKey,
    kemPkSha256: epoch.kemPkSha256,
    openToLaterMembers: epoch.history === 'all',
    members: membersWithLockbox(state, epoch, hour),
  });
}

/**
 * The number of people a report goes to: distinct members outside the sender's organisation who hold a lockbox of the named
 * units' current epochs, whether or not policy would let them open today.
 */
export function readersOf(recipients: readonly VerifiedRecipient[], senderOrg?: Id): number {
  const outside = recipients.filter(({ org }) => org !== senderOrg);
  return new Set(outside.flatMap(({ members }) => members.map(({ member }) => member))).size;
}

function membersWithLockbox(state: DirectoryState, epoch: Epoch, hour: number): RecipientMember[] {
  const devicesOf = new Map<Id, Id[]>();
  for (const id of epoch.lockboxes.keys()) {
    const device = state.devices.get(id);
    if (device?.ended !== null) continue;
    devicesOf.set(device.member, [...(devicesOf.get(device.member) ?? []), id]);
  }
  return [...devicesOf].flatMap(([id, devices]) => {
    const member = state.members.get(id);
    if (member === undefined) return [];
    const { roles, clearance, trainingUntil, jurisdictions, country } = member;
    const suspended = state.isSuspended(id, hour);
    return [{ member: id, roles, clearance, trainingUntil, jurisdictions, country, suspended, devices }];
  });
}
