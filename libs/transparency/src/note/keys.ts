import {
  concat,
  deriveSigningKeyPair,
  isAcceptableSigningKey,
  makeSigningKeyPair,
  sha256,
  SIGNING_PUBLIC_KEY_BYTES,
  SIGNING_SEED_BYTES,
  toBase64,
  toHex,
  utf8,
} from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { parseBase64 } from '../text.js';

/** Signature types of signed-note that this library knows, with their identifier bytes. */
export const KEY_TYPES = { ed25519: 0x01, cosignature: 0x04 } as const;

/** `ed25519` signs a note's text (logs); `cosignature` is cosignature/v1 (witnesses). */
export type KeyType = keyof typeof KEY_TYPES;

/** Who may sign a note: a name, a key and its type. `keyId` is the 32-bit id as 8 lower-case hex characters. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: string;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
}

/** A VerifierKey with the private half. */
export interface NoteSigner extends VerifierKey {
  readonly privateKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** Longest key name in UTF-16 units; a limit of ours. */
export const MAX_KEY_NAME = 255;

const FORBIDDEN_IN_NAME = /[\p{White_Space}\p{Cc}+]/u;
const SIGNER_PREFIX = 'PRIVATE+KEY+';

/** Whether `name` may name a key: not empty, no Unicode space, no control character, no plus (signed-note). */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_KEY_NAME && !FORBIDDEN_IN_NAME.test(name);
}

/** Key id of signed-note: SHA-256(name || 0x0A || type || public key)[:4], as 8 hex characters. */
export function keyId(name: string, type: KeyType, publicKey: Uint8Array): string {
  return toHex(sha256(utf8(`${name}\n`), Uint8Array.of(KEY_TYPES[type]), publicKey).slice(0, 4));
}

/** A verifier key from its parts. Throws E_KEY on a name or public key that no note may use. */
export function makeVerifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TransparencyError('E_KEY', 'a key name is not allowed');
  if (!isAcceptableSigningKey(publicKey)) throw new TransparencyError('E_KEY', 'a public key is not acceptable');
  return { name, type, publicKey, keyId: keyId(name, type, publicKey) };
}

/** The key of a vkey text `name+hash+base64`. Throws E_KEY on any other form, an unknown type, or an id that is not the key's. */
export function parseVerifierKey(text: string): VerifierKey {
  const { name, hash, type, material } = splitKey(text, SIGNING_PUBLIC_KEY_BYTES);
  const key = makeVerifierKey(name, type, material);
  if (key.keyId !== hash) throw new TransparencyError('E_KEY', 'a key id does not belong to its key');
  return key;
}

/** The vkey text of a key (signed-note, verifier keys). */
export function writeVerifierKey(key: VerifierKey): string {
  return `${key.name}+${key.keyId}+${toBase64(concat(Uint8Array.of(KEY_TYPES[key.type]), key.publicKey))}`;
}

/** A new random signer. Throws E_KEY on a name that no note may use. */
export function makeNoteSigner(name: string, type: KeyType): NoteSigner {
  return signerOf(name, type, makeSigningKeyPair().seed);
}

/** The signer of a key file's line `PRIVATE+KEY+name+hash+base64(type || seed)`; one newline at the end is allowed. Throws E_KEY. */
export function parseSignerKey(text: string): NoteSigner {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  if (!line.startsWith(SIGNER_PREFIX)) throw new TransparencyError('E_KEY', 'a private key is malformed');
  const { name, hash, type, material } = splitKey(line.slice(SIGNER_PREFIX.length), SIGNING_SEED_BYTES);
  const signer = signerOf(name, type, material);
  if (signer.keyId !== hash) throw new TransparencyError('E_KEY', 'a key id does not belong to its key');
  return signer;
}

/** The line of a signer's key file, without newline. It is a secret. */
export function writeSignerKey(signer: NoteSigner): string {
  const material = concat(Uint8Array.of(KEY_TYPES[signer.type]), signer.seed);
  return `${SIGNER_PREFIX}${signer.name}+${signer.keyId}+${toBase64(material)}`;
}

/** The public half of a signer. */
export function verifierOf(signer: NoteSigner): VerifierKey {
  return { name: signer.name, keyId: signer.keyId, type: signer.type, publicKey: signer.publicKey };
}

function signerOf(name: string, type: KeyType, seed: Uint8Array): NoteSigner {
  const { publicKey, privateKey } = deriveSigningKeyPair(seed);
  return { ...makeVerifierKey(name, type, publicKey), privateKey, seed };
}

function splitKey(text: string, length: number): { name: string; hash: string; type: KeyType; material: Uint8Array } {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const [name, hash, encoded] = parts?.slice(1) ?? [];
  const bytes = encoded === undefined ? null : parseBase64(encoded);
  const type = (Object.keys(KEY_TYPES) as KeyType[]).find((candidate) => KEY_TYPES[candidate] === bytes?.[0]);
  if (name === undefined || hash === undefined || bytes === null || type === undefined) {
    throw new TransparencyError('E_KEY', 'a key is malformed or of a type that is not known');
  }
  if (bytes.length !== length + 1) throw new TransparencyError('E_KEY', 'a key has the wrong length');
  return { name, hash, type, material: bytes.slice(1) };
}
