export { ready } from './library.js';
export { CryptoError, type CryptoErrorCode } from './error.js';
export { concat, equal, randomBytes, u32be, wipe } from './bytes.js';
export { fromBase64, fromBase64Url, fromHex, fromUtf8, toBase64, toBase64Url, toHex, utf8 } from './encoding.js';
export { HASH_BYTES, HKDF_MAX_BYTES, hkdfSha256, hmacSha256, newSha256, sha256, type Sha256 } from './hash.js';
export { hashTyped, pae, SIGNATURE_DOMAINS, type SignatureDomain } from './typed.js';
export {
  deriveSigningKeyPair,
  isAcceptableSigningKey,
  makeSigningKeyPair,
  SIGNATURE_BYTES,
  signNoteText,
  signTyped,
  SIGNING_PRIVATE_KEY_BYTES,
  SIGNING_PUBLIC_KEY_BYTES,
  SIGNING_SEED_BYTES,
  verifyNoteText,
  verifyTyped,
  type SigningKeyPair,
} from './signing.js';
export {
  deriveKemPublicKey,
  isAcceptableKemKey,
  KEM_ENC_BYTES,
  KEM_PUBLIC_KEY_BYTES,
  KEM_SEED_BYTES,
  makeKemKeyPair,
  type KemKeyPair,
} from './kem.js';
export { hpkeOpen, hpkeSeal, type HpkeSealed } from './hpke.js';
export { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, AEAD_TAG_BYTES, aeadOpen, aeadSeal } from './aead.js';
export {
  makeStreamOpener,
  makeStreamSealer,
  STREAM_HEADER_BYTES,
  STREAM_KEY_BYTES,
  STREAM_OVERHEAD_BYTES,
  type StreamOpener,
  type StreamSealer,
} from './stream.js';
export { ARGON2_SALT_BYTES, argon2id } from './passphrase.js';
