import { AsyncLocalStorage } from 'node:async_hooks';

import { ApiError } from '../errors/api-error.js';

/** The end of one operation's time: what belongs to the operation asks it before each step. */
export class Deadline {
  #isOver = false;
  #commits = 0;

  /** Whether a COMMIT is on its way: what it does is not known before it is answered. */
  get isCommitting(): boolean {
    return this.#commits > 0;
  }

  expire(): void {
    this.#isOver = true;
  }

  /** Throws ApiError UNAVAILABLE `timeout` when the time is over. */
  check(): void {
    if (this.#isOver) throw new ApiError('UNAVAILABLE', 'timeout');
  }

  /** Runs a COMMIT; the operation is not told to have timed out while it is on its way. */
  async committing<T>(commit: () => Promise<T>): Promise<T> {
    this.#commits += 1;
    try {
      return await commit();
    } finally {
      this.#commits -= 1;
    }
  }
}

const deadlines = new AsyncLocalStorage<Deadline | null>();

/** Runs an operation under its deadline. */
export function underDeadline<T>(deadline: Deadline, operation: () => T): T {
  return deadlines.run(deadline, operation);
}

/** Runs what has to be done however late it is: the entry of an act that was not in time. */
export function withoutDeadline<T>(work: () => T): T {
  return deadlines.run(null, work);
}

/** The deadline of the operation this runs for; null outside one. */
export function currentDeadline(): Deadline | null {
  return deadlines.getStore() ?? null;
}
