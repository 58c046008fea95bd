import { CryptoError } from './error.js';
import { library } from './library.js';

/** The platform's secure random source (Web Cryptography), the same in browsers and Node. */
declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

/** Most bytes the platform gives in one call (Web Cryptography, QuotaExceededError above). */
const MAX_RANDOM_BYTES = 65_536;

/** `length` bytes from the platform's secure random source. Throws E_LENGTH unless `length` is an integer of at least 0. */
export function randomBytes(length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0)
    throw new CryptoError('E_LENGTH', 'a random length must be 0 or more');
  library();
  // libsodium asks the same source four bytes at a time, each a system call in Node
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += MAX_RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(start, start + MAX_RANDOM_BYTES));
  }
  return bytes;
}

/** All parts, one after the other, in a new array. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether two byte strings are equal, in time that depends on their lengths alone. Lengths are public. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && library().memcmp(a, b);
}

/** Overwrites the arrays with zeros. Best effort: copies inside the WASM heap and the engine may remain. */
export function wipe(...arrays: Uint8Array[]): void {
  for (const array of arrays) array.fill(0);
}

/** `value` as 4 bytes, big-endian. Throws E_LENGTH outside 0 .. 2^32 - 1. */
export function u32be(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new CryptoError('E_LENGTH', 'a 32-bit number is out of range');
  }
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Throws CryptoError E_LENGTH unless `bytes` has exactly `length` bytes. `what` names the argument, never its value. */
export function requireLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) throw new CryptoError('E_LENGTH', `${what} has the wrong length`);
}
