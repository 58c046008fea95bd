import { CborError, decodeStrict, encode, readFields, type CborValue } from '@sealbridge/cbor';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  ARGON2_SALT_BYTES,
  concat,
  equal,
  HASH_BYTES,
  sha256,
} from '@sealbridge/sodium';
import { KeyringError } from './keyring-error.js';

const FILE_FORMAT = 'sr1kf';
const KDF = 'argon2id13';
const KEY_KINDS = ['device', 'root'] as const;
const MIB = 1024 * 1024;

/** A key file is never larger, whatever it holds. */
export const MAX_KEY_FILE_BYTES = 1024;
/** What is written, and the least that is accepted: a swapped header must not make guessing cheap. */
export const ARGON2_FLOOR = { passes: 3, memoryBytes: 64 * MIB } as const;
/** The most that is accepted: a swapped header must not exhaust the machine. */
export const ARGON2_CEILING = { passes: 10, memoryBytes: 1024 * MIB } as const;

/** What kind of keys a file holds. */
export type KeyKind = (typeof KEY_KINDS)[number];

/** How the key of a file comes from its passphrase. */
export interface KeyFileHeader {
  readonly kind: KeyKind;
  readonly passes: number;
  readonly memoryBytes: number;
  readonly salt: Uint8Array;
}

/** A key file taken apart. */
export interface KeyFile {
  readonly header: KeyFileHeader;
  readonly headerBytes: Uint8Array;
  readonly commitment: Uint8Array;
  readonly sealed: Uint8Array;
}

/** The bytes of a header; they go into the key derivation and the additional data. */
export function writeHeader(header: KeyFileHeader): Uint8Array {
  const fields: [number, CborValue][] = [
    [0, FILE_FORMAT],
    [1, header.kind],
    [2, KDF],
    [3, header.passes],
    [4, header.memoryBytes],
    [5, header.salt],
  ];
  return encode(new Map(fields));
}

/** The bytes of a key file, checksum last. */
export function writeKeyFile(file: Omit<KeyFile, 'header'>): Uint8Array {
  const fields: [number, CborValue][] = [
    [0, FILE_FORMAT],
    [1, file.headerBytes],
    [2, file.commitment],
    [3, file.sealed],
  ];
  const content = encode(new Map(fields));
  return concat(content, sha256(content));
}

/** Takes a key file apart. Throws E_KEY_FILE unless it is whole and of this form, E_KEY_FILE_PARAMETERS. */
export function parseKeyFile(bytes: Uint8Array): KeyFile {
  const content = bytes.slice(0, -HASH_BYTES);
  const whole = bytes.length > HASH_BYTES && bytes.length <= MAX_KEY_FILE_BYTES;
  if (!whole || !equal(sha256(content), bytes.slice(-HASH_BYTES))) throw damaged();
  const file = asKeyFile(() => {
    const fields = readFields(decodeStrict(content, { maxBytes: MAX_KEY_FILE_BYTES }));
    fields.code(0, [FILE_FORMAT]);
    const headerBytes = fields.bytes(1, { max: MAX_KEY_FILE_BYTES });
    const commitment = fields.bytes(2, HASH_BYTES);
    const sealed = fields.bytes(3, { min: AEAD_NONCE_BYTES + AEAD_TAG_BYTES, max: MAX_KEY_FILE_BYTES });
    fields.end();
    return { header: parseHeader(headerBytes), headerBytes, commitment, sealed };
  });
  requireParameters(file.header);
  return file;
}

/** Runs a parser and turns CBOR errors into E_KEY_FILE. */
export function asKeyFile<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof CborError) throw damaged();
    throw error;
  }
}

/** The one error for a file that is not what was written. */
export function damaged(): KeyringError {
  return new KeyringError('E_KEY_FILE', 'the key file is damaged or not a key file of this kind');
}

function parseHeader(bytes: Uint8Array): KeyFileHeader {
  const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_KEY_FILE_BYTES }));
  fields.code(0, [FILE_FORMAT]);
  const kind = fields.code(1, KEY_KINDS);
  fields.code(2, [KDF]);
  const passes = fields.uint(3);
  const memoryBytes = fields.uint(4);
  const salt = fields.bytes(5, ARGON2_SALT_BYTES);
  fields.end();
  return { kind, passes, memoryBytes, salt };
}

function requireParameters({ passes, memoryBytes }: KeyFileHeader): void {
  const low = passes < ARGON2_FLOOR.passes || memoryBytes < ARGON2_FLOOR.memoryBytes;
  const high = passes > ARGON2_CEILING.passes || memoryBytes > ARGON2_CEILING.memoryBytes;
  if (low || high)
    throw new KeyringError('E_KEY_FILE_PARAMETERS', 'the key file asks for parameters that are not allowed');
}
