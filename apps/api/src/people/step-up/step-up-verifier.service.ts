import { Injectable } from '@nestjs/common';
import { stepUpChallenge, type StepUpStatement } from '@sealbridge/envelope';
import { equal, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import { PasskeyError } from '../passkeys/passkey-error.js';
import { PasskeyVerifierService } from '../passkeys/passkey-verifier.service.js';
import { CLOCK_SKEW_SECONDS } from '../session-rules.js';
import { SessionSettings } from '../session-settings.js';
import { StepUpChallenge } from './step-up-challenge.js';
import { StepUpRepository, type StepUpMethod } from './step-up.repository.js';
import type { StepUpInput } from './step-up.types.js';

const MS_PER_SECOND = 1000;

/** A passkey that did not verify the person: told by its code, and counted. */
export class NotVerified extends Rejected {}

/** Whether the person is there, and approves one operation at this device. */
@Injectable()
export class StepUpVerifier {
  constructor(
    private readonly stepUps: StepUpRepository,
    private readonly challenges: StepUpChallenge,
    private readonly passkeys: PasskeyVerifierService,
    private readonly node: NodeIdentity,
    private readonly settings: SessionSettings,
  ) {}

  /** How the person was verified. Throws Refusal or NotVerified when they were not, or not for this server, device and operation. */
  async verify(tx: Transaction, statement: StepUpStatement, input: StepUpInput): Promise<StepUpMethod> {
    const { origin, nodeKeyId, nonce, device, operation, time } = statement;
    const now = Date.now() / MS_PER_SECOND;
    const forHere = origin === this.settings.origin && equal(nodeKeyId, this.node.keyId);
    if (!forHere || !this.challenges.gave(nonce, device, operation, now)) throw new Refusal('not_permitted');
    if (input.passkey !== undefined && input.passkey !== null) {
      await this.#verifyPasskey(tx, device, input.statement, input.passkey);
      return 'passkey';
    }
    await this.#verifyWords(tx, device, input);
    requireClock(time, now);
    return 'words';
  }

  async #verifyPasskey(
    tx: Transaction,
    device: Id,
    statement: Uint8Array,
    assertion: NonNullable<StepUpInput['passkey']>,
  ): Promise<void> {
    try {
      await this.passkeys.verifyFor(tx, device, stepUpChallenge(statement), assertion);
    } catch (error) {
      if (error instanceof PasskeyError) throw new NotVerified(invalid(error.code, error.message, 'passkey'));
      throw error;
    }
  }

  async #verifyWords(tx: Transaction, device: Id, { statement, wordsSignature }: StepUpInput): Promise<void> {
    const key = await this.stepUps.wordsKey(tx, device);
    const given = wordsSignature ?? null;
    if (key === null || given === null || !verifyTyped('sr1.stepup', statement, given, key)) {
      throw new Refusal('not_permitted');
    }
  }
}

/** Only who holds the words learns that the clock is the trouble. */
function requireClock(time: number, now: number): void {
  if (Math.abs(time - now) > CLOCK_SKEW_SECONDS) {
    throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'statement'));
  }
}
