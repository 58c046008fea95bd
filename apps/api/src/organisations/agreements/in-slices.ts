import { setImmediate } from 'node:timers/promises';

import { ApiError } from '../../platform/errors/api-error.js';

/** Milliseconds of work after which whatever else waits gets its turn. */
const SLICE_MS = 8;
/** More steps are not taken for one answer: thousands of people who all differ, asked about hundreds of sorts of reports. */
const MAX_STEPS = 500_000;

/**
 * Runs steps to their end without keeping others waiting: between two slices every request that has come in goes first. Throws
 * ApiError (UNAVAILABLE) when there are more than `most` steps.
 */
export async function inSlices<T>(steps: Generator<undefined, T, undefined>, most = MAX_STEPS): Promise<T> {
  let begun = performance.now();
  for (let taken = 0; taken <= most; taken += 1) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun < SLICE_MS) continue;
    await setImmediate();
    begun = performance.now();
  }
  throw new ApiError('UNAVAILABLE');
}
