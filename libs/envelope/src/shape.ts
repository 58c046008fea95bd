import { CborError, decodeStrict, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { EnvelopeError, requireThat } from './error.js';
import { ENVELOPE_LIMITS, ID_BYTES } from './limits.js';

/**
 * Reads one part: size, then strict CBOR, then its fields, all of which `read` must take. Throws EnvelopeError E_SIZE or
 * E_CBOR with the name of the part; errors of `read` that are not about CBOR pass as they are.
 */
export function readPart<T>(part: string, bytes: Uint8Array, maxBytes: number, read: (fields: FieldReader) => T): T {
  requireThat(bytes.length <= maxBytes, 'E_SIZE', `${part} is over its limit`);
  try {
    const fields = readFields(decodeStrict(bytes, { maxBytes }));
    const value = read(fields);
    fields.end();
    return value;
  } catch (error) {
    if (error instanceof CborError) throw new EnvelopeError('E_CBOR', `${part} is malformed`);
    throw error;
  }
}

/** Checks the size of a part that was just written. Throws EnvelopeError E_SIZE. */
export function limited(part: string, bytes: Uint8Array, maxBytes: number): Uint8Array {
  requireThat(bytes.length <= maxBytes, 'E_SIZE', `${part} is over its limit`);
  return bytes;
}

/** Reads the format name of field 0. Throws EnvelopeError E_SUITE when it is another one. */
export function requireFormat(fields: FieldReader, format: string): void {
  requireThat(fields.text(0) === format, 'E_SUITE', 'the format is not known');
}

/** Reads an id of 16 bytes. */
export function readId(fields: FieldReader, key: number): Id {
  return idFromBytes(fields.bytes(key, ID_BYTES));
}

/** Reads an id of 16 bytes or null. */
export function readNullableId(fields: FieldReader, key: number): Id | null {
  const bytes = fields.nullableBytes(key, ID_BYTES);
  return bytes === null ? null : idFromBytes(bytes);
}

/** Reads a 32-byte hash. */
export function readHash(fields: FieldReader, key: number): Uint8Array {
  return fields.bytes(key, HASH_BYTES);
}

/** Reads an array of `read`able items, at most `max` of them. */
export function readList<T>(
  fields: FieldReader,
  key: number,
  max: number,
  read: (items: FieldReader, index: number) => T,
): T[] {
  const length = fields.array(key, { max }).length;
  const items = fields.items(key);
  return Array.from({ length }, (_, index) => read(items, index));
}

/** Reads a list of codes that rises strictly by its bytes. Throws EnvelopeError E_FIELD when it does not. */
export function readSortedCodes<const T extends string>(fields: FieldReader, key: number, codes: readonly T[]): T[] {
  const list = readList(fields, key, codes.length, (items, index) => items.code(index, codes));
  requireThat(rises(list), 'E_FIELD', 'a list of codes is not sorted');
  return list;
}

/** Reads a list of ids that rises strictly by its bytes. Throws EnvelopeError E_FIELD when it does not. */
export function readSortedIds(fields: FieldReader, key: number, max: number): Id[] {
  const list = readList(fields, key, max, (items, index) => readId(items, index));
  requireThat(rises(list), 'E_FIELD', 'a list of ids is not sorted');
  return list;
}

/** The list in the order in which it is written, without repeats. */
export function sorted<T extends string>(list: Iterable<T>): T[] {
  return [...new Set(list)].sort();
}

/** What a signer relied on: a checkpoint of the log, and the hash of its signed note (security-corrections A15). */
export interface CheckpointRef {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly noteSha256: Uint8Array;
}

/** Reads `[origin, size, root, note_sha256]`. */
export function readCheckpoint(fields: FieldReader, key: number): CheckpointRef {
  const items = fields.items(key);
  const checkpoint = {
    origin: items.text(0, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
    size: items.uint(1),
    root: readHash(items, 2),
    noteSha256: readHash(items, 3),
  };
  items.end();
  return checkpoint;
}

/** Writes `[origin, size, root, note_sha256]`. */
export function checkpointValue({ origin, size, root, noteSha256 }: CheckpointRef): CborValue {
  return [origin, size, root, noteSha256];
}

/**
 * Whether a list rises strictly, which leaves no repeats. Codes are ASCII and ids and hashes lower-case hexadecimal, so the
 * order of texts is the order of bytes.
 */
export function rises(list: readonly string[]): boolean {
  return list.every((item, index) => index === 0 || (list[index - 1] ?? '') < item);
}
