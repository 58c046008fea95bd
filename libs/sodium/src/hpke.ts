import { concat, wipe } from './bytes.js';
import { utf8 } from './encoding.js';
import { CryptoError } from './error.js';
import { hkdfExpand, hkdfExtract } from './hash.js';
import { decapsulate, encapsulate } from './kem.js';
import { library } from './library.js';

// RFC 9180 base mode with KEM 0x647a (X-Wing), KDF 0x0001 (HKDF-SHA256), AEAD 0x0003 (ChaCha20Poly1305).
const KEM_ID = 0x647a;
const KDF_ID = 0x0001;
const AEAD_ID = 0x0003;
const MODE_BASE = 0x00;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const NOTHING = new Uint8Array(0);

/** A sealed message: the KEM encapsulation (1,120 bytes) and the AEAD ciphertext (plaintext + 16 bytes). */
export interface HpkeSealed {
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

/** HPKE SealBase (RFC 9180 section 6.1), one shot, so that nonce 0 is used once per key. Throws E_LENGTH, E_BAD_KEY. */
export function hpkeSeal(input: {
  publicKey: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  plaintext: Uint8Array;
}): HpkeSealed {
  const { enc, sharedSecret } = encapsulate(input.publicKey);
  const { key, nonce } = keySchedule(sharedSecret, input.info);
  const ct = library().crypto_aead_chacha20poly1305_ietf_encrypt(input.plaintext, input.aad, null, nonce, key);
  wipe(sharedSecret, key);
  return { enc, ct };
}

/** HPKE OpenBase (RFC 9180 section 6.1). Throws E_LENGTH for a wrong seed length, else E_OPEN without a reason. */
export function hpkeOpen(input: {
  seed: Uint8Array;
  enc: Uint8Array;
  ct: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
}): Uint8Array {
  const sharedSecret = decapsulate(input.enc, input.seed);
  const { key, nonce } = keySchedule(sharedSecret, input.info);
  try {
    return library().crypto_aead_chacha20poly1305_ietf_decrypt(null, input.ct, input.aad, nonce, key);
  } catch {
    throw new CryptoError('E_OPEN', 'the sealed message does not open');
  } finally {
    wipe(sharedSecret, key);
  }
}

// RFC 9180 section 5.1 with an empty psk and psk_id.
function keySchedule(sharedSecret: Uint8Array, info: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const pskIdHash = labeledExtract(NOTHING, 'psk_id_hash', NOTHING);
  const infoHash = labeledExtract(NOTHING, 'info_hash', info);
  const context = concat(Uint8Array.of(MODE_BASE), pskIdHash, infoHash);
  const secret = labeledExtract(sharedSecret, 'secret', NOTHING);
  const key = labeledExpand(secret, 'key', context, KEY_BYTES);
  const nonce = labeledExpand(secret, 'base_nonce', context, NONCE_BYTES);
  wipe(secret);
  return { key, nonce };
}

// RFC 9180 section 4: every label carries the version and the suite.
function labeledExtract(salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hkdfExtract(salt, versioned(label), ikm);
}

function labeledExpand(prk: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return hkdfExpand(prk, concat(u16be(length), versioned(label), info), length);
}

function versioned(label: string): Uint8Array {
  return concat(utf8('HPKE-v1'), utf8('HPKE'), u16be(KEM_ID), u16be(KDF_ID), u16be(AEAD_ID), utf8(label));
}

function u16be(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}
