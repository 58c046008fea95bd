import { Injectable } from '@nestjs/common';
import { sha256 } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { Database } from '../../platform/database/database.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected } from '../../platform/graphql/rejected.js';
import { rateLimited, type Failure, type RateLimited } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import type { SessionCookie } from '../session-cookie.js';
import { IDLE_MINUTES } from '../session-rules.js';
import { SessionStartService } from '../session-start.service.js';
import { SessionRepository, type Signer } from '../session.repository.js';
import { BrowserSessionPayload } from '../session.types.js';

import { challengeOf } from './client-data.js';
import { PasskeyChallenge } from './passkey-challenge.js';
import { PasskeyError } from './passkey-error.js';
import { PasskeyRepository } from './passkey.repository.js';
import { PasskeySettings } from './passkey-settings.js';
import { PasskeyVerifierService } from './passkey-verifier.service.js';
import {
  type PasskeyAssertionInput,
  type RequestPasskeyChallengeInput,
  RequestPasskeyChallengePayload,
  type StartPasskeySessionInput,
} from './passkey.types.js';

const MS_PER_SECOND = 1000;
const ID_BYTES = 16;

/** Signs browsers in by a passkey of their device. From a failure a client learns only that it failed. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly database: Database,
    private readonly passkeys: PasskeyRepository,
    private readonly challenges: PasskeyChallenge,
    private readonly verifier: PasskeyVerifierService,
    private readonly sessions: SessionRepository,
    private readonly starts: SessionStartService,
    private readonly settings: PasskeySettings,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody may ask. */
  async challenge(
    { client }: Caller,
    { clientMutationId }: RequestPasskeyChallengeInput,
  ): Promise<RequestPasskeyChallengePayload | RateLimited> {
    const wait = await this.limiter.take('sign_in', networkOf(client.address));
    if (wait > 0) return rateLimited(wait);
    const { nonce, expiresAt } = this.challenges.make('sign-in', Date.now() / MS_PER_SECOND);
    return asType(RequestPasskeyChallengePayload, {
      clientMutationId,
      nonce,
      expiresAt: new Date(expiresAt * MS_PER_SECOND),
      rpId: this.settings.rpId,
    });
  }

  /** Anybody may try; five failures with the passkeys of a device at an address lock it there. */
  start(
    caller: Caller,
    { clientMutationId, assertion }: StartPasskeySessionInput,
    cookie: SessionCookie,
  ): Promise<BrowserSessionPayload | Failure> {
    return orRejected(async () => {
      this.starts.requireOwnPages(caller);
      const device = await this.#claimed(assertion);
      await this.starts.requireUnlocked(caller, device);
      const signer = await this.#signer(assertion);
      const begun = await this.starts.begin(caller, { device, signer, method: 'passkey', transport: 'cookie' });
      if ('code' in begun) return begun;
      cookie.set(begun.token);
      return asType(BrowserSessionPayload, {
        clientMutationId,
        device,
        endsAt: begun.endsAt,
        idleMinutes: IDLE_MINUTES,
      });
    });
  }

  /** What failures are counted against: the device of the passkey, or what stands for a passkey that is not there. */
  async #claimed({ id }: PasskeyAssertionInput): Promise<Id> {
    const device = await this.database.system((tx) => this.passkeys.deviceOf(tx, id));
    return device ?? idFromBytes(sha256(id).slice(0, ID_BYTES));
  }

  /** The device whose passkey answered a challenge of ours, or null. The challenge is used up either way. */
  async #signer(assertion: PasskeyAssertionInput): Promise<Signer | null> {
    const nonce = challengeOf(assertion.clientDataJSON);
    if (nonce === null || !(await this.#use(nonce))) return null;
    try {
      return await this.database.system(async (tx) => {
        const device = await this.verifier.verifyAny(tx, nonce, assertion);
        return this.sessions.signer(tx, device);
      });
    } catch (error) {
      if (error instanceof PasskeyError) return null;
      throw error;
    }
  }

  #use(nonce: Uint8Array): Promise<boolean> {
    return this.database.system(async (tx) => {
      const end = this.challenges.endOf(nonce, 'sign-in', Date.now() / MS_PER_SECOND);
      return end !== null && this.sessions.useChallenge(tx, nonce, end);
    });
  }
}
