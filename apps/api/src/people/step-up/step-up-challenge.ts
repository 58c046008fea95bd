import { concat } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { BoundChallenge, type GivenChallenge } from '../bound-challenge.js';

import { STEP_UP_SECONDS } from './step-up-rules.js';

const PURPOSE = { label: 'sealbridge/step-up-challenge', seconds: STEP_UP_SECONDS };

/** Challenges of step-ups, each for one operation of one device. */
export class StepUpChallenge {
  readonly #challenges: BoundChallenge;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    this.#challenges = new BoundChallenge(instanceKey, PURPOSE);
  }

  /** A fresh challenge, and when it ends, in UNIX seconds. */
  make(device: Id, operation: Uint8Array, nowSeconds: number): GivenChallenge {
    return this.#challenges.make(concat(idToBytes(device), operation), nowSeconds);
  }

  /** Whether this server gave this challenge to this device for this operation, and it is not over. */
  gave(nonce: Uint8Array, device: Id, operation: Uint8Array, nowSeconds: number): boolean {
    return this.#challenges.endOf(nonce, concat(idToBytes(device), operation), nowSeconds) !== null;
  }
}
