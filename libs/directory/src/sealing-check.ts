import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';
import { DirectoryError, requireThat } from './directory-error.js';
import { epochStatus } from './epoch-status.js';
import { MAX_CHECKPOINT_AGE_SECONDS, SECONDS_PER_HOUR } from './limits.js';
import type { LoggedLeaf } from './log-entries.js';
import { isBelieved } from './suspension.js';
import { recipientOf, type VerifiedRecipient } from './verified-recipient.js';
import type { Epoch } from './world.js';

/** What the checks before sealing look at. Times are UNIX seconds. */
export interface SealingCheck {
  readonly state: DirectoryState;
  /** Handle of the unit. */
  readonly recipientUnit: string;
  /** The local clock. */
  readonly now: number;
  /** Newest cosignature on the checkpoint relied on, after its quorum was checked. */
  readonly checkpointTime: number;
  /** Newest cosignature this client ever saw, so that setting the clock back does not help. */
  readonly newestCosignatureSeen?: number;
  /** All events of the unit's organisation on the log up to that checkpoint, as `scanEntries` gives them; others are passed over. */
  readonly logLeavesOfOrg: readonly LoggedLeaf[];
}

/**
 * The unit as a recipient, when everything of "Before sealing" in docs/reference/directory.md holds. Throws DirectoryError
 * E_STALE_CHECKPOINT, E_UNKNOWN_UNIT, E_PARTIAL, E_CHAIN, E_NOT_NEWEST, E_SUSPENDED, E_NO_EPOCH, E_EPOCH_CLOSED, E_EPOCH_STALE; there
 * is no way to send anyway.
 */
export function checkBeforeSealing(check: SealingCheck): VerifiedRecipient {
  const { state } = check;
  const now = requireFresh(check);
  const unit = state.unitByHandle(check.recipientUnit);
  const organisation = unit === null ? undefined : state.organisations.get(unit.org);
  if (unit === null || organisation === undefined) throw new DirectoryError('E_UNKNOWN_UNIT', 'no such unit');
  requireNewest(state, unit.org, check.logLeavesOfOrg);
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  requireLapsed(state, unit.org, hour);
  const suspended = state.isSuspended(unit.org, hour) || state.isSuspended(unit.unit, hour);
  requireThat(!suspended, 'E_SUSPENDED', 'the unit or its organisation is suspended');
  return recipientOf(state, organisation, unit, requireOpenEpoch(unit.epochs.at(-1), now), hour);
}

/** The stewards are asked too: who comes in by an event that does not count yet could admit the recipient, or lift its suspension. */
function requireLapsed(state: DirectoryState, org: Id, hour: number): void {
  const believed = [org, state.stewards].every((one) => one === null || isBelieved(state, one, hour));
  requireThat(believed, 'E_SUSPENDED', 'an event counts only once an emergency has lapsed');
}

function requireFresh({ now, checkpointTime, newestCosignatureSeen }: SealingCheck): number {
  const latest = Math.max(now, checkpointTime, newestCosignatureSeen ?? checkpointTime);
  const fresh = latest - checkpointTime <= MAX_CHECKPOINT_AGE_SECONDS;
  requireThat(fresh, 'E_STALE_CHECKPOINT', 'the checkpoint is older than one hour');
  return latest;
}

/** Throws unless the replay of an organisation is whole and ends at the newest of its events on the log. */
export function requireNewest(state: DirectoryState, org: Id, logLeaves: readonly LoggedLeaf[]): void {
  const chain = state.chains.get(org);
  requireThat(chain?.unreadFrom === null, 'E_PARTIAL', 'not all events of the organisation could be read');
  const newest = requireUnbroken(logLeaves.filter((leaf) => leaf.org === org));
  requireThat(newest.seq >= chain.seq, 'E_CHAIN', 'the directory holds an event that is not on the log');
  requireThat(newest.seq === chain.seq, 'E_NOT_NEWEST', 'the log holds a newer event of the organisation');
  requireThat(equal(newest.eventHash, chain.head), 'E_CHAIN', 'the log holds another chain of the organisation');
}

function requireUnbroken(leaves: readonly LoggedLeaf[]): LoggedLeaf {
  const broken = leaves.some((leaf, seq) => {
    const before = leaves[seq - 1];
    const follows =
      before === undefined ? leaf.prev === null : leaf.prev !== null && equal(leaf.prev, before.eventHash);
    return leaf.seq !== seq || !follows;
  });
  const newest = leaves.at(-1);
  requireThat(!broken && newest !== undefined, 'E_CHAIN', 'the events on the log are not one unbroken chain');
  return newest;
}

function requireOpenEpoch(epoch: Epoch | undefined, now: number): Epoch {
  requireThat(epoch !== undefined, 'E_NO_EPOCH', 'the unit has no key');
  const status = epochStatus(epoch, now);
  requireThat(status !== 'closed', 'E_EPOCH_CLOSED', 'the key of the unit is closed');
  requireThat(status !== 'stale', 'E_EPOCH_STALE', 'the key of the unit is overdue for rotation');
  return epoch;
}
