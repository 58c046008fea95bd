import type { RefusalCode } from '@sealbridge/policy';

import { forbidden } from '../platform/errors/api-error.js';
import type { Outcome } from './act.js';

/** Reasons that are about whoever asks, whatever they asked for. */
const OF_THE_CALLER: readonly RefusalCode[] = ['suspended', 'inactive', 'not_vetted'];

/**
 * What a query answers. Refused because of how the caller stands: throws ApiError FORBIDDEN with that reason and the reference, so that nobody takes
 * an empty list for an answer. Refused for any other reason: `nothing`, as if what was asked for were not there.
 */
export function answerOf<T, Nothing>(outcome: Outcome<T>, nothing: Nothing): T | Nothing {
  if (outcome.ok) return outcome.value;
  if (OF_THE_CALLER.includes(outcome.reason)) throw forbidden(outcome);
  return nothing;
}
