import { Injectable } from '@nestjs/common';
import { EnvelopeError, parseSessionStatement, type SessionStatement } from '@sealbridge/envelope';
import { equal, verifyTyped } from '@sealbridge/sodium';
import { parseId } from '@sealbridge/vocabulary';

import { networkOf } from '../platform/http/address-prefix.js';
import type { Caller, Transport } from '../access/caller.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { Database } from '../platform/database/database.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { invalid, type Failure } from '../platform/graphql/user-error.js';
import { RateLimiter } from '../platform/limits/rate-limiter.js';

import { SessionChallenge } from './session-challenge.js';
import { CLOCK_SKEW_SECONDS, IDLE_MINUTES } from './session-rules.js';
import { SessionSettings } from './session-settings.js';
import { SessionStartService, type BegunSession } from './session-start.service.js';
import { SessionRepository, type Signer } from './session.repository.js';
import {
  BrowserSessionPayload,
  RequestChallengePayload,
  StartSessionPayload,
  type RequestChallengeInput,
  type StartSessionInput,
} from './session.types.js';

const MS_PER_SECOND = 1000;

/** A browser's session: what its pages are told, and the token that goes into its cookie alone. */
export interface BrowserSession {
  readonly payload: BrowserSessionPayload;
  readonly token: string;
}

/**
 * Signs devices in by their key. What a client learns from a failure is only that it failed; who holds the key learns besides that
 * member or organisation is suspended, or the member unseen for too long.
 */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly starts: SessionStartService,
    private readonly challenges: SessionChallenge,
    private readonly node: NodeIdentity,
    private readonly settings: SessionSettings,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody may ask, for any device id: the answer is the same whether or not it exists. */
  challenge(
    { client }: Caller,
    { clientMutationId, device }: RequestChallengeInput,
  ): Promise<RequestChallengePayload | Failure> {
    return orRejected(async () => {
      const id = parseId(device);
      if (id === null) return invalid('E_ID', 'not an id', 'device');
      await this.limiter.requireAttempt('sign_in', networkOf(client.address));
      const { nonce, expiresAt } = this.challenges.make(id, Date.now() / MS_PER_SECOND);
      return asType(RequestChallengePayload, {
        clientMutationId,
        nonce,
        expiresAt: new Date(expiresAt * MS_PER_SECOND),
      });
    });
  }

  /** Anybody may try; five failures of a device at an address lock it there. */
  start(caller: Caller, input: StartSessionInput): Promise<StartSessionPayload | Failure> {
    return orRejected(async () => {
      const statement = parse(input.request);
      const begun = await this.#signIn(caller, input, statement, 'bearer');
      if (!('token' in begun)) return begun;
      const { clientMutationId } = input;
      return asType(StartSessionPayload, { clientMutationId, ...begun, idleMinutes: IDLE_MINUTES });
    });
  }

  /** The same for our own pages, which never see the token. */
  startInBrowser(caller: Caller, input: StartSessionInput): Promise<BrowserSession | Failure> {
    return orRejected(async () => {
      this.starts.requireOwnPages(caller);
      const statement = parse(input.request);
      const begun = await this.#signIn(caller, input, statement, 'cookie');
      return 'token' in begun ? browserSession(input.clientMutationId, statement.device, begun) : begun;
    });
  }

  async #signIn(
    caller: Caller,
    { request, signature }: StartSessionInput,
    statement: SessionStatement,
    transport: Transport,
  ): Promise<BegunSession | Failure> {
    const { device } = statement;
    await this.starts.requireUnlocked(caller, device);
    const signer = await this.#signer(statement, request, signature);
    if (signer !== null) requireClock(statement);
    const deviceRequest = { bytes: request, signature };
    return this.starts.begin(caller, { device, signer, method: 'device_key', transport, deviceRequest });
  }

  /** The device that signed for this server and this challenge, or null. The challenge is used up either way. */
  async #signer(
    { device, nonce, origin, nodeKeyId }: SessionStatement,
    request: Uint8Array,
    signature: Uint8Array,
  ): Promise<Signer | null> {
    return this.database.system(async (tx) => {
      const end = this.challenges.endOf(nonce, device, Date.now() / MS_PER_SECOND);
      const given = end !== null && (await this.sessions.useChallenge(tx, nonce, end));
      const signer = await this.sessions.signer(tx, device);
      if (!given || signer === null) return null;
      const forHere = origin === this.settings.origin && equal(nodeKeyId, this.node.keyId);
      return forHere && verifyTyped('sr1.session', request, signature, signer.signPk) ? signer : null;
    });
  }
}

/** What a browser is told of its session, apart from the token. */
function browserSession(clientMutationId: string, device: string, { token, endsAt }: BegunSession): BrowserSession {
  const fields = { clientMutationId, device, endsAt, idleMinutes: IDLE_MINUTES };
  return { payload: asType(BrowserSessionPayload, fields), token };
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
