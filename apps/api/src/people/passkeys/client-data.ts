import { equal, fromBase64Url, toBase64Url, utf8 } from '@sealbridge/sodium';

import { readable, requirePasskey } from './passkey-error.js';
import { MAX_CLIENT_DATA_BYTES, type PasskeyRules } from './passkey-rules.js';

/** What a ceremony was begun for. */
export interface Ceremony {
  /** The bytes the authenticator was challenged with. */
  readonly challenge: Uint8Array;
  /** Public origin of the server, exactly as a browser writes it. */
  readonly origin: string;
  /** Host name of the origin. */
  readonly rpId: string;
}

/** What the browser says it did. */
export interface ClientData {
  readonly type: unknown;
  readonly challenge: unknown;
  readonly origin: unknown;
  readonly crossOrigin: unknown;
  readonly topOrigin: unknown;
}

/**
 * Reads client data and checks it (WebAuthn Level 3, sections 7.1 and 7.2): type, challenge, origin, and that no other page had it
 * in a frame. Throws PasskeyError.
 */
export async function checkClientData(
  bytes: Uint8Array,
  type: 'webauthn.create' | 'webauthn.get',
  { challenge, origin }: Ceremony,
  rules: PasskeyRules,
): Promise<ClientData> {
  requirePasskey(bytes.length <= MAX_CLIENT_DATA_BYTES, 'E_PASSKEY_FORMAT', 'the client data is too long');
  const data = await readable(() => parse(bytes));
  requirePasskey(data.type === type, 'E_PASSKEY_TYPE', 'the client data is of another ceremony');
  const challenged = typeof data.challenge === 'string' && equal(utf8(data.challenge), utf8(toBase64Url(challenge)));
  requirePasskey(challenged, 'E_PASSKEY_CHALLENGE', 'the client data answers another challenge');
  requirePasskey(data.origin === origin, 'E_PASSKEY_ORIGIN', 'the client data is of another origin');
  const framed = data.topOrigin !== undefined || (data.crossOrigin !== undefined && data.crossOrigin !== false);
  requirePasskey(
    !framed || rules.crossOrigin,
    'E_PASSKEY_CROSS_ORIGIN',
    'a page of another origin had the passkey asked',
  );
  return data;
}

function parse(bytes: Uint8Array): ClientData {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
  return {
    type: undefined,
    challenge: undefined,
    origin: undefined,
    crossOrigin: undefined,
    topOrigin: undefined,
    ...value,
  };
}

/** The bytes a client says it was challenged with, for a server that has to look up whether they are its own; null when unreadable. */
export function challengeOf(clientDataJSON: Uint8Array): Uint8Array | null {
  if (clientDataJSON.length > MAX_CLIENT_DATA_BYTES) return null;
  try {
    const { challenge } = parse(clientDataJSON);
    return typeof challenge === 'string' ? fromBase64Url(challenge) : null;
  } catch {
    return null;
  }
}
