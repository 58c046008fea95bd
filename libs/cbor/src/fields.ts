import { CborError, type CborMap, type CborValue } from './value.js';

type Key = number | string;

/** Bounds of a byte string: exactly so many bytes, or a range. */
export type BytesBound = number | { readonly min?: number; readonly max: number };

/** Reads the entries of a decoded map: one method per type, each throws CborError when the entry is absent or other. */
export interface FieldReader {
  /** A byte string of the given length or range. Returns a copy. */
  bytes(key: Key, bound?: BytesBound): Uint8Array;
  /** An integer of 0 .. `max` (2^53 - 1 when not given). */
  uint(key: Key, options?: { max?: number }): number;
  /** A text of at most `max` UTF-16 units. */
  text(key: Key, options?: { max?: number }): string;
  /** A text that is one of `codes`, typed as such. */
  code<const T extends string>(key: Key, codes: readonly T[]): T;
  bool(key: Key): boolean;
  /** An array of at most `max` items. */
  array(key: Key, options?: { max?: number }): readonly CborValue[];
  /** A nested map, read the same way; its own `end` is the caller's to call. */
  map(key: Key): FieldReader;
  /** A nested array of fixed shape, read by position. */
  items(key: Key): FieldReader;
  /** Any value, for shapes another reader checks. */
  value(key: Key): CborValue;
  nullableBytes(key: Key, bound?: BytesBound): Uint8Array | null;
  nullableUint(key: Key, options?: { max?: number }): number | null;
  nullableText(key: Key, options?: { max?: number }): string | null;
  nullableMap(key: Key): FieldReader | null;
  nullableItems(key: Key): FieldReader | null;
  /** Whether the entry is there. Does not count as reading it. */
  has(key: Key): boolean;
  /** Throws CborError when an entry was not read: unknown fields are refused, never ignored. */
  end(): void;
}

/** A reader over a decoded map. Throws CborError when `value` is not a map. */
export function readFields(value: CborValue): FieldReader {
  if (!(value instanceof Map)) throw new CborError('a map was expected');
  return new Fields(value);
}

/** A reader over a decoded array of fixed shape; keys are the positions from 0. Throws CborError for anything else. */
export function readItems(value: CborValue): FieldReader {
  if (!isArray(value)) throw new CborError('an array was expected');
  return new Fields(new Map(value.map((item, index) => [index, item])));
}

function isArray(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

class Fields implements FieldReader {
  readonly #entries: CborMap;
  readonly #read = new Set<Key>();

  constructor(entries: CborMap) {
    this.#entries = entries;
  }

  value(key: Key): CborValue {
    const value = this.#entries.get(key);
    if (value === undefined) throw new CborError(`field ${key} is missing`);
    this.#read.add(key);
    return value;
  }

  bytes(key: Key, bound: BytesBound = { max: Infinity }): Uint8Array {
    const value = this.value(key);
    const { min = 0, max } = typeof bound === 'number' ? { min: bound, max: bound } : bound;
    if (!(value instanceof Uint8Array)) throw new CborError(`field ${key} is not a byte string`);
    if (value.length < min || value.length > max) throw new CborError(`field ${key} has a wrong length`);
    return new Uint8Array(value);
  }

  uint(key: Key, { max = Number.MAX_SAFE_INTEGER }: { max?: number } = {}): number {
    const value = this.value(key);
    if (typeof value !== 'number' || value < 0) throw new CborError(`field ${key} is not an unsigned integer`);
    if (value > max) throw new CborError(`field ${key} is out of range`);
    return value;
  }

  text(key: Key, { max = Infinity }: { max?: number } = {}): string {
    const value = this.value(key);
    if (typeof value !== 'string') throw new CborError(`field ${key} is not a text`);
    if (value.length > max) throw new CborError(`field ${key} is too long`);
    return value;
  }

  code<const T extends string>(key: Key, codes: readonly T[]): T {
    const text = this.text(key);
    const code = codes.find((candidate) => candidate === text);
    if (code === undefined) throw new CborError(`field ${key} is not a known code`);
    return code;
  }

  bool(key: Key): boolean {
    const value = this.value(key);
    if (typeof value !== 'boolean') throw new CborError(`field ${key} is not a boolean`);
    return value;
  }

  array(key: Key, { max = Infinity }: { max?: number } = {}): readonly CborValue[] {
    const value = this.value(key);
    if (!isArray(value)) throw new CborError(`field ${key} is not an array`);
    if (value.length > max) throw new CborError(`field ${key} has too many items`);
    return value;
  }

  map(key: Key): FieldReader {
    return readFields(this.value(key));
  }

  items(key: Key): FieldReader {
    return readItems(this.value(key));
  }

  nullableBytes(key: Key, bound?: BytesBound): Uint8Array | null {
    return this.value(key) === null ? null : this.bytes(key, bound);
  }

  nullableUint(key: Key, options?: { max?: number }): number | null {
    return this.value(key) === null ? null : this.uint(key, options);
  }

  nullableText(key: Key, options?: { max?: number }): string | null {
    return this.value(key) === null ? null : this.text(key, options);
  }

  nullableMap(key: Key): FieldReader | null {
    return this.value(key) === null ? null : this.map(key);
  }

  nullableItems(key: Key): FieldReader | null {
    return this.value(key) === null ? null : this.items(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  end(): void {
    if (this.#read.size !== this.#entries.size) throw new CborError('the map has fields that are not known');
  }
}
