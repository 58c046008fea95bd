import type { Id } from '@sealbridge/vocabulary';
import type { Draft, EventPlace } from '../directory-data.js';
import { requireThat } from '../directory-error.js';
import type { Recovery, RecoverySetup } from './recovery.js';

/** The recovery key in force. Throws E_RECOVERY_KEY while the organisation has none. */
export function requireSetup(draft: Draft, org: Id): RecoverySetup {
  const setup = draft.setups.get(org);
  requireThat(setup !== undefined, 'E_RECOVERY_KEY', 'the organisation has no recovery key');
  return setup;
}

/** The open recovery of this id. Throws E_RECOVERY. */
export function requireOpen(draft: Draft, org: Id, id: Id): Recovery {
  const found = draft.recoveries.get(org)?.find((recovery) => recovery.id === id);
  requireThat(found?.state === 'open', 'E_RECOVERY', 'no such open recovery');
  return found;
}

/** Puts another version of a recovery in its place. */
export function replaceRecovery(draft: Draft, changed: Recovery): void {
  const all = draft.recoveries.get(changed.org) ?? [];
  draft.recoveries.set(
    changed.org,
    all.map((recovery) => (recovery.id === changed.id ? changed : recovery)),
  );
}

/** A recovery at its end. */
export function endRecovery(
  recovery: Recovery,
  state: 'cancelled' | 'completed',
  { index, hour }: EventPlace,
  { reason, by }: { readonly reason: string; readonly by: Id | null },
): Recovery {
  return { ...recovery, state, ended: { index, hour, reason }, endedBy: by };
}

/** Cancels the open recoveries of an organisation that a condition picks. */
export function cancelOpen(
  draft: Draft,
  place: EventPlace,
  reason: 'removed' | 'key_replaced',
  picks: (recovery: Recovery) => boolean,
): void {
  for (const recovery of draft.recoveries.get(place.org) ?? []) {
    if (recovery.state !== 'open' || !picks(recovery)) continue;
    replaceRecovery(draft, endRecovery(recovery, 'cancelled', place, { reason, by: null }));
  }
}
