import { EPOCH_GRACE_HOURS, MAX_EPOCH_AGE_HOURS, SECONDS_PER_HOUR } from './limits.js';
import type { Epoch } from './world.js';

/** Whether anything may be sealed to an epoch: not when it is closed, nor when it is stale. */
export type EpochStatus = 'open' | 'stale' | 'closed';

/** Status of an epoch at a time in UNIX seconds (security.md 2.2, security-corrections B5). */
export function epochStatus(epoch: Epoch, now: number): EpochStatus {
  if (epoch.closed) return 'closed';
  const tooOld = epoch.hour + MAX_EPOCH_AGE_HOURS;
  const due = epoch.dueSince === null ? tooOld : Math.min(epoch.dueSince, tooOld);
  return Math.floor(now / SECONDS_PER_HOUR) - due >= EPOCH_GRACE_HOURS ? 'stale' : 'open';
}

/** The epoch, closed at once. */
export function closeEpoch(epoch: Epoch): Epoch {
  return { ...epoch, closed: true };
}

/** The epoch, due since this hour or since an earlier one. */
export function dueEpoch(epoch: Epoch, hour: number): Epoch {
  return { ...epoch, dueSince: epoch.dueSince === null ? hour : Math.min(epoch.dueSince, hour) };
}
