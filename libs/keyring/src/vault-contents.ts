import { decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, wipe } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import type { DeviceKeys } from './device-keys.js';
import { readDeviceSecrets, writeSecrets } from './key-secrets.js';
import { pinsValue, readPins, type Pins } from './pins.js';
import { altered, MAX_UNLOCKERS, MAX_VAULT_BYTES } from './vault-format.js';

const FORMAT = 'sr1vc';
const ID_BYTES = 16;
const MAX_SECRETS_BYTES = 256;
const MAX_NOTE_BYTES = 8 * 1024;
/** A vault remembers so many devices, and so many units that something was sealed to. */
export const MAX_KNOWN_DEVICES = 256;
export const MAX_KNOWN_UNITS = 512;

/** The newest checkpoint of the log that a device has seen. */
export interface KnownCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note. */
  readonly note: Uint8Array;
  /** Newest cosignature time ever seen, unix seconds. */
  readonly cosignedAt: number;
}

/** What a device remembers of the directory, so that nothing is added or rolled back behind its back. */
export interface Known {
  /** The newest event of the own organisation's chain that was looked at, or null when none was. */
  readonly ownSeq: number | null;
  /** Devices of mine that I know. */
  readonly devices: readonly Id[];
  /** Unit → newest epoch that was sealed to. */
  readonly epochs: ReadonlyMap<Id, number>;
}

/** What is sealed in a vault. */
export interface VaultContents {
  readonly keys: DeviceKeys;
  readonly pins: Pins;
  readonly checkpoint: KnownCheckpoint | null;
  readonly known: Known;
  /** SHA-256 of each unlocker, in the order of the vault. */
  readonly unlockerHashes: readonly Uint8Array[];
}

/** The bytes of CONTENTS. The caller wipes them. */
export function writeContents({ keys, pins, checkpoint, known, unlockerHashes }: VaultContents): Uint8Array {
  const secrets = writeSecrets(keys);
  const bytes = encode(
    numbered(
      FORMAT,
      secrets,
      pinsValue(pins),
      checkpoint === null ? null : numbered(checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.cosignedAt),
      knownValue(known),
      [...unlockerHashes],
    ),
  );
  wipe(secrets);
  return bytes;
}

/** Reads CONTENTS. Throws CborError for another shape, E_VAULT for lists that are not sorted. */
export function readContents(bytes: Uint8Array): VaultContents {
  const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_VAULT_BYTES }));
  fields.code(0, [FORMAT]);
  const secrets = fields.bytes(1, { max: MAX_SECRETS_BYTES });
  const pins = readPins(fields.map(2));
  const checkpoint = readCheckpoint(fields.nullableMap(3));
  const known = readKnown(fields.map(4));
  const { length } = fields.array(5, { max: MAX_UNLOCKERS });
  const hashes = fields.items(5);
  const unlockerHashes = Array.from({ length }, (_, index) => hashes.bytes(index, HASH_BYTES));
  fields.end();
  const keys = readDeviceSecrets(secrets);
  wipe(secrets);
  return { keys, pins, checkpoint, known, unlockerHashes };
}

function readCheckpoint(fields: FieldReader | null): KnownCheckpoint | null {
  if (fields === null) return null;
  const checkpoint = {
    size: fields.uint(0),
    root: fields.bytes(1, HASH_BYTES),
    note: fields.bytes(2, { min: 1, max: MAX_NOTE_BYTES }),
    cosignedAt: fields.uint(3),
  };
  fields.end();
  return checkpoint;
}

function knownValue({ ownSeq, devices, epochs }: Known): CborValue {
  const units = [...epochs].sort(([a], [b]) => (a < b ? -1 : 1));
  return numbered(
    ownSeq,
    [...new Set(devices)].sort().map(idToBytes),
    units.map(([unit, epoch]) => [idToBytes(unit), epoch]),
  );
}

function readKnown(fields: FieldReader): Known {
  const ownSeq = fields.nullableUint(0);
  const deviceItems = fields.items(1);
  const devices = fields
    .array(1, { max: MAX_KNOWN_DEVICES })
    .map((_, at) => idFromBytes(deviceItems.bytes(at, ID_BYTES)));
  const unitItems = fields.items(2);
  const epochs = fields.array(2, { max: MAX_KNOWN_UNITS }).map((_, at): [Id, number] => {
    const entry = unitItems.items(at);
    const read: [Id, number] = [idFromBytes(entry.bytes(0, ID_BYTES)), entry.uint(1)];
    entry.end();
    return read;
  });
  fields.end();
  if (!rises(devices) || !rises(epochs.map(([unit]) => unit))) throw altered();
  return { ownSeq, devices, epochs: new Map(epochs) };
}

function rises(ids: readonly Id[]): boolean {
  return ids.every((id, at) => at === 0 || (ids[at - 1] ?? '') < id);
}

function numbered(...values: CborValue[]): CborValue {
  return new Map(values.map((value, index) => [index, value]));
}
