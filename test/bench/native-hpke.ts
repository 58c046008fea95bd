// The limit for sealing: HPKE base {X-Wing, HKDF-SHA256, ChaCha20Poly1305} composed from the native cryptography of the
// running Node (24 or newer). Only measured against; its answers are opened with our own code before anything is timed.
import * as crypto from 'node:crypto';
import { createCipheriv, createHash, createHmac, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';

/** An X-Wing public key with both halves imported. */
export interface NativeRecipient {
  readonly mlKem: KeyObject;
  readonly x25519: KeyObject;
  readonly x25519Raw: Uint8Array;
}

const ML_KEM_768_SPKI = Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const ML_KEM_PUBLIC_KEY_BYTES = 1184;
const XWING_LABEL = Buffer.from('5c2e2f2f5e5c', 'hex');
const SUITE = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0x64, 0x7a, 0, 1, 0, 3])]);
const VERSION = Buffer.from('HPKE-v1');
const EMPTY = Buffer.alloc(0);
const NO_SALT = Buffer.alloc(32);
const PSK_ID_HASH = extract(NO_SALT, 'psk_id_hash', EMPTY);

/** Imports an X-Wing public key of 1,216 bytes. */
export function importRecipient(publicKey: Uint8Array): NativeRecipient {
  const x25519Raw = publicKey.subarray(ML_KEM_PUBLIC_KEY_BYTES);
  return {
    mlKem: spki(ML_KEM_768_SPKI, publicKey.subarray(0, ML_KEM_PUBLIC_KEY_BYTES)),
    x25519: spki(X25519_SPKI, x25519Raw),
    x25519Raw,
  };
}

/** Seals to one recipient, byte for byte what libs/sodium's `hpkeSeal` makes but for the randomness. */
export function nativeHpkeSeal(input: {
  readonly recipient: NativeRecipient;
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
  readonly plaintext: Uint8Array;
}): { enc: Uint8Array; ct: Uint8Array } {
  const { enc, secret } = encapsulate(input.recipient);
  const context = Buffer.concat([Buffer.from([0]), PSK_ID_HASH, extract(NO_SALT, 'info_hash', input.info)]);
  const schedule = extract(secret, 'secret', EMPTY);
  const key = expand(schedule, 'key', context, 32);
  const nonce = expand(schedule, 'base_nonce', context, 12);
  return { enc, ct: nativeAead({ key, nonce, aad: input.aad, plaintext: input.plaintext }) };
}

/** One ChaCha20-Poly1305 encryption, tag at the end. */
export function nativeAead(input: {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly plaintext: Uint8Array;
}): Uint8Array {
  const cipher = createCipheriv('chacha20-poly1305', input.key, input.nonce, { authTagLength: 16 });
  cipher.setAAD(input.aad, { plaintextLength: input.plaintext.length });
  return bytes(Buffer.concat([cipher.update(input.plaintext), cipher.final(), cipher.getAuthTag()]));
}

function encapsulate(recipient: NativeRecipient): { enc: Uint8Array; secret: Buffer } {
  const { sharedKey, ciphertext } = crypto.encapsulate(recipient.mlKem);
  const ephemeral = crypto.generateKeyPairSync('x25519');
  const spkiBytes = ephemeral.publicKey.export({ format: 'der', type: 'spki' });
  const ephemeralRaw = spkiBytes.subarray(X25519_SPKI.length);
  const agreed = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient.x25519 });
  const hash = createHash('sha3-256').update(sharedKey).update(agreed).update(ephemeralRaw);
  const secret = hash.update(recipient.x25519Raw).update(XWING_LABEL).digest();
  return { enc: bytes(Buffer.concat([ciphertext, ephemeralRaw])), secret };
}

function spki(prefix: Uint8Array, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
}

function extract(salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return createHmac('sha256', salt.length === 0 ? NO_SALT : salt)
    .update(VERSION)
    .update(SUITE)
    .update(label)
    .update(ikm)
    .digest();
}

function expand(secret: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
  const input = Buffer.concat([Buffer.from([0, length]), VERSION, SUITE, Buffer.from(label), info, Buffer.from([1])]);
  return createHmac('sha256', secret).update(input).digest().subarray(0, length);
}

const bytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);
