import { requireLength } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';

/** Length in bytes of an Argon2id salt. */
export const ARGON2_SALT_BYTES = 16;

/**
 * Argon2id v1.3 with one lane (RFC 9106): `opsLimit` passes over `memLimitBytes` of memory. The caller checks floor and
 * ceiling of the parameters before it calls. Throws E_LENGTH for a wrong salt and E_BAD_KEY when libsodium refuses the
 * parameters or cannot get the memory.
 */
export function argon2id(input: {
  passphrase: Uint8Array;
  salt: Uint8Array;
  opsLimit: number;
  memLimitBytes: number;
  length: number;
}): Uint8Array {
  requireLength(input.salt, ARGON2_SALT_BYTES, 'a passphrase salt');
  const sodium = library();
  const { length, passphrase, salt, opsLimit, memLimitBytes } = input;
  try {
    const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
    return sodium.crypto_pwhash(length, passphrase, salt, opsLimit, memLimitBytes, algorithm);
  } catch {
    throw new CryptoError('E_BAD_KEY', 'the passphrase could not be stretched');
  }
}
