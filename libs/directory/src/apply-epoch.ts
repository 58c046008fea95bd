import { isAcceptableKemKey, sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { requireUnitDevice } from './apply-device.js';
import type { Authority } from './authority.js';
import { claimKeys, type DirectoryData, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import { closeEpoch, dueEpoch } from './epoch-status.js';
import type { LockboxAdd, LockboxEntry, UnitEpoch } from './event.js';
import { MAX_LOCKBOXES } from './limits.js';
import { epochKey } from './recovery/recovery.js';
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
  keepRecoveryLockbox(draft, event, place.org);
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

/** Once an organisation has a recovery key, every epoch is sealed to it from the first moment. */
function keepRecoveryLockbox(draft: Draft, { unit, epoch, recoveryLockboxSha256 }: UnitEpoch, org: Id): void {
  const setup = draft.setups.get(org);
  const fits = (setup === undefined) === (recoveryLockboxSha256 === null);
  requireThat(fits, 'E_RECOVERY_LOCKBOX', 'an epoch has a recovery lockbox exactly when there is a recovery key');
  if (setup === undefined || recoveryLockboxSha256 === null) return;
  const lockboxes = new Map([...setup.lockboxes, [epochKey({ unit, epoch }), recoveryLockboxSha256]]);
  draft.setups.set(org, { ...setup, lockboxes });
}

/**
 * Effect of LOCKBOX_ADD: one more device for an epoch whose history is open to all, or for one that its member reads already: any epoch
 * when a device of that member hands it on, else the current one. Otherwise somebody who joins would read what was sealed before, and
 * the number of readers a sender confirmed would grow.
 */
export function addLockbox(draft: Draft, event: LockboxAdd, authority: Authority, place: EventPlace): void {
  const unit = requireUnit(draft, event.unit, place.org);
  const epoch = requireEpoch(unit, event.epoch);
  const { device } = event.lockbox;
  requireUnitDevice(draft, device, event.unit);
  const handedOn = authority.as === 'own_device';
  const allowed = handedOn || epoch.history === 'all' || isReadBy(draft, unit, epoch, device);
  requireThat(allowed, 'E_EPOCH', 'the history of the epoch is not open to newcomers');
  requireThat(!epoch.lockboxes.has(device), 'E_LOCKBOX', 'the device has its lockbox already');
  requireThat(epoch.lockboxes.size < MAX_LOCKBOXES, 'E_LOCKBOX', 'the epoch has all the lockboxes it may have');
  widenEpoch(draft, event.unit, event.epoch, event.lockbox);
}

/** Whether an epoch is the current one and the member of a device reads it already. */
function isReadBy(draft: Draft, unit: Unit, epoch: Epoch, device: Id): boolean {
  const member = draft.devices.get(device)?.member;
  return epoch === unit.epochs.at(-1) && member !== undefined && heldBy(draft, epoch, member);
}

/** Whether a device of a member holds a lockbox of an epoch, ended devices included. */
export function heldBy({ devices }: Pick<DirectoryData, 'devices'>, { lockboxes }: Epoch, member: Id): boolean {
  return [...lockboxes.keys()].some((device) => devices.get(device)?.member === member);
}

/** Adds a lockbox to an epoch. Nothing is checked. */
export function widenEpoch(draft: Draft, id: Id, number: number, { device, sha256: hash }: LockboxEntry): void {
  const unit = draft.units.get(id);
  if (unit === undefined) return;
  const epochs = unit.epochs.map((epoch) =>
    epoch.epoch === number ? { ...epoch, lockboxes: new Map([...epoch.lockboxes, [device, hash]]) } : epoch,
  );
  draft.units.set(id, { ...unit, epochs });
}

/** The epoch of this number. Throws E_EPOCH. */
export function requireEpoch(unit: Unit, number: number): Epoch {
  const epoch = unit.epochs.find((candidate) => candidate.epoch === number);
  requireThat(epoch !== undefined, 'E_EPOCH', 'no such epoch');
  return epoch;
}

function endedBy(epochs: readonly Epoch[], next: UnitEpoch, hour: number): Epoch[] {
  const exposed = next.reason === 'compromise' || next.reason === 'removal';
  return epochs.map((epoch, index) => {
    if (index < epochs.length - 1) return epoch;
    return exposed ? closeEpoch(epoch) : dueEpoch(epoch, hour);
  });
}

/** The unit of this organisation. Throws E_UNKNOWN_UNIT. */
export function requireUnit(draft: Draft, id: Id, org: Id): Unit {
  const unit = draft.units.get(id);
  requireThat(unit?.org === org, 'E_UNKNOWN_UNIT', 'no such unit in this organisation');
  return unit;
}
