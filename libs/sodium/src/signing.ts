import { randomBytes, requireLength } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';
import { pae, type SignatureDomain } from './typed.js';

/** Length in bytes of an Ed25519 public key. */
export const SIGNING_PUBLIC_KEY_BYTES = 32;
/** Length in bytes of a private key in libsodium's form: seed, then public key. */
export const SIGNING_PRIVATE_KEY_BYTES = 64;
/** Length in bytes of an Ed25519 seed (RFC 8032 private key). */
export const SIGNING_SEED_BYTES = 32;
/** Length in bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** An Ed25519 key pair. `privateKey` is libsodium's 64-byte form, seed then public key. */
export interface SigningKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** A random Ed25519 key pair. */
export function makeSigningKeyPair(): SigningKeyPair {
  return deriveSigningKeyPair(randomBytes(SIGNING_SEED_BYTES));
}

/** The Ed25519 key pair of a 32-byte seed (RFC 8032). Throws E_LENGTH. */
export function deriveSigningKeyPair(seed: Uint8Array): SigningKeyPair {
  requireLength(seed, SIGNING_SEED_BYTES, 'a signing seed');
  const { publicKey, privateKey } = library().crypto_sign_seed_keypair(seed);
  return { publicKey, privateKey, seed: seed.slice() };
}

/** Ed25519 signature over PAE(domain, body). Nothing is ever signed bare (security-corrections A8). Throws E_LENGTH. */
export function signTyped(domain: SignatureDomain, body: Uint8Array, privateKey: Uint8Array): Uint8Array {
  return sign(pae(domain, body), privateKey);
}

/** Whether `signature` is this key's over PAE(domain, body). Wrong lengths and small-order keys are false, not errors. */
export function verifyTyped(
  domain: SignatureDomain,
  body: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return verify(pae(domain, body), signature, publicKey);
}

/** Ed25519 over the text of a C2SP signed note as it stands. Only libs/transparency may call it. Throws E_LENGTH. */
export function signNoteText(text: Uint8Array, privateKey: Uint8Array): Uint8Array {
  return sign(text, privateKey);
}

/** Whether `signature` is this key's over a C2SP signed note's text. Only libs/transparency may call it. */
export function verifyNoteText(text: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verify(text, signature, publicKey);
}

/**
 * Whether a public key may be registered: 32 bytes, canonical, on the curve, in the prime-order group. Small-order keys
 * are refused because one signature under them verifies for many messages.
 */
export function isAcceptableSigningKey(publicKey: Uint8Array): boolean {
  return publicKey.length === SIGNING_PUBLIC_KEY_BYTES && library().crypto_core_ed25519_is_valid_point(publicKey);
}

function sign(message: Uint8Array, privateKey: Uint8Array): Uint8Array {
  requireLength(privateKey, SIGNING_PRIVATE_KEY_BYTES, 'a signing key');
  try {
    return library().crypto_sign_detached(message, privateKey);
  } catch {
    throw new CryptoError('E_BAD_KEY', 'the signing key was refused');
  }
}

function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== SIGNING_PUBLIC_KEY_BYTES) return false;
  return library().crypto_sign_verify_detached(signature, message, publicKey);
}
