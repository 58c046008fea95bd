import { Injectable } from '@nestjs/common';
import { EnvelopeError, parseSessionStatement, type SessionStatement } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import { equal, randomBytes, sha256, toBase64Url, verifyTyped } from '@sealbridge/sodium';
import { parseId } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { networkOf } from '../access/address-prefix.js';
import { makeId, type Caller } from '../access/caller.js';
import { Refusal } from '../access/refusal.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { AttemptLimiter } from '../platform/attempts/attempt-limiter.js';
import { Database } from '../platform/database/database.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { invalid, rateLimited, refused, type Failure } from '../platform/graphql/user-error.js';

import { LockRepository } from './lock.repository.js';
import {
  ABSOLUTE_HOURS,
  CHALLENGES_PER_MINUTE,
  CLOCK_SKEW_SECONDS,
  IDLE_MINUTES,
  TOKEN_BYTES,
} from './session-rules.js';
import { SessionChallenge } from './session-challenge.js';
import { SessionRepository, type Signer } from './session.repository.js';
import {
  RequestChallengePayload,
  StartSessionPayload,
  type RequestChallengeInput,
  type StartSessionInput,
} from './session.types.js';

const MS_PER_SECOND = 1000;
const MS_PER_HOUR = 3_600_000;
const MINUTE_SECONDS = 60;

/** The public origin of this server, which a session statement has to name. */
export class SessionSettings {
  constructor(readonly origin: string) {}
}

/**
 * Signs devices in by their key. What a client learns from a failure is only that it failed; who holds the key learns besides that
 * member or organisation is suspended, or the member unseen for too long.
 */
@Injectable()
export class SessionService {
  readonly #attempts = new AttemptLimiter(CHALLENGES_PER_MINUTE);

  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly challenges: SessionChallenge,
    private readonly locks: LockRepository,
    private readonly node: NodeIdentity,
    private readonly settings: SessionSettings,
  ) {}

  /** Anybody may ask, for any device id: the answer is the same whether or not it exists. */
  challenge(
    { client }: Caller,
    { clientMutationId, device }: RequestChallengeInput,
  ): RequestChallengePayload | Failure {
    const id = parseId(device);
    if (id === null) return invalid('E_ID', 'not an id', 'device');
    if (!this.#attempts.allows(networkOf(client.address))) return rateLimited(MINUTE_SECONDS);
    const { nonce, expiresAt } = this.challenges.make(id, Date.now() / MS_PER_SECOND);
    return asType(RequestChallengePayload, {
      clientMutationId,
      nonce,
      expiresAt: new Date(expiresAt * MS_PER_SECOND),
    });
  }

  /** Anybody may try; five failures of a device at an address lock it there. */
  start(caller: Caller, input: StartSessionInput): Promise<StartSessionPayload | Failure> {
    return orRejected(async () => {
      const statement = parse(input.request);
      await this.#requireUnlocked(caller, statement);
      const signer = await this.#signer(statement, input);
      if (signer !== null) requireClock(statement);
      return this.#begin(caller, input, statement, signer);
    });
  }

  /** Ends the session of the caller's token; nothing to do when there is none. */
  async end(caller: Caller): Promise<void> {
    const { session } = caller;
    if (session === null) return;
    await this.access.perform(caller, {
      action: 'session.end',
      resource: () => Promise.resolve({ type: 'Session', attributes: { member: session.member } }),
      work: (_permit, tx) => this.sessions.end(tx, session.tokenSha256),
    });
  }

  async #requireUnlocked({ client }: Caller, { device }: SessionStatement): Promise<void> {
    const seconds = await this.database.system((tx) => this.locks.lockedFor(tx, device, networkOf(client.address)));
    if (seconds > 0) throw new Rejected(rateLimited(seconds));
  }

  /** The device that signed for this server and this challenge, or null. The challenge is used up either way. */
  async #signer(
    { device, nonce, origin, nodeKeyId }: SessionStatement,
    input: StartSessionInput,
  ): Promise<Signer | null> {
    return this.database.system(async (tx) => {
      const end = this.challenges.endOf(nonce, device, Date.now() / MS_PER_SECOND);
      const given = end !== null && (await this.sessions.useChallenge(tx, nonce, end));
      const signer = await this.sessions.signer(tx, device);
      if (!given || signer === null) return null;
      const forHere = origin === this.settings.origin && equal(nodeKeyId, this.node.keyId);
      return forHere && verifyTyped('sr1.session', input.request, input.signature, signer.signPk) ? signer : null;
    });
  }

  async #begin(
    caller: Caller,
    input: StartSessionInput,
    { device }: SessionStatement,
    signer: Signer | null,
  ): Promise<StartSessionPayload | Failure> {
    const token = randomBytes(TOKEN_BYTES);
    const now = new Date();
    const guest = { ...caller, session: null };
    const outcome = await this.access.perform(guest, {
      action: 'session.start',
      detail: {
        object: { type: 'device', id: device, version: null, hash: null },
        ...(signer === null ? {} : { signer: { org: signer.organisation, member: signer.member, device } }),
      },
      // what the device did not sign must not stand in the log as its request
      ...(signer === null ? {} : { deviceRequest: { bytes: input.request, signature: input.signature } }),
      resource: () => Promise.resolve(signer === null ? null : deviceResource(signer)),
      work: async (_permit, tx) => {
        if (signer === null) throw new Refusal('not_permitted');
        await this.sessions.start(tx, { id: makeId(), tokenHash: sha256(token), signer, now });
        await this.locks.forget(tx, device, networkOf(caller.client.address));
      },
    });
    if (outcome.ok) {
      const endsAt = new Date(now.getTime() + ABSOLUTE_HOURS * MS_PER_HOUR);
      const { clientMutationId } = input;
      const fields = { clientMutationId, token: toBase64Url(token), endsAt, idleMinutes: IDLE_MINUTES };
      return asType(StartSessionPayload, fields);
    }
    if (signer === null)
      await this.database.system((tx) => this.locks.fail(tx, device, networkOf(caller.client.address)));
    return refused(outcome.reason, outcome.ref);
  }
}

function deviceResource({ deviceState, memberState, orgState }: Signer): Resource {
  return { type: 'Device', attributes: { deviceState, memberState, orgState, firstFactor: true } };
}

function parse(request: Uint8Array): SessionStatement {
  try {
    return parseSessionStatement(request);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Rejected(invalid(error.code, error.message, 'request'));
    throw error;
  }
}

/** Only who holds the key learns that the clock is the trouble. */
function requireClock({ time }: SessionStatement): void {
  const off = Math.abs(time - Date.now() / MS_PER_SECOND);
  if (off > CLOCK_SKEW_SECONDS) throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'request'));
}
