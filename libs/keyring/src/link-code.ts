import { encode } from '@sealbridge/cbor';
import {
  ARGON2_SALT_BYTES,
  argon2id,
  concat,
  equal,
  hkdfSha256,
  hmacSha256,
  randomBytes,
  utf8,
  wipe,
} from '@sealbridge/sodium';
import { fromCrockford, inGroups, readTyped, toCrockford } from './crockford.js';
import { KeyringError } from './keyring-error.js';

const CODE_BYTES = 10;
const DERIVED_BYTES = 32;
const LABEL = 'sr1/link';
const SALT_TEXT = 'sr1/device-link';
const NO_SALT = new Uint8Array(0);
const STRETCHING = { opsLimit: 3, memLimitBytes: 64 * 1024 * 1024 } as const;

/** The three messages of a link. */
export type LinkPart = 'request' | 'offer' | 'proof';

/** What a code gives. `macKey` never leaves the two devices; the caller wipes it. */
export interface LinkSecrets {
  /** Finds the link at the server, which keeps its SHA-256. */
  readonly lookup: Uint8Array;
  readonly macKey: Uint8Array;
}

/** A message of a link and its tag. */
export interface LinkMessage {
  readonly bytes: Uint8Array;
  readonly mac: Uint8Array;
}

/** A new code, as it is shown: "ABCD-EFGH-JKMN-PQRS". */
export function makeLinkCode(): string {
  return inGroups(toCrockford(randomBytes(CODE_BYTES)), '-');
}

/** A code as it was typed, in the form it is shown in. Throws E_LINK_CODE. */
export function readLinkCode(typed: string): string {
  const code = readTyped(typed);
  if (fromCrockford(code, CODE_BYTES) === null) throw new KeyringError('E_LINK_CODE', 'a code has sixteen characters');
  return inGroups(code, '-');
}

/** What a code gives, however it was typed. Takes 64 MiB and a moment. Throws E_LINK_CODE. */
export function deriveLink(typed: string): LinkSecrets {
  const passphrase = utf8(readLinkCode(typed).replaceAll('-', ''));
  const label = utf8(SALT_TEXT);
  const salt = concat(label, new Uint8Array(ARGON2_SALT_BYTES - label.length));
  const stretched = argon2id({ passphrase, salt, length: DERIVED_BYTES, ...STRETCHING });
  const part = (name: string): Uint8Array =>
    hkdfSha256({ ikm: stretched, salt: NO_SALT, info: encode([LABEL, name]), length: DERIVED_BYTES });
  const secrets = { lookup: part('lookup'), macKey: part('mac') };
  wipe(stretched, passphrase);
  return secrets;
}

/** A message with its tag. */
export function tagged(macKey: Uint8Array, part: LinkPart, bytes: Uint8Array): LinkMessage {
  return { bytes, mac: tagOf(macKey, part, bytes) };
}

/** Throws E_LINK_MAC unless the message is this part of a link, from whoever has the code. */
export function requireTag(macKey: Uint8Array, part: LinkPart, { bytes, mac }: LinkMessage): void {
  if (!equal(tagOf(macKey, part, bytes), mac)) {
    throw new KeyringError('E_LINK_MAC', 'the message is not from whoever has the code');
  }
}

function tagOf(macKey: Uint8Array, part: LinkPart, bytes: Uint8Array): Uint8Array {
  return hmacSha256(macKey, encode([LABEL, part, bytes]));
}
