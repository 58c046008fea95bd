import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { BoundChallenge, type GivenChallenge } from './bound-challenge.js';
import { CHALLENGE_SECONDS } from './session-rules.js';

const PURPOSE = { label: 'sealbridge/session-challenge', seconds: CHALLENGE_SECONDS };

/** Challenges of sign-ins by a device's key. */
export class SessionChallenge {
  readonly #challenges: BoundChallenge;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    this.#challenges = new BoundChallenge(instanceKey, PURPOSE);
  }

  /** A fresh challenge for a device, which need not exist, and when it ends, in UNIX seconds. */
  make(device: Id, nowSeconds: number): GivenChallenge {
    return this.#challenges.make(idToBytes(device), nowSeconds);
  }

  /** When a challenge that this server gave to this device ends, in UNIX seconds; null for any other and for one that is over. */
  endOf(nonce: Uint8Array, device: Id, nowSeconds: number): number | null {
    return this.#challenges.endOf(nonce, idToBytes(device), nowSeconds);
  }
}
