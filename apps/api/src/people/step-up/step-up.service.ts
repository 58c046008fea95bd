import { Injectable } from '@nestjs/common';
import { EnvelopeError, parseStepUpStatement, type StepUpStatement } from '@sealbridge/envelope';
import { randomBytes, sha256, toBase64Url } from '@sealbridge/sodium';

import { Access } from '../../access/access.js';
import type { Outcome } from '../../access/act.js';
import type { Caller, SessionContext } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';

import { CallerService } from '../caller.service.js';
import { ABSOLUTE_HOURS, TOKEN_BYTES } from '../session-rules.js';
import { SessionStartService } from '../session-start.service.js';
import { SessionRepository } from '../session.repository.js';
import { StepUpChallenge } from './step-up-challenge.js';
import { OPERATION_BYTES } from './step-up-rules.js';
import { NotVerified, StepUpVerifier } from './step-up-verifier.service.js';
import { StepUpRepository } from './step-up.repository.js';
import { RequestStepUpPayload, StepUpPayload, type RequestStepUpInput, type StepUpInput } from './step-up.types.js';

const MS_PER_SECOND = 1000;
const MS_PER_HOUR = 3_600_000;

/** What a step-up leaves behind. */
interface SteppedUp {
  readonly startedAt: Date;
  readonly approvedUntil: Date;
}

/** A step-up that is looked at: what was sent, and the token that another takes the place of. */
interface Attempt {
  readonly statement: StepUpStatement;
  readonly input: StepUpInput;
  /** SHA-256 of the token sent. */
  readonly from: Uint8Array;
  readonly token: Uint8Array;
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
  constructor(
    private readonly access: Access,
    private readonly stepUps: StepUpRepository,
    private readonly challenges: StepUpChallenge,
    private readonly verifier: StepUpVerifier,
    private readonly sessions: SessionRepository,
    private readonly starts: SessionStartService,
    private readonly callers: CallerService,
    private readonly limiter: RateLimiter,
  ) {}

  /** May be called by any signed-in member: the challenge is worth nothing without passkey or words. */
  request(
    caller: Caller,
    { clientMutationId, operation }: RequestStepUpInput,
  ): Promise<RequestStepUpPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      if (operation.length !== OPERATION_BYTES) return invalid('E_SIZE', 'not the digest of an operation', 'operation');
      await this.limiter.requireAttempt('step_up', device);
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
      const outcome = await this.#counted(caller, session, () =>
        this.access.perform(caller, {
          action: 'session.stepup',
          detail: { object: { type: 'device', id: session.device, version: null, hash: statement.operation } },
          resource: () => Promise.resolve({ type: 'StepUp', attributes: { device: statement.device } }),
          work: (permit, tx) => this.#approve(permit, tx, { statement, input, from: session.tokenSha256, token }),
        }),
      );
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      this.callers.forget(session.tokenSha256);
      return answerOf(input, outcome.value, { token: toBase64Url(token), cookie: session.transport === 'cookie' });
    });
  }

  /** What an attempt gives; one in which the person was not verified counts against the device at the caller's address. */
  async #counted<T>(
    caller: Caller,
    { device }: SessionContext,
    attempt: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    try {
      const outcome = await attempt();
      if (!outcome.ok) await this.starts.fail(caller, device);
      return outcome;
    } catch (error) {
      if (error instanceof NotVerified) await this.starts.fail(caller, device);
      throw error;
    }
  }

  async #approve(permit: Permit, tx: Transaction, { statement, input, from, token }: Attempt): Promise<SteppedUp> {
    const method = await this.verifier.verify(tx, statement, input);
    const { nonce, operation } = statement;
    // first: the approval refers to the session's row, and two tabs that hold it both would wait for each other for ever
    const rotated = await this.sessions.rotate(tx, from, sha256(token));
    if (rotated === null) throw new ApiError('UNAUTHENTICATED');
    const approvedUntil = await this.stepUps.approve(tx, { session: permit.member.session, nonce, operation, method });
    if (approvedUntil === null) throw new Refusal('not_permitted');
    return { startedAt: rotated.startedAt, approvedUntil };
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
