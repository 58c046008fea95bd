const MINUTE_MS = 60_000;
const MAX_KEYS = 10_000;

/** Counts attempts per key in fixed windows, of a minute unless another length is given. Bounded: when too many keys come, the window starts anew. */
export class AttemptLimiter {
  #counts = new Map<string, number>();
  #windowStart = 0;

  constructor(
    private readonly perWindow: number,
    private readonly windowMs = MINUTE_MS,
  ) {}

  /** Counts one attempt; false when the key has had its share of this window. */
  allows(key: string, now = Date.now()): boolean {
    if (now - this.#windowStart >= this.windowMs || this.#counts.size >= MAX_KEYS) {
      this.#counts = new Map();
      this.#windowStart = now;
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.perWindow;
  }
}
