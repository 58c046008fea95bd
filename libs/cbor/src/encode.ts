import { encode as cborgEncode, rfc8949EncodeOptions } from 'cborg';
import { CborError, type CborValue } from './value.js';

// Lone surrogates have no UTF-8 form; platform decoders swallow a leading U+FEFF. Neither would read back the same.
const UNSTABLE_TEXT = /^\uFEFF|\p{Surrogate}/u;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

/**
 * Deterministic CBOR (RFC 8949 section 4.2.1): shortest integers and lengths, definite lengths, map keys in bytewise
 * order of their encodings. Throws CborError for a number that is not a safe integer, an integer beyond 64 bits, and
 * text with a lone surrogate or a leading U+FEFF, because those have no form that reads back the same.
 */
export function encode(value: CborValue): Uint8Array {
  requireEncodable(value);
  const { buffer, byteOffset, byteLength } = cborgEncode(value, rfc8949EncodeOptions);
  // In Node the encoder gives a Buffer, whose `slice` shares memory; callers get the same type on every platform.
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function requireEncodable(value: CborValue): void {
  if (typeof value === 'number') requireThat(Number.isSafeInteger(value), 'a number is not a safe integer');
  else if (typeof value === 'bigint') requireThat(fits64(value), 'an integer is beyond 64 bits');
  else if (typeof value === 'string') requireThat(!UNSTABLE_TEXT.test(value), 'text would not read back the same');
  else if (typeof value === 'boolean' || value === null || value instanceof Uint8Array) return;
  else if (value instanceof Map) value.forEach(requireEncodableEntry);
  else if (Array.isArray(value)) value.forEach(requireEncodable);
  else throw new CborError('a value of this type cannot be encoded');
}

function requireEncodableEntry(value: CborValue, key: unknown): void {
  requireThat(typeof key === 'string' || typeof key === 'number', 'a map key is neither an integer nor text');
  requireEncodable(key as number | string);
  requireEncodable(value);
}

function fits64(value: bigint): boolean {
  return value <= MAX_UINT64 && value >= -MAX_UINT64 - 1n;
}

function requireThat(condition: boolean, message: string): void {
  if (!condition) throw new CborError(message);
}
