import { concat } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';

/** Length in bytes of a SHA-256 or HMAC-SHA-256 value. */
export const HASH_BYTES = 32;
/** Longest output of HKDF-SHA256 (RFC 5869 section 2.3). */
export const HKDF_MAX_BYTES = 255 * HASH_BYTES;

/** Up to this many bytes the parts are joined and hashed in one call, which is twice as fast for the nodes of a tree. */
const ONE_CALL_BYTES = 4096;

/** SHA-256 over the parts joined. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length <= ONE_CALL_BYTES) return library().crypto_hash_sha256(concat(...parts));
  const hash = newSha256();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** A SHA-256 that takes its input piece by piece. */
export interface Sha256 {
  /** Adds bytes. Throws E_STREAM after `digest`. */
  update(bytes: Uint8Array): void;
  /** The 32-byte hash of everything added; ends the object. Throws E_STREAM when called twice. */
  digest(): Uint8Array;
}

/** Starts a streaming SHA-256, for input that is never whole in memory. Call `digest`, which frees its state. */
export function newSha256(): Sha256 {
  const sodium = library();
  const state = sodium.crypto_hash_sha256_init();
  let open = true;
  const requireOpen = (): void => {
    if (!open) throw new CryptoError('E_STREAM', 'the hash is already finished');
  };
  return {
    update(bytes) {
      requireOpen();
      sodium.crypto_hash_sha256_update(state, bytes);
    },
    digest() {
      requireOpen();
      open = false;
      return sodium.crypto_hash_sha256_final(state);
    },
  };
}

/** HMAC-SHA-256 (RFC 2104) over the parts joined, under a key of any length. */
export function hmacSha256(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  const sodium = library();
  const state = sodium.crypto_auth_hmacsha256_init(key);
  for (const part of parts) sodium.crypto_auth_hmacsha256_update(state, part);
  return sodium.crypto_auth_hmacsha256_final(state);
}

/** HKDF-Extract (RFC 5869 section 2.2): a 32-byte pseudorandom key. */
export function hkdfExtract(salt: Uint8Array, ...ikm: Uint8Array[]): Uint8Array {
  return hmacSha256(salt, ...ikm);
}

/** HKDF-Expand (RFC 5869 section 2.3). Throws E_LENGTH outside 1 .. HKDF_MAX_BYTES. */
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > HKDF_MAX_BYTES) {
    throw new CryptoError('E_LENGTH', 'a derived key length is out of range');
  }
  const blocks = Math.ceil(length / HASH_BYTES);
  const output = new Uint8Array(blocks * HASH_BYTES);
  let previous = new Uint8Array(0);
  for (let index = 0; index < blocks; index += 1) {
    previous = Uint8Array.from(hmacSha256(prk, previous, info, Uint8Array.of(index + 1)));
    output.set(previous, index * HASH_BYTES);
  }
  return output.slice(0, length);
}

/** HKDF-SHA256 (RFC 5869), extract then expand. libsodium's own HKDF is not exported by the wrappers. */
export function hkdfSha256(input: { ikm: Uint8Array; salt: Uint8Array; info: Uint8Array; length: number }): Uint8Array {
  return hkdfExpand(hkdfExtract(input.salt, input.ikm), input.info, input.length);
}
