import { decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { KEM_SEED_BYTES, SIGNING_SEED_BYTES, wipe } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { deriveDeviceKeys, type DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import { deriveRootKeys, ROOT_KEY_NUMBERS, type RootKeys } from './root-keys.js';

const ID_BYTES = 16;
const DEVICE_FORMAT = 'sr1kd';
const ROOT_FORMAT = 'sr1kr';
const MAX_SECRETS_BYTES = 256;

/** Keys that a key file can hold. */
export type FileKeys = DeviceKeys | RootKeys;

/** The plaintext of a key file: ids and seeds, never public keys. The caller wipes it. */
export function writeSecrets(keys: FileKeys): Uint8Array {
  const values: CborValue[] =
    keys.kind === 'device'
      ? [DEVICE_FORMAT, ...[keys.org, keys.member, keys.device].map(idToBytes), keys.sign.seed, keys.kem.seed]
      : [ROOT_FORMAT, idToBytes(keys.org), keys.number, keys.sign.seed];
  return encode(new Map(values.map((value, index) => [index, value])));
}

/** The device keys of a plaintext. Throws CborError for another shape. */
export function readDeviceSecrets(plaintext: Uint8Array): DeviceKeys {
  const fields = openSecrets(plaintext, DEVICE_FORMAT);
  const identity = { org: readId(fields, 1), member: readId(fields, 2), device: readId(fields, 3) };
  const signSeed = fields.bytes(4, SIGNING_SEED_BYTES);
  const kemSeed = fields.bytes(5, KEM_SEED_BYTES);
  fields.end();
  const keys = deriveDeviceKeys(identity, signSeed, kemSeed);
  wipe(signSeed, kemSeed);
  return keys;
}

/** The root key of a plaintext. Throws CborError for another shape, E_KEY_FILE for a number that is not 0, 1 or 2. */
export function readRootSecrets(plaintext: Uint8Array): RootKeys {
  const fields = openSecrets(plaintext, ROOT_FORMAT);
  const org = readId(fields, 1);
  const number = ROOT_KEY_NUMBERS[fields.uint(2)];
  const signSeed = fields.bytes(3, SIGNING_SEED_BYTES);
  fields.end();
  if (number === undefined) throw new KeyringError('E_KEY_FILE', 'the key file holds no root key of an organisation');
  const keys = deriveRootKeys(org, number, signSeed);
  wipe(signSeed);
  return keys;
}

function openSecrets(plaintext: Uint8Array, format: string): FieldReader {
  const fields = readFields(decodeStrict(plaintext, { maxBytes: MAX_SECRETS_BYTES }));
  fields.code(0, [format]);
  return fields;
}

function readId(fields: FieldReader, key: number): Id {
  return idFromBytes(fields.bytes(key, ID_BYTES));
}
