/** Most keys of one limit that are remembered; the oldest goes first, and what it had left with it. */
const MAX_KEYS = 10_000;

/** What this process may still give out of one share. */
export interface Lease {
  /** Points left here. */
  left: number;
  /** UNIX milliseconds at which the window of the share ends. */
  readonly until: number;
  /** The share is used up: there is no more to lease before the window ends. */
  readonly isLast: boolean;
}

const MS_PER_SECOND = 1000;

/** The leases of one limit, by key. Bounded, so that no flood of keys fills memory; limits do not push each other's keys out. */
export class Leases {
  readonly #byKey = new Map<string, Lease>();

  /** Takes from the lease: 0 when taken, the seconds to wait when the share is used up, null when another lease is needed. */
  take(key: string, points: number, now: number): number | null {
    const lease = this.#byKey.get(key);
    if (lease === undefined || now >= lease.until) return null;
    if (lease.left >= points) {
      lease.left -= points;
      return 0;
    }
    return lease.isLast ? Math.ceil((lease.until - now) / MS_PER_SECOND) : null;
  }

  /** Adds a lease to what is left of the one before in the same window. */
  add(key: string, { left, until, isLast }: Lease, now: number): void {
    const before = this.#byKey.get(key);
    const kept = before !== undefined && now < before.until ? before.left : 0;
    this.#byKey.delete(key);
    this.#byKey.set(key, { left: left + kept, until, isLast });
    if (this.#byKey.size > MAX_KEYS) {
      const [oldest] = this.#byKey.keys();
      if (oldest !== undefined) this.#byKey.delete(oldest);
    }
  }
}
