import { concat, equal, hkdfSha256, hmacSha256, randomBytes, u32be, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { OFFER_SECONDS } from './report-rules.js';

const KEY_BYTES = 32;
const TIME_BYTES = 4;
const RANDOM_BYTES = 4;
const HEAD_BYTES = TIME_BYTES + RANDOM_BYTES;
const MAC_BYTES = 8;

/** What a nonce is good for. */
export interface NoncePlace {
  readonly device: Id;
  readonly reportId: Id;
}

/**
 * Nonces of open requests: expiry, random bytes, and a MAC over both, device and report. The server knows its own without
 * having stored them, so asking for offers fills no table; using one is what is stored.
 */
export class OpeningNonce {
  readonly #key: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    const info = utf8('sealbridge/opening-nonce');
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info, length: KEY_BYTES });
  }

  /** A fresh nonce of 16 bytes and when it ends, in UNIX seconds. */
  make(place: NoncePlace, nowSeconds: number): { readonly nonce: Uint8Array; readonly expiresAt: number } {
    const expiresAt = Math.floor(nowSeconds) + OFFER_SECONDS;
    const head = concat(u32be(expiresAt), randomBytes(RANDOM_BYTES));
    return { nonce: concat(head, this.#mac(head, place)), expiresAt };
  }

  /** Whether this server gave the nonce to this device for this report and it has not ended. Says nothing about its use. */
  isGood(nonce: Uint8Array, place: NoncePlace, nowSeconds: number): boolean {
    const head = nonce.slice(0, HEAD_BYTES);
    const expiresAt = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
    return equal(nonce.slice(HEAD_BYTES), this.#mac(head, place)) && nowSeconds < expiresAt;
  }

  #mac(head: Uint8Array, { device, reportId }: NoncePlace): Uint8Array {
    return hmacSha256(this.#key, head, idToBytes(device), idToBytes(reportId)).slice(0, MAC_BYTES);
  }
}
