import { isAcceptableKemKey, sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { requireUnitDevice } from './apply-device.js';
import { claimKeys, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import { closeEpoch, dueEpoch } from './epoch-status.js';
import type { LockboxAdd, UnitEpoch } from './event.js';
import { MAX_LOCKBOXES } from './limits.js';
import type { Epoch, Unit } from './world.js';

/** Effect of UNIT_EPOCH: a new current epoch; the one before is closed or due by the reason. */
export function beginEpoch(draft: Draft, event: UnitEpoch, place: EventPlace): void {
  const unit = requireUnit(draft, event.unit, place.org);
  const before = unit.epochs.at(-1);
  requireThat(event.epoch === (before?.epoch ?? 0) + 1, 'E_EPOCH', 'the epoch does not follow the one before');
  const first = before === undefined;
  requireThat((event.reason === 'first') === first, 'E_EPOCH', 'the reason does not fit the epoch');
  requireThat(isAcceptableKemKey(event.kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
  for (const { device } of event.lockboxes) requireUnitDevice(draft, device, event.unit);
  claimKeys(draft, event.kemPublicKey);
  const epoch: Epoch = {
    epoch: event.epoch,
    kemPublicKey: event.kemPublicKey,
    kemPkSha256: sha256(event.kemPublicKey),
    lockboxes: new Map(event.lockboxes.map((entry) => [entry.device, entry.sha256])),
    reason: event.reason,
    history: event.history,
    hour: place.hour,
    addedIndex: place.index,
    eventHash: place.eventHash,
    closed: false,
    dueSince: null,
  };
  draft.units.set(unit.unit, { ...unit, epochs: [...endedBy(unit.epochs, event, place.hour), epoch] });
}

/**
 * Effect of LOCKBOX_ADD: one more device for an epoch whose history is open to all, or for the current one when its member reads it
 * already. Else somebody who joins would read what was sealed before, and the number of readers a sender confirmed would grow.
 */
export function addLockbox(draft: Draft, event: LockboxAdd, place: EventPlace): void {
  const unit = requireUnit(draft, event.unit, place.org);
  const epoch = unit.epochs.find((candidate) => candidate.epoch === event.epoch);
  requireThat(epoch !== undefined, 'E_EPOCH', 'no such epoch');
  const allowed = epoch === unit.epochs.at(-1) || epoch.history === 'all';
  requireThat(allowed, 'E_EPOCH', 'the history of the epoch is not open to newcomers');
  const { device, sha256: hash } = event.lockbox;
  requireUnitDevice(draft, device, event.unit);
  const newcomer = epoch.history === 'from_join' && !holdsLockbox(draft, epoch, draft.devices.get(device)?.member);
  requireThat(!newcomer, 'E_EPOCH', 'the history of the epoch is not open to newcomers');
  requireThat(!epoch.lockboxes.has(device), 'E_LOCKBOX', 'the device has its lockbox already');
  requireThat(epoch.lockboxes.size < MAX_LOCKBOXES, 'E_LOCKBOX', 'the epoch has all the lockboxes it may have');
  const widened = { ...epoch, lockboxes: new Map([...epoch.lockboxes, [device, hash]]) };
  const epochs = unit.epochs.map((candidate) => (candidate === epoch ? widened : candidate));
  draft.units.set(unit.unit, { ...unit, epochs });
}

function holdsLockbox(draft: Draft, epoch: Epoch, member: Id | undefined): boolean {
  return [...epoch.lockboxes.keys()].some((device) => draft.devices.get(device)?.member === member);
}

function endedBy(epochs: readonly Epoch[], next: UnitEpoch, hour: number): Epoch[] {
  const exposed = next.reason === 'compromise' || next.reason === 'removal';
  return epochs.map((epoch, index) => {
    if (index < epochs.length - 1) return epoch;
    return exposed ? closeEpoch(epoch) : dueEpoch(epoch, hour);
  });
}

function requireUnit(draft: Draft, id: Id, org: Id): Unit {
  const unit = draft.units.get(id);
  requireThat(unit?.org === org, 'E_UNKNOWN_UNIT', 'no such unit in this organisation');
  return unit;
}
