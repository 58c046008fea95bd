import { Injectable } from '@nestjs/common';
import { EnvelopeError, parseStepUpStatement, stepUpChallenge, type StepUpStatement } from '@sealbridge/envelope';
import { equal, randomBytes, sha256, toBase64Url, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { AttemptLimiter } from '../../platform/attempts/attempt-limiter.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { invalid, rateLimited, refused, type Failure } from '../../platform/graphql/user-error.js';

import { CallerService } from '../caller.service.js';
import { PasskeyError } from '../passkeys/passkey-error.js';
import { PasskeyVerifierService } from '../passkeys/passkey-verifier.service.js';
import { ABSOLUTE_HOURS, CLOCK_SKEW_SECONDS, TOKEN_BYTES } from '../session-rules.js';
import { SessionSettings } from '../session-settings.js';
import { SessionStartService } from '../session-start.service.js';
import { SessionRepository } from '../session.repository.js';
import { StepUpChallenge } from './step-up-challenge.js';
import { OPERATION_BYTES, STEP_UPS_PER_MINUTE } from './step-up-rules.js';
import { StepUpRepository, type StepUpMethod } from './step-up.repository.js';
import { RequestStepUpPayload, StepUpPayload, type RequestStepUpInput, type StepUpInput } from './step-up.types.js';

const MS_PER_SECOND = 1000;
const MS_PER_HOUR = 3_600_000;
const MINUTE_SECONDS = 60;

/** What a step-up leaves behind. */
interface SteppedUp {
  readonly startedAt: Date;
  readonly approvedUntil: Date;
}

/** The answer to a step-up, and the token that a browser gets in its cookie; null where the payload has it. */
export interface StepUpAnswer {
  readonly payload: StepUpPayload;
  readonly cookie: string | null;
}

/**
 * Verifies the person at a device anew, for one operation (docs/reference/sessions.md). The session gets another token with it, so
 * that one that was taken before is worth nothing after.
 */
@Injectable()
export class StepUpService {
  readonly #attempts = new AttemptLimiter(STEP_UPS_PER_MINUTE);

  constructor(
    private readonly access: Access,
    private readonly stepUps: StepUpRepository,
    private readonly challenges: StepUpChallenge,
    private readonly passkeys: PasskeyVerifierService,
    private readonly sessions: SessionRepository,
    private readonly starts: SessionStartService,
    private readonly callers: CallerService,
    private readonly node: NodeIdentity,
    private readonly settings: SessionSettings,
  ) {}

  /** May be called by any signed-in member: the challenge is worth nothing without passkey or words. */
  request(
    caller: Caller,
    { clientMutationId, operation }: RequestStepUpInput,
  ): Promise<RequestStepUpPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      if (operation.length !== OPERATION_BYTES) return invalid('E_SIZE', 'not the digest of an operation', 'operation');
      if (!this.#attempts.allows(device)) return rateLimited(MINUTE_SECONDS);
      const outcome = await this.access.perform(caller, {
        action: 'session.stepup',
        detail: { object: { type: 'device', id: device, version: null, hash: operation } },
        resource: () => Promise.resolve({ type: 'StepUp', attributes: { device } }),
        work: ({ time }) => Promise.resolve(this.challenges.make(device, operation, time)),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { nonce, expiresAt } = outcome.value;
      const end = new Date(expiresAt * MS_PER_SECOND);
      return asType(RequestStepUpPayload, { clientMutationId, nonce, expiresAt: end });
    });
  }

  /** May be called by any signed-in member; five failures of the device at an address lock it there. */
  stepUp(caller: Caller, input: StepUpInput): Promise<StepUpAnswer | Failure> {
    return orRejected(async () => {
      const session = sessionOf(caller);
      await this.starts.requireUnlocked(caller, session.device);
      const statement = await this.access.read(caller, 'session.stepup', () => parse(input));
      const token = randomBytes(TOKEN_BYTES);
      const outcome = await this.access.perform(caller, {
        action: 'session.stepup',
        detail: { object: { type: 'device', id: session.device, version: null, hash: statement.operation } },
        resource: () => Promise.resolve({ type: 'StepUp', attributes: { device: statement.device } }),
        work: async (permit, tx): Promise<SteppedUp> => {
          const method = await this.#verify(tx, statement, input);
          const { nonce, operation } = statement;
          const approval = { session: permit.member.session, nonce, operation, method };
          const approvedUntil = await this.stepUps.approve(tx, approval);
          if (approvedUntil === null) throw new Refusal('not_permitted');
          const rotated = await this.sessions.rotate(tx, session.tokenSha256, sha256(token));
          if (rotated === null) throw new ApiError('UNAUTHENTICATED');
          return { startedAt: rotated.startedAt, approvedUntil };
        },
      });
      if (!outcome.ok) {
        await this.starts.fail(caller, session.device);
        return refused(outcome.reason, outcome.ref);
      }
      this.callers.forget(session.tokenSha256);
      return answerOf(input, outcome.value, { token: toBase64Url(token), cookie: session.transport === 'cookie' });
    });
  }

  /** How the person was verified. Throws Refusal when they were not, or not for this server, device, operation and time. */
  async #verify(tx: Transaction, statement: StepUpStatement, input: StepUpInput): Promise<StepUpMethod> {
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
      if (error instanceof PasskeyError) throw new Refusal('not_permitted');
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

function answerOf(
  { clientMutationId }: StepUpInput,
  { startedAt, approvedUntil }: SteppedUp,
  { token, cookie }: { readonly token: string; readonly cookie: boolean },
): StepUpAnswer {
  const endsAt = new Date(startedAt.getTime() + ABSOLUTE_HOURS * MS_PER_HOUR);
  const fields = { clientMutationId, token: cookie ? null : token, endsAt, approvedUntil };
  return { payload: asType(StepUpPayload, fields), cookie: cookie ? token : null };
}

/** The statement of a step-up that is approved in exactly one way. Throws Rejected. */
function parse({ statement, passkey, wordsSignature }: StepUpInput): StepUpStatement {
  const ways = [passkey, wordsSignature].filter((way) => way !== undefined && way !== null);
  if (ways.length !== 1) throw new Rejected(invalid('E_FIELD', 'either a passkey or the words approve', 'passkey'));
  try {
    return parseStepUpStatement(statement);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Rejected(invalid(error.code, error.message, 'statement'));
    throw error;
  }
}

/** Only who holds the words learns that the clock is the trouble. */
function requireClock(time: number, now: number): void {
  if (Math.abs(time - now) > CLOCK_SKEW_SECONDS) {
    throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'statement'));
  }
}
