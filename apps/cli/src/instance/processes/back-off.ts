const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A process that ran this long is healthy: the next crash starts from the short pause again. */
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before a crashed process is started again: doubling from 250 ms, never more than 15 s. */
export class BackOff {
  private crashes = 0;

  /** The pause after a run of `ranForMs`. */
  next(ranForMs: number): number {
    if (ranForMs >= HEALTHY_AFTER_MS) this.crashes = 0;
    return Math.min(FIRST_PAUSE_MS * 2 ** this.crashes++, LONGEST_PAUSE_MS);
  }
}
