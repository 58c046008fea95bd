import { CHALLENGES_PER_MINUTE } from './session-rules.js';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

/** Counts attempts per address in fixed windows of a minute. Bounded: when too many addresses come, the window starts anew. */
export class AttemptLimiter {
  #counts = new Map<string, number>();
  #windowStart = 0;

  /** Counts one attempt; false when the address has had its share of this minute. */
  allows(address: string, now = Date.now()): boolean {
    if (now - this.#windowStart >= WINDOW_MS || this.#counts.size >= MAX_ADDRESSES) {
      this.#counts = new Map();
      this.#windowStart = now;
    }
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    return count <= CHALLENGES_PER_MINUTE;
  }
}
