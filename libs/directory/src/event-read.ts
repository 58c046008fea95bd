import { readItems, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, KEM_PUBLIC_KEY_BYTES, SIGNATURE_BYTES, SIGNING_PUBLIC_KEY_BYTES } from '@sealbridge/sodium';
import {
  LIFT_REASONS,
  ORG_KINDS,
  PURPOSES,
  ROLES,
  STEWARD_SEATS,
  SUSPENSION_MEASURES,
  SUSPENSION_REASONS,
  TLP,
  type Id,
} from '@sealbridge/vocabulary';
import { requireThat } from './directory-error.js';
import {
  DEVICE_REVOKE_REASONS,
  EPOCH_REASONS,
  HISTORIES,
  MEMBER_REMOVE_REASONS,
  type DeviceAdd,
  type DirectoryEvent,
  type EventType,
  type LockboxAdd,
  type LockboxEntry,
  type MemberAdd,
  type OrgAdmit,
  type RootRotate,
  type UnitEpoch,
  type UnitPurposes,
} from './event.js';
import { PRIVATE_HASH_FIELD } from './event-write.js';
import {
  readBytesList,
  readCodes,
  readCountry,
  readHandle,
  readId,
  readIds,
  readJurisdictions,
} from './field-rules.js';
import { readRecoveryEvents } from './event-read-recovery.js';
import { MAX_LOCKBOXES, MAX_NAME_LENGTH, MAX_UNITS_OF_MEMBER } from './limits.js';
import { compareText, isSorted } from './order.js';

/** Root keys of an organisation. */
const ROOT_KEYS = 3;
const RECOVERY_LOCKBOX_FIELD = 6;

/**
 * The event of a known type from its `fields` map; what a field may be is checked, what it refers to is not. Throws
 * CborError for a wrong shape, DirectoryError E_FIELD or E_LOCKBOX for a broken rule.
 */
export function readEvent(type: EventType, fields: FieldReader): DirectoryEvent {
  const event = readers[type](fields);
  fields.end();
  return event;
}

const readers: Readonly<Record<EventType, (fields: FieldReader) => DirectoryEvent>> = {
  ORG_ADMIT: readOrgAdmit,
  UNIT_ADD: (fields) => ({ type: 'UNIT_ADD', unit: readId(fields, 0), handle: readHandle(fields, 1) }),
  UNIT_PURPOSES: readUnitPurposes,
  MEMBER_ADD: readMemberAdd,
  MEMBER_UPDATE: (fields) => ({
    type: 'MEMBER_UPDATE',
    member: readId(fields, 0),
    clearance: fields.code(1, TLP),
    trainingUntil: fields.uint(2),
    jurisdictions: readJurisdictions(fields, 3),
  }),
  MEMBER_REMOVE: (fields) => ({
    type: 'MEMBER_REMOVE',
    member: readId(fields, 0),
    reason: fields.code(1, MEMBER_REMOVE_REASONS),
  }),
  DEVICE_ADD: readDeviceAdd,
  DEVICE_REVOKE: (fields) => ({
    type: 'DEVICE_REVOKE',
    device: readId(fields, 0),
    reason: fields.code(1, DEVICE_REVOKE_REASONS),
  }),
  UNIT_EPOCH: readUnitEpoch,
  LOCKBOX_ADD: readLockboxAdd,
  SUSPEND: (fields) => ({
    type: 'SUSPEND',
    subject: readId(fields, 0),
    measure: fields.code(1, SUSPENSION_MEASURES),
    reason: fields.code(2, SUSPENSION_REASONS),
  }),
  SUSPEND_LIFT: (fields) => ({
    type: 'SUSPEND_LIFT',
    subject: readId(fields, 0),
    reason: fields.code(1, LIFT_REASONS),
  }),
  ROOT_ROTATE: readRootRotate,
  ADMIN_ADD: (fields) => ({ type: 'ADMIN_ADD', member: readId(fields, 0) }),
  ADMIN_REMOVE: (fields) => ({ type: 'ADMIN_REMOVE', member: readId(fields, 0) }),
  ...readRecoveryEvents,
};

function readOrgAdmit(fields: FieldReader): OrgAdmit {
  const rootKeys = readForRoots(fields, 3, SIGNING_PUBLIC_KEY_BYTES);
  const name = fields.text(4, { max: MAX_NAME_LENGTH });
  requireThat(name.length > 0, 'E_FIELD', 'an organisation has a name');
  return {
    type: 'ORG_ADMIT',
    handle: readHandle(fields, 0),
    kind: fields.code(1, ORG_KINDS),
    country: readCountry(fields, 2),
    rootKeys,
    name,
  };
}

function readRootRotate(fields: FieldReader): RootRotate {
  const rootKeys = readForRoots(fields, 0, SIGNING_PUBLIC_KEY_BYTES);
  return { type: 'ROOT_ROTATE', rootKeys, proofs: readForRoots(fields, 1, SIGNATURE_BYTES) };
}

function readForRoots(fields: FieldReader, key: number, length: number): Uint8Array[] {
  const list = readBytesList(fields, key, { length, max: ROOT_KEYS });
  requireThat(list.length === ROOT_KEYS, 'E_FIELD', 'an organisation has three root keys');
  return list;
}

function readUnitPurposes(fields: FieldReader): UnitPurposes {
  const purposes = readCodes(fields, 1, PURPOSES);
  requireThat(purposes.length > 0, 'E_FIELD', 'a unit works for something');
  return { type: 'UNIT_PURPOSES', unit: readId(fields, 0), purposes };
}

function readMemberAdd(fields: FieldReader): MemberAdd {
  return {
    type: 'MEMBER_ADD',
    member: readId(fields, 0),
    units: readIds(fields, 1, MAX_UNITS_OF_MEMBER),
    roles: readCodes(fields, 2, ROLES),
    clearance: fields.code(3, TLP),
    trainingUntil: fields.uint(4),
    jurisdictions: readJurisdictions(fields, 5),
    seat: fields.value(6) === null ? null : fields.code(6, STEWARD_SEATS),
    country: readCountry(fields, 7),
    privateHash: fields.nullableBytes(PRIVATE_HASH_FIELD, HASH_BYTES),
  };
}

function readDeviceAdd(fields: FieldReader): DeviceAdd {
  return {
    type: 'DEVICE_ADD',
    device: readId(fields, 0),
    member: readId(fields, 1),
    signPublicKey: fields.bytes(2, SIGNING_PUBLIC_KEY_BYTES),
    kemPublicKey: fields.bytes(3, KEM_PUBLIC_KEY_BYTES),
    proof: fields.bytes(4, SIGNATURE_BYTES),
    invitation: fields.has(5) ? readId(fields, 5) : null,
  };
}

function readUnitEpoch(fields: FieldReader): UnitEpoch {
  const lockboxes = fields.array(3, { max: MAX_LOCKBOXES }).map((item) => readLockbox(readItems(item)));
  requireThat(lockboxes.length > 0, 'E_LOCKBOX', 'an epoch has a lockbox');
  requireThat(isSorted(lockboxes, byDevice), 'E_LOCKBOX', 'lockboxes are not sorted by device');
  return {
    type: 'UNIT_EPOCH',
    unit: readId(fields, 0),
    epoch: fields.uint(1),
    kemPublicKey: fields.bytes(2, KEM_PUBLIC_KEY_BYTES),
    lockboxes,
    reason: fields.code(4, EPOCH_REASONS),
    history: fields.code(5, HISTORIES),
    recoveryLockboxSha256: fields.has(RECOVERY_LOCKBOX_FIELD) ? fields.bytes(RECOVERY_LOCKBOX_FIELD, HASH_BYTES) : null,
  };
}

function readLockbox(items: FieldReader): LockboxEntry {
  const entry = { device: readId(items, 0), sha256: items.bytes(1, HASH_BYTES) };
  items.end();
  return entry;
}

// Ids are lower-case hexadecimal, so the order of their texts is the order of their bytes.
function byDevice(a: { device: Id }, b: { device: Id }): number {
  return compareText(a.device, b.device);
}

function readLockboxAdd(fields: FieldReader): LockboxAdd {
  return {
    type: 'LOCKBOX_ADD',
    unit: readId(fields, 0),
    epoch: fields.uint(1),
    lockbox: { device: readId(fields, 2), sha256: fields.bytes(3, HASH_BYTES) },
  };
}
