import { concat, randomBytes, requireLength } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';

/** Length in bytes of an XChaCha20-Poly1305 key. */
export const AEAD_KEY_BYTES = 32;
/** Length in bytes of its nonce, long enough to be random. */
export const AEAD_NONCE_BYTES = 24;
/** Length in bytes of its tag. */
export const AEAD_TAG_BYTES = 16;

/**
 * XChaCha20-Poly1305 under a 32-byte key: a random 24-byte nonce, then ciphertext and tag. Poly1305 does not commit to
 * its key; where that matters the caller adds a commitment. Throws E_LENGTH.
 */
export function aeadSeal(input: { key: Uint8Array; plaintext: Uint8Array; aad: Uint8Array }): Uint8Array {
  requireLength(input.key, AEAD_KEY_BYTES, 'an aead key');
  const sodium = library();
  const nonce = randomBytes(AEAD_NONCE_BYTES);
  const { plaintext, aad, key } = input;
  return concat(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key));
}

/** Opens what `aeadSeal` made. Throws E_LENGTH for a wrong key length, else E_OPEN without a reason. */
export function aeadOpen(input: { key: Uint8Array; sealed: Uint8Array; aad: Uint8Array }): Uint8Array {
  requireLength(input.key, AEAD_KEY_BYTES, 'an aead key');
  const nonce = input.sealed.subarray(0, AEAD_NONCE_BYTES);
  const ct = input.sealed.subarray(AEAD_NONCE_BYTES);
  try {
    return library().crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, input.aad, nonce, input.key);
  } catch {
    throw new CryptoError('E_OPEN', 'the sealed message does not open');
  }
}
