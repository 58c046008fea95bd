import { EPOCH_GRACE_HOURS, MAX_EPOCH_AGE_HOURS, SECONDS_PER_HOUR } from './limits.js';
import type { Epoch } from './world.js';

/** Whether anything may be sealed to an epoch: not when it is closed, nor when it is stale. */
export type EpochStatus = 'open' | 'stale' | 'closed';

/** Status of an epoch at a time in UNIX seconds (security.md 2.2, security-corrections B5). */
export function epochStatus(epoch: Pick<Epoch, 'closed' | 'hour' | 'dueSince'>, now: number): EpochStatus {
  if (epoch.closed) return 'closed';
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  const tooOld = epoch.hour + MAX_EPOCH_AGE_HOURS;
  const due = epoch.dueSince === null ? tooOld : Math.min(epoch.dueSince, tooOld);
  // Hours are the signer's word: one that lies ahead would put rotation off for ever.
  const stated = Math.max(epoch.hour, epoch.dueSince ?? 0);
  return hour - due >= EPOCH_GRACE_HOURS || stated - hour >= EPOCH_GRACE_HOURS ? 'stale' : 'open';
}

/** The epoch, closed at once. */
export function closeEpoch(epoch: Epoch): Epoch {
  return { ...epoch, closed: true };
}

/** The epoch, due since this hour or since an earlier one. */
export function dueEpoch(epoch: Epoch, hour: number): Epoch {
  return { ...epoch, dueSince: epoch.dueSince === null ? hour : Math.min(epoch.dueSince, hour) };
}
