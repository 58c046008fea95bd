import { Injectable } from '@nestjs/common';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';

import { CallerService } from './caller.service.js';
import { SessionRepository } from './session.repository.js';

/** Ends sessions: felt at once by whoever uses one, since every act looks again. */
@Injectable()
export class SessionEndService {
  constructor(
    private readonly access: Access,
    private readonly sessions: SessionRepository,
    private readonly callers: CallerService,
  ) {}

  /** Ends the session of the caller's token; nothing to do when there is none. */
  async end(caller: Caller): Promise<void> {
    const { session } = caller;
    if (session === null) return;
    await this.access.perform(caller, {
      action: 'session.end',
      resource: () => Promise.resolve({ type: 'Session', attributes: { member: session.member } }),
      work: (_permit, tx) => this.sessions.end(tx, session.tokenSha256),
    });
    this.callers.forget(session.tokenSha256);
  }

  /** Ends the session that a browser had before it got another; one that was over already is no failure. */
  async endReplaced(caller: Caller): Promise<void> {
    if (caller.session?.transport !== 'cookie') return;
    try {
      await this.end(caller);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'UNAUTHENTICATED')) throw error;
    }
  }

  /** May be called by any signed-in member, however they stand: ends all their sessions, on every device. Gives how many. */
  async endAll(caller: Caller): Promise<number> {
    const { member, tokenSha256 } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'session.end',
      resource: () => Promise.resolve({ type: 'Session', attributes: { member } }),
      work: (_permit, tx) => this.sessions.endAllOf(tx, member),
      entry: (ended) => ({ resultCount: ended }),
    });
    this.callers.forget(tokenSha256);
    return outcome.ok ? outcome.value : 0;
  }
}
