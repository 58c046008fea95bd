import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { type Asked, type PasskeyAssertion, verifyAssertion } from './assertion.js';
import { PasskeyError } from './passkey-error.js';
import { type DevicePasskey, PasskeyRepository } from './passkey.repository.js';
import { PasskeySettings } from './passkey-settings.js';

/**
 * Whether somebody was verified just now by a passkey of theirs. Using the challenge up is the caller's: it must happen whatever comes
 * of it, in a transaction of its own.
 */
@Injectable()
export class PasskeyVerifierService {
  constructor(
    private readonly passkeys: PasskeyRepository,
    private readonly settings: PasskeySettings,
  ) {}

  /**
   * By a passkey of this device, over these bytes: for a fresh verification inside a session. Notes the use. Throws PasskeyError,
   * E_PASSKEY_UNKNOWN when the device has no such passkey.
   */
  async verifyFor(tx: Transaction, device: Id, challenge: Uint8Array, assertion: PasskeyAssertion): Promise<void> {
    const stored = await this.#stored(tx, assertion);
    if (stored.device !== device) throw unknown();
    await this.#verify(tx, challenge, assertion, stored, 'of a known device');
  }

  /** By a passkey of whichever device, which is given: for sign-in. Notes the use. Throws PasskeyError. */
  async verifyAny(tx: Transaction, challenge: Uint8Array, assertion: PasskeyAssertion): Promise<Id> {
    const stored = await this.#stored(tx, assertion);
    await this.#verify(tx, challenge, assertion, stored, 'of anybody');
    return stored.device;
  }

  async #stored(tx: Transaction, { id }: PasskeyAssertion): Promise<DevicePasskey> {
    const stored = await this.passkeys.lock(tx, id);
    if (stored === null) throw unknown();
    return stored;
  }

  async #verify(
    tx: Transaction,
    challenge: Uint8Array,
    assertion: PasskeyAssertion,
    stored: DevicePasskey,
    asked: Asked,
  ): Promise<void> {
    const { counter, backedUp } = await verifyAssertion(assertion, stored, this.settings.ceremony(challenge), asked);
    await this.passkeys.noteUse(tx, stored.credentialId, counter, backedUp);
  }
}

function unknown(): PasskeyError {
  return new PasskeyError('E_PASSKEY_UNKNOWN', 'there is no such passkey of this device');
}
