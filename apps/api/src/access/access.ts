import { Inject, Injectable } from '@nestjs/common';
import {
  Ability,
  type Action,
  type Circumstances,
  decidedByAgreements,
  type Decision,
  GUEST,
  guestsMay,
  parseMember,
  type Policy,
  refusalOfMissing,
  type Subject,
} from '@sealbridge/policy';

import { PublishedLog } from '../audit/published-log.js';
import { AuditTrailWriter } from '../audit/trail-writer.js';
import { AttemptLimiter } from '../platform/attempts/attempt-limiter.js';
import { ApiError } from '../platform/errors/api-error.js';
import { type ContextClaims, Database, type Transaction } from '../platform/database/database.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { type Act, type Continuation, type Outcome, purposeOf } from './act.js';
import { isVerified, verifiedForPurpose } from './approval.js';
import { type Caller, makeId } from './caller.js';
import { eventOf } from './entry.js';
import { NO_AGREEMENTS, type OwnAgreements, PARTNERS_ALONE } from './own-agreements.js';
import { issuePermit } from './permit.js';
import { type InForce, PolicyInForce } from './policy-in-force.js';
import { Refusal } from './refusal.js';
import { newTrace, type Trace } from './trace.js';
import { UNSIGNED_ACTIONS } from './unsigned-actions.js';

/** How far the clocks of node and database may be apart, in microseconds (security §3.5). */
const MAX_CLOCK_SKEW_US = 2_000_000;

const US_PER_SECOND = 1_000_000;
const US_PER_MS = 1_000;

/** Entries a minute about what one device sent and nobody could read; more are counted (security-corrections C10). */
const MALFORMED_PER_MINUTE = 30;

/** Entries a minute, of one process, about refusals of callers without a session; more are counted (security-corrections C10). */
const GUEST_REFUSALS_PER_MINUTE = 60;

/** The only door: nothing protected is read or changed but through `perform`. */
@Injectable()
export class Access {
  readonly #malformed = new AttemptLimiter(MALFORMED_PER_MINUTE);
  readonly #guests = new AttemptLimiter(GUEST_REFUSALS_PER_MINUTE);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditTrailWriter) private readonly trail: AuditTrailWriter,
    @Inject(PublishedLog) private readonly log: Pick<PublishedLog, 'frozen'>,
    @Inject(PolicyInForce) private readonly policies: Pick<PolicyInForce, 'current' | 'inForce' | 'reading'>,
  ) {}

  /**
   * Decides, acts and records in one transaction. Allowed: the result with its entry, committed before this resolves. Refused:
   * everything rolled back and the refusal recorded by itself. Throws ApiError UNAUTHENTICATED when there is no live session
   * for an act that needs one, and whatever `work` threw, after recording it.
   */
  async perform<T>(caller: Caller, act: Act<T>): Promise<Outcome<T>> {
    await this.requireThawed();
    const eventId = makeId();
    const trace = newTrace(this.policies.current());
    let recorded: ReturnType<AuditTrailWriter['record']> | undefined;
    try {
      const value = await this.policies.reading(() =>
        this.database.transaction(
          (tx) => this.inside(caller, act, trace, tx, eventId),
          (tx, result) => {
            const detail = { ...act.detail, ...act.entry?.(result) };
            recorded = this.trail.record(
              tx,
              eventOf(caller, act, trace, { eventId, effect: 'ALLOW', reasons: trace.rules, detail }),
            );
            return recorded.done;
          },
        ),
      );
      if (recorded === undefined) {
        throw new Error('an act was not recorded');
      }
      return { ok: true, value, event: recorded.event };
    } catch (error) {
      return await this.recordFailure(caller, act, trace, error);
    }
  }

  /**
   * An act that goes on with one that has its entry: a stream. Decided like any other, and allowed it gets no entry of its own.
   * `logged`: refused it stands in the log like any. `silent`: it is about what others did, and how it ends is nobody's attempt.
   * Throws like `perform`.
   */
  async proceed<T>(caller: Caller, act: Act<T>, refusals: 'logged' | 'silent'): Promise<Continuation<T>> {
    await this.requireThawed();
    const trace = newTrace(this.policies.current());
    try {
      const inside = (): Promise<T> => this.database.transaction((tx) => this.inside(caller, act, trace, tx, makeId()));
      return { ok: true, value: await this.policies.reading(inside) };
    } catch (error) {
      if (refusals === 'logged') return await this.recordFailure(caller, act, trace, error);
      if (error instanceof Refusal) return { ok: false, reason: error.reason };
      throw error;
    }
  }

  /**
   * What `read` makes of the input of an act that is not decided yet. When it throws, an entry in the caller's name says so
   * under the action and the error passes on: nobody probes the formats unseen. Throws ApiError UNAUTHENTICATED like `perform`.
   */
  async read<T>(caller: Caller, action: Act<T>['action'], read: () => T): Promise<T> {
    try {
      return read();
    } catch (error) {
      const unreadable = (): never => {
        throw error;
      };
      await this.perform(caller, { action, resource: unreadable, work: unreadable });
      throw error;
    }
  }

  /** The database has gone back behind what was signed: nothing protected is shown until that is settled. */
  private async requireThawed(): Promise<void> {
    if ((await this.log.frozen()) !== null) throw new ApiError('UNAVAILABLE');
  }

  private async inside<T>(
    caller: Caller,
    act: Act<T>,
    trace: Trace,
    tx: Transaction,
    eventId: ReturnType<typeof makeId>,
  ): Promise<T> {
    const { subject: entered, nowUs, inForce } = await this.enter(caller, act, tx, trace.policy);
    trace.subject = entered;
    trace.policy = inForce.policy;
    if (!inForce.signed && !UNSIGNED_ACTIONS.has(act.action)) throw new ApiError('UNAVAILABLE', 'policy_unsigned');
    const resource = await act.resource(tx);
    trace.resource = resource;
    const time = Math.floor(nowUs / US_PER_SECOND);
    const purpose = purposeOf(act) ?? null;
    const type = resource?.type ?? null;
    if (type === null || resource === null) {
      trace.refusedBy = 'missing';
      throw new Refusal(refusalOfMissing(trace.policy, entered, act.action));
    }
    const { action, operation, signers = [] } = act;
    const { session } = caller;
    const verified = await isVerified(tx, entered, { session, operation, signers });
    const subject = await verifiedForPurpose(tx, entered, { session, action, purpose, verified });
    trace.subject = subject;
    const { legalBasis = null, accepted = [], caseRef = false } = act;
    const circumstances: Circumstances = { purpose, time, verified, legalBasis, accepted, caseRef };
    trace.circumstances = circumstances;
    const ability = new Ability(trace.policy, subject, circumstances, action, type);
    const decision: Decision = ability.decide(resource);
    if (!decision.allowed) {
      trace.refusedBy = 'policy';
      throw new Refusal(decision.reason);
    }
    trace.rules = decision.rules;
    const grounds = { trace, subject, circumstances, action, eventId, ability };
    return act.work(issuePermit(grounds), tx);
  }

  /** Puts the signed context into the transaction and loads the subject as it is in this transaction. */
  private async enter<T>(
    caller: Caller,
    act: Act<T>,
    tx: Transaction,
    policy: Policy,
  ): Promise<{ subject: Subject; nowUs: number; inForce: InForce }> {
    const { session } = caller;
    if (session === null && !guestsMay(policy, act.action)) {
      throw new ApiError('UNAUTHENTICATED');
    }
    const claims: ContextClaims =
      session === null
        ? { class: act.reach ?? 'guest', org: null, member: null, device: null }
        : { class: act.reach ?? 'member', org: session.organisation, member: session.member, device: session.device };
    const askedMs = Date.now();
    const [, inForce, , loaded, agreements] = await Promise.all([
      RELEASING.has(act.action) ? this.database.holdGrounds(tx) : null,
      this.policies.inForce(tx),
      act.unattended === undefined ? null : this.database.markUnattended(tx),
      this.database.enter(tx, claims, session?.tokenSha256 ?? null),
      (session === null ? NO_AGREEMENTS : agreementsFor(act, policy)).load(tx),
    ]);
    if (loaded === null) {
      throw new ApiError('UNAUTHENTICATED');
    }
    const subject: Subject = session === null ? GUEST : parseMember({ ...loaded, agreements });
    return { subject, nowUs: agreedTime(loaded, askedMs), inForce };
  }

  /** A refusal of a member always does; floods that cost nothing to send do not get a durable row each. */
  private deservesEntry({ session }: Caller, error: unknown): boolean {
    if (session === null) {
      return this.#guests.allows('all');
    }
    return !(error instanceof Rejected) || this.#malformed.allows(session.device);
  }

  /** What a request without a live session asks for is counted; what ends because its session did was somebody's. */
  private async recordOver<T>(
    caller: Caller,
    act: Act<T>,
    trace: Trace,
    eventId: ReturnType<typeof makeId>,
  ): Promise<void> {
    if (act.unattended === undefined) {
      this.trail.countOnly(act.action);
      return;
    }
    const { overBecause } = act.unattended;
    const ending = { eventId, effect: 'DENY', reasons: [overBecause], detail: act.detail ?? {} } as const;
    await this.trail.recordAlone(() => eventOf(caller, act, trace, ending));
  }

  private async recordFailure<T>(caller: Caller, act: Act<T>, trace: Trace, error: unknown): Promise<Outcome<T>> {
    const eventId = makeId();
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
      await this.recordOver(caller, act, trace, eventId);
      throw error;
    }
    const refused = error instanceof Refusal;
    if (this.deservesEntry(caller, error)) {
      const ending = { eventId, effect: refused ? 'DENY' : 'ERROR', reasons: reasonsOf(error) } as const;
      await this.trail.recordAlone(() => eventOf(caller, act, trace, { ...ending, detail: act.detail ?? {} }));
    } else {
      this.trail.countOnly(act.action);
    }
    if (!refused) {
      throw error;
    }
    return { ok: false, reason: error.reason, ref: eventId };
  }
}

/** What an entry gives as reason: why policy refused, or the code of what was wrong with the input. */
function reasonsOf(error: unknown): string[] {
  if (error instanceof Refusal) return [error.reason];
  if (error instanceof ApiError) return error.reason === undefined ? [] : [error.reason];
  return error instanceof Rejected ? [error.member.code] : [];
}

/** Actions that release or store a grant: what they are decided by does not change until they end. */
const RELEASING: ReadonlySet<Action> = new Set<Action>(['report.submit', 'report.open', 'blob.read']);

/** Without a word of the act: with whom there are agreements, where rules name them, and no terms of any. */
function agreementsFor<T>({ action, agreements }: Act<T>, policy: Policy): OwnAgreements {
  return agreements ?? (decidedByAgreements(policy, action) ? PARTNERS_ALONE : NO_AGREEMENTS);
}

/**
 * The database's time in microseconds. It was read between the question and now, however long that took. Throws when it cannot have been:
 * the clocks disagree, and an entry with a wrong time is worse than no answer.
 */
function agreedTime(loaded: unknown, askedMs: number): number {
  const nowUs = typeof loaded === 'object' && loaded !== null && 'now' in loaded ? loaded.now : null;
  const isBetween =
    typeof nowUs === 'number' &&
    nowUs >= askedMs * US_PER_MS - MAX_CLOCK_SKEW_US &&
    nowUs <= Date.now() * US_PER_MS + MAX_CLOCK_SKEW_US;
  if (!isBetween) throw new ApiError('UNAVAILABLE', 'clock_skew');
  return nowUs;
}
