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
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const DERIVED_BYTES = 32;
const CODE = /^[0-9]{8}$/;
const CODE_VALUES = 100_000_000;
const CODE_DIGITS = 8;
const CODE_GROUP = 4;
const UINT32_VALUES = 2 ** 32;
const LABEL = 'sr1/invite';
const NO_SALT = new Uint8Array(0);
/** What one guess of a code costs whoever has the link and the server. */
const STRETCHING = { opsLimit: 3, memLimitBytes: 64 * 1024 * 1024 } as const;

/** What an invitation is kept by: the id in the open, the secret in a link, the code spoken. */
export interface InvitationSecrets {
  readonly invitation: Id;
  readonly secret: Uint8Array;
  /** Eight digits without a space. */
  readonly code: string;
}

/** Random secrets for a new invitation. */
export function makeInvitation(): InvitationSecrets {
  return { invitation: idFromBytes(randomBytes(ID_BYTES)), secret: randomBytes(SECRET_BYTES), code: randomCode() };
}

/** A code as it is shown and spoken: "4821 9035". */
export function showCode(code: string): string {
  return `${code.slice(0, CODE_GROUP)} ${code.slice(CODE_GROUP)}`;
}

/** The code a person typed: eight digits, spaces and hyphens forgiven. Throws E_CODE. */
export function readCode(typed: string): string {
  const code = typed.replaceAll(/[\s-]/g, '');
  if (!CODE.test(code)) throw new KeyringError('E_CODE', 'a code has eight digits');
  return code;
}

/** What the newcomer shows to ask the server about the invitation. The server keeps its SHA-256. */
export function invitationToken(secret: Uint8Array): Uint8Array {
  return derive(secret, 'token');
}

/** What shows the server that code and link are known together. The server keeps its SHA-256. */
export function codeProof(secret: Uint8Array, code: string): Uint8Array {
  return deriveWithCode(secret, code, 'code');
}

/** The tag over JOIN, for the administrator's device alone (docs/reference/invitation.md). */
export function joinMac(secret: Uint8Array, code: string, join: Uint8Array): Uint8Array {
  const key = deriveWithCode(secret, code, 'mac');
  const mac = hmacSha256(key, join);
  wipe(key);
  return mac;
}

/** Throws E_JOIN_MAC unless JOIN comes from whoever knows secret and code. */
export function requireJoinMac(secret: Uint8Array, code: string, join: Uint8Array, mac: Uint8Array): void {
  if (!equal(joinMac(secret, code, join), mac)) {
    throw new KeyringError('E_JOIN_MAC', 'the device was not added by whoever got the link and the code');
  }
}

// Values past the last whole multiple are drawn again, so that every code is equally likely.
function randomCode(): string {
  for (;;) {
    const value = new DataView(randomBytes(4).buffer).getUint32(0);
    const whole = UINT32_VALUES - (UINT32_VALUES % CODE_VALUES);
    if (value < whole) return String(value % CODE_VALUES).padStart(CODE_DIGITS, '0');
  }
}

function deriveWithCode(secret: Uint8Array, code: string, part: string): Uint8Array {
  const stretched = stretch(secret, readCode(code));
  const ikm = concat(secret, stretched);
  const derived = derive(ikm, part);
  wipe(ikm, stretched);
  return derived;
}

// Eight digits are tried out in seconds by who has the link and what the server keeps, unless each guess costs time and memory.
function stretch(secret: Uint8Array, code: string): Uint8Array {
  const salt = derive(secret, 'salt').slice(0, ARGON2_SALT_BYTES);
  return argon2id({ passphrase: utf8(code), salt, length: DERIVED_BYTES, ...STRETCHING });
}

function derive(ikm: Uint8Array, part: string): Uint8Array {
  return hkdfSha256({ ikm, salt: NO_SALT, info: encode([LABEL, part]), length: DERIVED_BYTES });
}
