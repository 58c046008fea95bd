import { randomBytes, requireLength } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';

/** Length in bytes of an X-Wing public key (draft-connolly-cfrg-xwing-kem). */
export const KEM_PUBLIC_KEY_BYTES = 1216;
/** Length in bytes of an X-Wing seed, which is the whole private key. */
export const KEM_SEED_BYTES = 32;
/** Length in bytes of an X-Wing encapsulation. */
export const KEM_ENC_BYTES = 1120;

/** An X-Wing key pair (ML-KEM-768 with X25519). The seed is the whole private key. */
export interface KemKeyPair {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** A random X-Wing key pair. */
export function makeKemKeyPair(): KemKeyPair {
  const seed = randomBytes(KEM_SEED_BYTES);
  return { publicKey: deriveKemPublicKey(seed), seed };
}

/** The X-Wing public key of a 32-byte seed. Throws E_LENGTH. */
export function deriveKemPublicKey(seed: Uint8Array): Uint8Array {
  requireLength(seed, KEM_SEED_BYTES, 'a kem seed');
  return library().crypto_kem_xwing_seed_keypair(seed).publicKey;
}

/**
 * Whether a public key may be registered: it encapsulates, which libsodium refuses for a non-canonical ML-KEM part and
 * for a low-order X25519 part (security-corrections A20).
 */
export function isAcceptableKemKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEM_PUBLIC_KEY_BYTES) return false;
  try {
    encapsulate(publicKey);
    return true;
  } catch {
    return false;
  }
}

/** A fresh shared secret for `publicKey` and the encapsulation that carries it. Throws E_LENGTH, E_BAD_KEY. */
export function encapsulate(publicKey: Uint8Array): { enc: Uint8Array; sharedSecret: Uint8Array } {
  requireLength(publicKey, KEM_PUBLIC_KEY_BYTES, 'a kem public key');
  try {
    const { ciphertext, sharedSecret } = library().crypto_kem_xwing_enc(publicKey);
    return { enc: ciphertext, sharedSecret };
  } catch {
    throw new CryptoError('E_BAD_KEY', 'the kem public key was refused');
  }
}

/** The shared secret of an encapsulation; another key's encapsulation gives another secret. Throws E_LENGTH, E_OPEN. */
export function decapsulate(enc: Uint8Array, seed: Uint8Array): Uint8Array {
  requireLength(seed, KEM_SEED_BYTES, 'a kem seed');
  try {
    return library().crypto_kem_xwing_dec(enc, seed);
  } catch {
    throw new CryptoError('E_OPEN', 'the encapsulation was refused');
  }
}
