import { hmacSha256, toHex, utf8 } from '@sealbridge/sodium';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';

import type { Lease } from '../limits/leases.js';
import type { RateLimit } from '../limits/rate-limits.js';
import { SCHEMA } from './data-source.js';

/** A process leases this part of a share at once, so that few requests pay a round trip. */
const LEASES_PER_SHARE = 50;

const TABLE = 'rate_limit';
/** Rows removed in one run. */
const CLEAR_BATCH = 10_000;

const CLEAR = `DELETE FROM ${SCHEMA}.${TABLE} WHERE key IN (
  SELECT key FROM ${SCHEMA}.${TABLE} WHERE expire < $1 ORDER BY expire LIMIT ${String(CLEAR_BATCH)})`;

/** One limit, counted on PostgreSQL by all replicas together. */
export class SharedCounter {
  readonly #limiter: RateLimiterPostgres;

  /** `macKey` is the same on every node; with it the table tells of nobody. */
  constructor(
    private readonly name: string,
    private readonly limit: RateLimit,
    source: DataSource,
    private readonly macKey: Uint8Array,
  ) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: source,
      storeType: 'typeorm',
      schemaName: SCHEMA,
      tableName: TABLE,
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: '',
      points: limit.points,
      duration: limit.seconds,
    });
  }

  /** Takes a part of the share of `key` that holds at least `points`, or what is left of it. Rejects when PostgreSQL does. */
  async lease(key: string, points: number): Promise<Lease> {
    const wanted = Math.max(points, Math.floor(this.limit.points / LEASES_PER_SHARE), 1);
    const mac = toHex(hmacSha256(this.macKey, utf8(`${this.name}|${key}`)));
    try {
      const taken = await this.#limiter.consume(mac, wanted);
      return { left: wanted, until: Date.now() + taken.msBeforeNext, isLast: false };
    } catch (problem) {
      if (!(problem instanceof RateLimiterRes)) throw problem;
      const before = problem.consumedPoints - wanted;
      const left = Math.max(0, this.limit.points - before);
      return { left, until: Date.now() + problem.msBeforeNext, isLast: true };
    }
  }
}

/** Where the counters lie: connections of their own, so that they count while everything else waits. */
export class CounterStore {
  constructor(private readonly source: DataSource) {}

  /** The counter of one limit; `macKey` is the same on every node. */
  counter(name: string, limit: RateLimit, macKey: Uint8Array): SharedCounter {
    return new SharedCounter(name, limit, this.source, macKey);
  }

  /** Removes counters that are over, of every limit. */
  async clear(): Promise<void> {
    await this.source.query(CLEAR, [Date.now()]);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
