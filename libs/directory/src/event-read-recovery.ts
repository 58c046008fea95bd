import { readFields, readItems, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, KEM_PUBLIC_KEY_BYTES, SIGNATURE_BYTES, SIGNING_PUBLIC_KEY_BYTES } from '@sealbridge/sodium';
import { requireThat } from './directory-error.js';
import {
  RECOVERY_CANCEL_REASONS,
  RECOVERY_REASONS,
  type EpochLockbox,
  type Guardian,
  type RecoveryCompleted,
  type RecoveryEvent,
  type RecoveryKey,
  type RecoveryStarted,
} from './event-recovery.js';
import { readBytesList, readId } from './field-rules.js';
import {
  MAX_GUARDIANS,
  MAX_RECOVERY_DELAY_HOURS,
  MAX_RECOVERY_LOCKBOXES,
  MAX_RECOVERY_THRESHOLD,
  MIN_GUARDIANS,
  MIN_RECOVERY_THRESHOLD,
} from './limits.js';
import { compareEpochs, compareText, isSorted } from './order.js';

/** Reads the fields of each RECOVERY event. Throws CborError for a wrong shape, E_RECOVERY_KEY, E_LOCKBOX, E_RECOVERY_LOCKBOX. */
export const readRecoveryEvents: Readonly<Record<RecoveryEvent['type'], (fields: FieldReader) => RecoveryEvent>> = {
  RECOVERY_KEY: readRecoveryKey,
  RECOVERY_LOCKBOX: (fields) => ({
    type: 'RECOVERY_LOCKBOX',
    unit: readId(fields, 0),
    epoch: fields.uint(1),
    keyNumber: fields.uint(2),
    sha256: fields.bytes(3, HASH_BYTES),
  }),
  RECOVERY_STARTED: readRecoveryStarted,
  RECOVERY_APPROVED: (fields) => ({ type: 'RECOVERY_APPROVED', recovery: readId(fields, 0) }),
  RECOVERY_CANCELLED: (fields) => ({
    type: 'RECOVERY_CANCELLED',
    recovery: readId(fields, 0),
    reason: fields.code(1, RECOVERY_CANCEL_REASONS),
  }),
  RECOVERY_COMPLETED: readRecoveryCompleted,
};

function readRecoveryKey(fields: FieldReader): RecoveryKey {
  const guardians = fields.array(4, { max: MAX_GUARDIANS }).map((item) => readGuardian(readFields(item)));
  const threshold = fields.uint(2);
  requireThat(guardians.length >= MIN_GUARDIANS, 'E_RECOVERY_KEY', 'too few guardians');
  const sorted = isSorted(guardians, (a, b) => compareText(a.device, b.device));
  requireThat(sorted, 'E_RECOVERY_KEY', 'guardians are not sorted by device');
  const people = new Set(guardians.map(({ member }) => member)).size;
  requireThat(people === guardians.length, 'E_RECOVERY_KEY', 'two guardians are the same member');
  const fits = threshold >= MIN_RECOVERY_THRESHOLD && threshold <= MAX_RECOVERY_THRESHOLD;
  requireThat(fits, 'E_RECOVERY_KEY', 'the threshold is not 2 or 3');
  const delayHours = fields.uint(3);
  requireThat(delayHours <= MAX_RECOVERY_DELAY_HOURS, 'E_RECOVERY_KEY', 'the delay is too long');
  const number = fields.uint(0);
  const kemPublicKey = fields.bytes(1, KEM_PUBLIC_KEY_BYTES);
  return { type: 'RECOVERY_KEY', number, kemPublicKey, threshold, delayHours, guardians };
}

function readGuardian(fields: FieldReader): Guardian {
  const guardian = {
    org: readId(fields, 0),
    member: readId(fields, 1),
    device: readId(fields, 2),
    signPublicKey: fields.bytes(3, SIGNING_PUBLIC_KEY_BYTES),
    kemPublicKey: fields.bytes(4, KEM_PUBLIC_KEY_BYTES),
    sealedShareSha256: fields.bytes(5, HASH_BYTES),
  };
  fields.end();
  return guardian;
}

function readRecoveryStarted(fields: FieldReader): RecoveryStarted {
  return {
    type: 'RECOVERY_STARTED',
    recovery: readId(fields, 0),
    keyNumber: fields.uint(1),
    member: readId(fields, 2),
    device: readId(fields, 3),
    signPublicKey: fields.bytes(4, SIGNING_PUBLIC_KEY_BYTES),
    kemPublicKey: fields.bytes(5, KEM_PUBLIC_KEY_BYTES),
    proof: fields.bytes(6, SIGNATURE_BYTES),
    reason: fields.code(7, RECOVERY_REASONS),
  };
}

function readRecoveryCompleted(fields: FieldReader): RecoveryCompleted {
  const lockboxes = readEpochLockboxes(fields, 1);
  requireThat(isSorted(lockboxes, compareEpochs), 'E_LOCKBOX', 'lockboxes are not sorted by unit and epoch');
  const recoveryLockboxes = readEpochLockboxes(fields, 4);
  const sorted = isSorted(recoveryLockboxes, compareEpochs);
  requireThat(sorted, 'E_RECOVERY_LOCKBOX', 'recovery lockboxes are not sorted by unit and epoch');
  return {
    type: 'RECOVERY_COMPLETED',
    recovery: readId(fields, 0),
    lockboxes,
    kemPublicKey: fields.bytes(2, KEM_PUBLIC_KEY_BYTES),
    sealedShareSha256s: readBytesList(fields, 3, { length: HASH_BYTES, max: MAX_GUARDIANS }),
    recoveryLockboxes,
  };
}

function readEpochLockboxes(fields: FieldReader, key: number): EpochLockbox[] {
  return fields.array(key, { max: MAX_RECOVERY_LOCKBOXES }).map(readEpochLockbox);
}

function readEpochLockbox(item: CborValue): EpochLockbox {
  const items = readItems(item);
  const entry = { unit: readId(items, 0), epoch: items.uint(1), sha256: items.bytes(2, HASH_BYTES) };
  items.end();
  return entry;
}
