import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { hkdfSha256, utf8 } from '@sealbridge/sodium';

import { API_CONFIGURATION, type ApiConfiguration, readCursorKey } from '../configuration/api-configuration.js';
import { CounterStore, type SharedCounter } from '../database/shared-counter.js';
import { ApiError } from '../errors/api-error.js';
import { Rejected } from '../graphql/rejected.js';
import { rateLimited } from '../graphql/user-error.js';
import { PeriodicJobs } from '../jobs/periodic-jobs.js';
import { failureFields, Log } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { Leases } from './leases.js';
import { type RateLimitName, rateLimitsWith } from './rate-limits.js';

const KEY_BYTES = 32;
/** After a failure of PostgreSQL nobody asks it again for this long, in milliseconds. */
const PAUSE_MS = 1_000;
const CLEAR_MS = 60_000;

interface Counted {
  readonly counter: SharedCounter;
  readonly leases: Leases;
  /** Leases under way, by key: those who wait for the same one share it. */
  readonly asking: Map<string, Promise<void>>;
}

/**
 * How often somebody may do something, over all replicas. The counters lie on PostgreSQL; each process takes parts of a share at once
 * and gives them out from memory. Where PostgreSQL does not answer nothing more is given out: callers get UNAVAILABLE.
 */
@Injectable()
export class RateLimiter implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #counted: Readonly<Record<RateLimitName, Counted>>;
  #turnedAway = new Map<RateLimitName, number>();
  #pausedUntil = 0;

  constructor(
    @Inject(CounterStore) private readonly store: CounterStore,
    @Inject(API_CONFIGURATION) configuration: ApiConfiguration,
    @Inject(PeriodicJobs) private readonly jobs: PeriodicJobs,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Log) private readonly log: Log,
  ) {
    const info = utf8('sealbridge/rate-limits');
    const key = hkdfSha256({ ikm: readCursorKey(configuration), salt: new Uint8Array(), info, length: KEY_BYTES });
    const limits = Object.entries(rateLimitsWith(configuration.limits)).map(([name, limit]) => [
      name,
      { counter: store.counter(name, limit, key), leases: new Leases(), asking: new Map() },
    ]);
    this.#counted = Object.fromEntries(limits) as Record<RateLimitName, Counted>;
  }

  onApplicationBootstrap(): void {
    this.jobs.every(CLEAR_MS, 'clear-rate-limits', () => this.store.clear());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  /**
   * Counts `points` of `key` against a limit. Gives 0 when they are within it, at once where this process has a lease; else the
   * seconds after which there is a new share. Throws ApiError UNAVAILABLE when the counters cannot be reached.
   */
  take(name: RateLimitName, key: string, points = 1): number | Promise<number> {
    const taken = this.#counted[name].leases.take(key, points, Date.now());
    if (taken === null) return this.#takeAfterLease(name, key, points);
    return this.#told(name, taken);
  }

  /** How often each limit turned somebody away since last asked, for the log: no one of them is an entry (security-corrections C10). */
  takeTurnedAway(): ReadonlyMap<RateLimitName, number> {
    const counts = this.#turnedAway;
    this.#turnedAway = new Map();
    return counts;
  }

  /** Counts one attempt. Throws Rejected RateLimited when the share is used up, ApiError UNAVAILABLE like `take`. */
  async requireAttempt(name: RateLimitName, key: string): Promise<void> {
    const seconds = await this.take(name, key);
    if (seconds > 0) throw new Rejected(rateLimited(seconds));
  }

  /** As `requireAttempt` for a question, whose answer has no member for it: throws ApiError RATE_LIMITED. */
  async requireQuestion(name: RateLimitName, key: string): Promise<void> {
    const seconds = await this.take(name, key);
    if (seconds > 0) throw new ApiError('RATE_LIMITED', undefined, seconds);
  }

  async #takeAfterLease(name: RateLimitName, key: string, points: number): Promise<number> {
    const { leases } = this.#counted[name];
    for (;;) {
      await this.#lease(name, key, points);
      const taken = leases.take(key, points, Date.now());
      if (taken === null) continue; // those who waited for the same lease were first
      return this.#told(name, taken);
    }
  }

  #told(name: RateLimitName, seconds: number): number {
    if (seconds > 0) {
      this.metrics.count(`rate_limited_${name}`);
      this.#turnedAway.set(name, (this.#turnedAway.get(name) ?? 0) + 1);
    }
    return seconds;
  }

  #lease(name: RateLimitName, key: string, points: number): Promise<void> {
    const { asking } = this.#counted[name];
    const asked = asking.get(key) ?? this.#ask(name, key, points).finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  }

  async #ask(name: RateLimitName, key: string, points: number): Promise<void> {
    if (Date.now() < this.#pausedUntil) throw new ApiError('UNAVAILABLE');
    const { counter, leases } = this.#counted[name];
    try {
      leases.add(key, await counter.lease(key, points), Date.now());
    } catch (error) {
      this.#pausedUntil = Date.now() + PAUSE_MS;
      this.metrics.count('rate_limits_unreachable');
      this.log.error('rate limits cannot be counted', failureFields(error));
      throw new ApiError('UNAVAILABLE');
    }
  }
}
