import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { PolicyInForce } from '../../access/policy-in-force.js';
import { failureFields, Log } from '../../platform/logging/logger.js';

import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { GroundsRepository, type SessionGrounds } from './grounds.repository.js';
import { CLOSE, MAX_UNANSWERED, WATCH_MS } from './live-rules.js';

/** Connections that are asked again at the same time: everybody of an organisation may lose a right at once. */
const ASKED_AT_ONCE = 4;

/**
 * Closes connections within a second of whatever takes their ground away: a session that ended or ran out, a revoked device, a
 * suspension, an attestation or training that lapsed, a role or clearance that was taken, another policy. Looked at by time, because
 * half of these are nothing but time that passes; when nobody can look, everybody is let go.
 */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  /** Looks in a row that were due and had no answer. By count and not by time: this process may itself have been held up. */
  #unanswered = 0;

  constructor(
    private readonly connections: Connections,
    private readonly grounds: GroundsRepository,
    private readonly policies: PolicyInForce,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#tick(), WATCH_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  #tick(): void {
    const known = this.connections.known();
    if (known.length === 0) {
      this.#unanswered = 0;
      return;
    }
    if (this.#unanswered > MAX_UNANSWERED) this.connections.closeAll(CLOSE.LATER, 'unwatched');
    this.#unanswered += 1;
    this.#looking ??= this.#look(known).finally(() => (this.#looking = null));
  }

  async #look(known: readonly Connection[]): Promise<void> {
    try {
      const tokens = known.flatMap(({ session }) => (session === null ? [] : [session.tokenSha256]));
      const found = await this.grounds.of(tokens);
      const { policy } = await this.policies.look();
      this.#unanswered = 0;
      const waiting = [...known];
      const one = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await this.#lookAt(next, found.get(next.sessionKey ?? ''), policy.hash);
        }
      };
      await Promise.all(Array.from({ length: ASKED_AT_ONCE }, one));
    } catch (error) {
      // the next look may go well; when none does, everybody is let go
      this.log.error('not watched', failureFields(error));
    }
  }

  /** What goes wrong with one connection ends no other, and is no reason to ask fewer of them. */
  async #lookAt(connection: Connection, now: SessionGrounds | undefined, policy: string): Promise<void> {
    try {
      await connection.look(now, policy);
      // each answer shows that somebody looks, however many there are to be asked again
      this.#unanswered = 0;
    } catch (error) {
      this.log.error('not watched', failureFields(error));
      connection.missLook();
    }
  }
}
