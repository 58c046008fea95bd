import { toHex } from '@sealbridge/sodium';
import type { WebSocket } from 'ws';

import type { Caller, SessionContext } from '../../access/caller.js';
import type { LiveConnection, LiveStream } from '../../platform/graphql/live-stream.js';

import type { SessionGrounds } from './grounds.repository.js';
import { CLOSE, CLOSED_WITHIN_MS, MAX_FAILED, PING_MS, SESSION_OVER } from './live-rules.js';

/** Standings in which a session that is over ended by itself, and not because somebody may do nothing any more. */
const STANDS: readonly string[] = ['active', 'provisional'];

/** What a connection brought along before it said who it is. */
export interface Arrived {
  readonly client: Caller['client'];
  /** The value of the session cookie, when the connection comes from our own pages; else null. */
  readonly cookie: string | null;
}

/** One WebSocket and what it carries. It stands for a session, and ends with it. */
export class Connection implements LiveConnection {
  readonly #streams = new Set<LiveStream>();
  #session: SessionContext | null = null;
  #grounds: string | null = null;
  #heard = true;
  #failed = 0;
  readonly #pings: NodeJS.Timeout;
  #cut: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: WebSocket,
    readonly arrived: Arrived,
  ) {
    socket.on('pong', () => (this.#heard = true));
    this.#pings = setInterval(() => this.#ping(), PING_MS).unref();
    socket.once('close', () => {
      clearInterval(this.#pings);
      clearTimeout(this.#cut ?? undefined);
    });
  }

  /** The session it stands for; null before it said who it is. */
  get session(): SessionContext | null {
    return this.#session;
  }

  /** The token's SHA-256 in hex. */
  get sessionKey(): string | null {
    return this.#session === null ? null : toHex(this.#session.tokenSha256);
  }

  /** Bytes that wait to be taken by the client. */
  get waiting(): number {
    return this.socket.bufferedAmount;
  }

  standFor(session: SessionContext): void {
    this.#session = session;
  }

  hold(stream: LiveStream): () => void {
    this.#streams.add(stream);
    return () => this.#streams.delete(stream);
  }

  restart(): void {
    this.close(CLOSE.RESTART, 'restart');
  }

  /**
   * Closes; the first code and reason count. The reason is a code of ours and tells nothing of anybody else. Who takes no notice, and
   * goes on sending or is not there any more, is cut off soon after.
   */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    this.#cut ??= setTimeout(() => this.terminate(), CLOSED_WITHIN_MS).unref();
  }

  /** Ends at once what the client does not take notice of. */
  terminate(): void {
    this.socket.terminate();
  }

  /**
   * Looks at how the session stands now, `policy` being the hash of the policy in force: closes when it is over, and has the streams
   * asked again when anything changed that they were decided by.
   */
  async look(now: SessionGrounds | undefined, policy: string): Promise<void> {
    if (now?.alive !== true) {
      this.#sessionIsOver(now?.standing);
      return;
    }
    const grounds = `${now.grounds}/${policy}`;
    if (grounds === this.#grounds) return;
    for (const stream of this.#streams) {
      const reason = await stream.recheck();
      if (reason !== null) {
        this.close(reason === SESSION_OVER ? CLOSE.NO_SESSION : CLOSE.REFUSED, reason);
        return;
      }
    }
    this.#grounds = grounds;
    this.#failed = 0;
  }

  /** A look came to no answer. It is asked again with the next, and not for ever. */
  missLook(): void {
    this.#failed += 1;
    if (this.#failed >= MAX_FAILED) this.close(CLOSE.LATER, 'unwatched');
  }

  #sessionIsOver(standing: string | undefined): void {
    const stands = standing === undefined || STANDS.includes(standing);
    const reason = stands ? SESSION_OVER : standing === 'inactive' ? standing : 'suspended';
    for (const stream of this.#streams) stream.over(reason);
    this.close(stands ? CLOSE.NO_SESSION : CLOSE.REFUSED, reason);
  }

  #ping(): void {
    if (!this.#heard) {
      this.terminate();
      return;
    }
    this.#heard = false;
    this.socket.ping();
  }
}
