import { hkdfSha256, hmacSha256, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { BoundChallenge, type GivenChallenge } from '../bound-challenge.js';
import { NONCE_BYTES } from '../session-rules.js';

import { PASSKEY_CHALLENGE_SECONDS, USER_HANDLE_BYTES } from './passkey-rules.js';

const KEY_BYTES = 32;
const NOBODY = new Uint8Array();

/** What a challenge is for: making a passkey for a device, or signing in by whichever. */
export type PasskeyPurpose = { readonly register: Id } | 'sign-in';

/** Challenges for authenticators, and the user ids that devices have towards them. */
export class PasskeyChallenge {
  readonly #registrations: BoundChallenge;
  readonly #signIns: BoundChallenge;
  readonly #handleKey: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    const seconds = PASSKEY_CHALLENGE_SECONDS;
    this.#registrations = new BoundChallenge(instanceKey, { label: 'sealbridge/passkey-registration', seconds });
    this.#signIns = new BoundChallenge(instanceKey, { label: 'sealbridge/passkey-sign-in', seconds });
    const info = utf8('sealbridge/passkey-user');
    this.#handleKey = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info, length: KEY_BYTES });
  }

  /** A fresh challenge and when it ends, in UNIX seconds. A device need not exist. */
  make(purpose: PasskeyPurpose, nowSeconds: number): GivenChallenge {
    return this.#of(purpose).make(boundTo(purpose), nowSeconds);
  }

  /** When a challenge that this server gave for this ends, in UNIX seconds; null for any other and for one that is over. */
  endOf(nonce: Uint8Array, purpose: PasskeyPurpose, nowSeconds: number): number | null {
    return nonce.length === NONCE_BYTES ? this.#of(purpose).endOf(nonce, boundTo(purpose), nowSeconds) : null;
  }

  /** The user id of a device towards authenticators. Like the challenge it is given for devices that do not exist. */
  userHandle(device: Id): Uint8Array {
    return hmacSha256(this.#handleKey, idToBytes(device)).slice(0, USER_HANDLE_BYTES);
  }

  #of(purpose: PasskeyPurpose): BoundChallenge {
    return purpose === 'sign-in' ? this.#signIns : this.#registrations;
  }
}

function boundTo(purpose: PasskeyPurpose): Uint8Array {
  return purpose === 'sign-in' ? NOBODY : idToBytes(purpose.register);
}
