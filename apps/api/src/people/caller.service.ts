import { Injectable } from '@nestjs/common';
import { fromBase64Url, sha256, toHex } from '@sealbridge/sodium';
import { parseMember } from '@sealbridge/policy';

import type { SessionContext, Transport } from '../access/caller.js';
import { Database } from '../platform/database/database.js';
import { inLane } from '../platform/database/lanes.js';

import { TOKEN_BYTES } from './session-rules.js';

/** A session that ended is found out within this time here, and at once inside the act it is used for. */
const CACHE_MS = 5_000;
const MAX_CACHED = 10_000;
const BEARER = /^Bearer (?<token>[A-Za-z0-9_-]{43})$/u;

const ATTRIBUTES = { name: 'session-attributes', text: 'select sealbridge.session_attributes($1) as subject' };

interface Cached {
  readonly session: SessionContext | null;
  readonly at: number;
}

/** Whose session a token is. */
@Injectable()
export class CallerService {
  readonly #cache = new Map<string, Cached>();

  constructor(private readonly database: Database) {}

  /** The live session of an Authorization header, or null when there is none. */
  sessionOf(authorization: string, now = Date.now()): Promise<SessionContext | null> {
    return this.#session(BEARER.exec(authorization)?.groups?.['token'] ?? null, 'bearer', now);
  }

  /** The live session of a cookie's value, or null when there is none. */
  sessionOfCookie(value: string | null, now = Date.now()): Promise<SessionContext | null> {
    return this.#session(value, 'cookie', now);
  }

  /** From now on the token of this hash is looked up anew: its session has ended, or has another token. */
  forget(tokenSha256: Uint8Array): void {
    this.#cache.delete(toHex(tokenSha256));
  }

  /** A token counts on the way it was given out for alone: one that leaked from a browser is no use to a program. */
  async #session(token: string | null, transport: Transport, now: number): Promise<SessionContext | null> {
    const bytes = token === null ? null : decode(token);
    if (bytes === null) return null;
    const session = await this.#known(sha256(bytes), now);
    return session?.transport === transport ? session : null;
  }

  async #known(tokenSha256: Uint8Array, now: number): Promise<SessionContext | null> {
    const key = toHex(tokenSha256);
    const cached = this.#cache.get(key);
    if (cached !== undefined && now - cached.at < CACHE_MS) return cached.session;
    const session = await this.#load(tokenSha256);
    // what finds no session is not remembered: made-up tokens must not push out those of people
    if (session === null) {
      this.#cache.delete(key);
      return null;
    }
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(key, { session, at: now });
    return session;
  }

  async #load(tokenSha256: Uint8Array): Promise<SessionContext | null> {
    // this stands before every request of a member, what is urgent among them
    const [row] = await inLane('urgent', () =>
      this.database.query<{ subject: { readonly transport: Transport } | null }>(ATTRIBUTES, [tokenSha256]),
    );
    const subject = row?.subject ?? null;
    if (subject === null) return null;
    const { device, member, org } = parseMember({ ...subject, agreements: [] });
    return { tokenSha256, transport: subject.transport, device, member, organisation: org };
  }
}

function decode(token: string): Uint8Array | null {
  try {
    const bytes = fromBase64Url(token);
    return bytes.length === TOKEN_BYTES ? bytes : null;
  } catch {
    return null;
  }
}
