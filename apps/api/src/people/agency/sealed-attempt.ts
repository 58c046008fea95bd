import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { aeadOpen, aeadSeal, fromBase64Url, hkdfSha256, toBase64Url, utf8 } from '@sealbridge/sodium';

import type { AgencyAttempt } from './agency-provider.js';
import { ATTEMPT_SECONDS, PROOF_LOOKUP_BYTES } from './agency-rules.js';

const KEY_BYTES = 32;
const STATE_BYTES = 32;
const MAX_BYTES = 512;
const MAX_CHARACTERS = 1024;
const INFO = utf8('sealbridge/agency-attempt');

/** An attempt as a browser carries it to the provider and back. */
export interface CarriedAttempt extends AgencyAttempt {
  /** The proof that a command line waits for; null when the browser itself wants one. */
  readonly lookup: Uint8Array | null;
  /** UNIX seconds. */
  readonly expiresAt: number;
}

/** Attempts sealed into a cookie: the server stores none, and only the browser that began one can end it. */
export class SealedAttempt {
  readonly #key: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info: INFO, length: KEY_BYTES });
  }

  /** An attempt that may be ended from now on until ATTEMPT_SECONDS have passed, in base64url. */
  seal(attempt: AgencyAttempt, lookup: Uint8Array | null, nowSeconds: number): string {
    const { organisation, state, nonce, verifier } = attempt;
    const expiresAt = Math.floor(nowSeconds) + ATTEMPT_SECONDS;
    const plaintext = encode([organisation, state, nonce, verifier, lookup, expiresAt]);
    return toBase64Url(aeadSeal({ key: this.#key, plaintext, aad: INFO }));
  }

  /** What `seal` made; null for anything else and for one that is over. */
  open(text: string, nowSeconds: number): CarriedAttempt | null {
    if (text.length > MAX_CHARACTERS) return null;
    try {
      const plaintext = aeadOpen({ key: this.#key, sealed: fromBase64Url(text), aad: INFO });
      const items = readItems(decodeStrict(plaintext, { maxBytes: MAX_BYTES }));
      const attempt = {
        organisation: items.text(0),
        state: items.bytes(1, STATE_BYTES),
        nonce: items.text(2),
        verifier: items.text(3),
        lookup: items.nullableBytes(4, PROOF_LOOKUP_BYTES),
        expiresAt: items.uint(5),
      };
      return nowSeconds < attempt.expiresAt ? attempt : null;
    } catch {
      return null;
    }
  }
}
