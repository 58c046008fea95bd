import { concat, equal, hkdfSha256, hmacSha256, randomBytes, u32be, utf8 } from '@sealbridge/sodium';

import { NONCE_BYTES } from './session-rules.js';

const KEY_BYTES = 32;
const TIME_BYTES = 4;
const MAC_BYTES = 16;
const HEAD_BYTES = NONCE_BYTES - MAC_BYTES;

/** What a challenge is for, and how long it is good. */
export interface ChallengePurpose {
  /** Names a key of its own, so that a challenge for one thing is none for another. */
  readonly label: string;
  readonly seconds: number;
}

/** A challenge as it was given, with its end in UNIX seconds. */
export interface GivenChallenge {
  readonly nonce: Uint8Array;
  readonly expiresAt: number;
}

/**
 * Challenges of 32 bytes: expiry, random bytes, and a MAC over both and what the challenge is bound to. The server knows its own
 * without having stored them, so that asking for challenges costs nobody a row (security-corrections C10); using one is what is
 * stored.
 */
export class BoundChallenge {
  readonly #key: Uint8Array;
  readonly #seconds: number;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array, { label, seconds }: ChallengePurpose) {
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info: utf8(label), length: KEY_BYTES });
    this.#seconds = seconds;
  }

  /** A fresh challenge bound to these bytes, which need not name anything that exists. */
  make(boundTo: Uint8Array, nowSeconds: number): GivenChallenge {
    const expiresAt = Math.floor(nowSeconds) + this.#seconds;
    const head = concat(u32be(expiresAt), randomBytes(HEAD_BYTES - TIME_BYTES));
    return { nonce: concat(head, this.#mac(head, boundTo)), expiresAt };
  }

  /** When a challenge that this server gave for these bytes ends, in UNIX seconds; null for any other and for one that is over. */
  endOf(nonce: Uint8Array, boundTo: Uint8Array, nowSeconds: number): number | null {
    const head = nonce.slice(0, HEAD_BYTES);
    const expiresAt = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
    const given = equal(nonce.slice(HEAD_BYTES), this.#mac(head, boundTo));
    return given && nowSeconds < expiresAt ? expiresAt : null;
  }

  #mac(head: Uint8Array, boundTo: Uint8Array): Uint8Array {
    return hmacSha256(this.#key, head, boundTo).slice(0, MAC_BYTES);
  }
}
