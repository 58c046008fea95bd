import { concat, equal, hkdfSha256, hmacSha256, randomBytes, u32be, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { CHALLENGE_SECONDS, NONCE_BYTES } from './session-rules.js';

const KEY_BYTES = 32;
const TIME_BYTES = 4;
const MAC_BYTES = 16;
const HEAD_BYTES = NONCE_BYTES - MAC_BYTES;

/**
 * Challenges of sign-ins: expiry, random bytes, and a MAC over both and the device. The server knows its own without having
 * stored them, so that asking for challenges costs nobody a row (security-corrections C10); using one is what is stored.
 */
export class SessionChallenge {
  readonly #key: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    const info = utf8('sealbridge/session-challenge');
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info, length: KEY_BYTES });
  }

  /** A fresh challenge for a device, which need not exist, and when it ends, in UNIX seconds. */
  make(device: Id, nowSeconds: number): { readonly nonce: Uint8Array; readonly expiresAt: number } {
    const expiresAt = Math.floor(nowSeconds) + CHALLENGE_SECONDS;
    const head = concat(u32be(expiresAt), randomBytes(HEAD_BYTES - TIME_BYTES));
    return { nonce: concat(head, this.#mac(head, device)), expiresAt };
  }

  /** When a challenge that this server gave to this device ends, in UNIX seconds; null for any other and for one that is over. */
  endOf(nonce: Uint8Array, device: Id, nowSeconds: number): number | null {
    const head = nonce.slice(0, HEAD_BYTES);
    const expiresAt = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
    const given = equal(nonce.slice(HEAD_BYTES), this.#mac(head, device));
    return given && nowSeconds < expiresAt ? expiresAt : null;
  }

  #mac(head: Uint8Array, device: Id): Uint8Array {
    return hmacSha256(this.#key, head, idToBytes(device)).slice(0, MAC_BYTES);
  }
}
