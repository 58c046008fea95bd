import {
  type DirectoryState,
  epochStatus,
  type Epoch,
  type EpochReason,
  type History,
  type Member,
  type Unit,
} from '@sealbridge/directory';
import { lockboxFor, type LockboxHolder, makeUnitEpoch } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { EventDraft } from '../directory/event-draft.js';
import { recoveryLockboxFor } from '../recovery/recovery-lockbox.js';
import { openUnitSeed } from './unit-seed.js';
import type { Person } from '../session/person.js';

/**
 * Gives a newcomer's device the keys of a unit. Where the unit's history is open to all and this device can open it: a lockbox of
 * every such epoch. Else a new epoch for everybody, because whoever joins must not read what was sealed before.
 */
export async function addKeysFor(
  person: Person,
  draft: EventDraft,
  unitId: Id,
  device: Id,
  now: number,
): Promise<void> {
  const unit = unitOf(draft.state, unitId);
  for (const epoch of unit.epochs.filter(({ history }) => history === 'all')) {
    if (epoch.lockboxes.has(person.keys.device)) await addLockbox(person, draft, { unit, epoch, device });
  }
  const current = draft.state.currentEpoch(unitId);
  const reads = current?.lockboxes.has(device) === true && epochStatus(current, now) === 'open';
  if (!reads) beginEpoch(draft, unit, { reason: current === null ? 'first' : 'scheduled', leaving: null });
}

/**
 * Takes the keys of a unit from a member who is about to be removed: a new epoch for who stays. It comes before the removal, so that
 * whoever removes themselves can still sign it. False when nobody stays.
 */
export function rotateWithout(draft: EventDraft, unitId: Id, leaving: Id): boolean {
  const unit = unitOf(draft.state, unitId);
  if (unit.epochs.length === 0) return true;
  if (holdersOf(draft.state, unitId, leaving).length === 0) return false;
  beginEpoch(draft, unit, { reason: 'removal', leaving });
  return true;
}

/** Active devices of active members of a unit, but those of a member who is leaving. */
export function holdersOf(state: DirectoryState, unit: Id, leaving: Id | null = null): LockboxHolder[] {
  return [...state.devices.values()].flatMap((device) => {
    const member = state.members.get(device.member);
    if (device.ended !== null || device.member === leaving) return [];
    if (member?.ended !== null || !member.units.includes(unit)) return [];
    const { device: id, kemPublicKey, addedEventHash } = device;
    return [{ device: id, kemPublicKey, deviceEventHash: addedEventHash }];
  });
}

/** Active devices of a member. */
export function devicesOf(state: DirectoryState, { member }: Pick<Member, 'member'>): Id[] {
  return [...state.devices.values()].flatMap((device) =>
    device.member === member && device.ended === null ? [device.device] : [],
  );
}

interface NewLockbox {
  readonly unit: Unit;
  readonly epoch: Epoch;
  readonly device: Id;
}

async function addLockbox(person: Person, draft: EventDraft, { unit, epoch, device }: NewLockbox): Promise<void> {
  const holder = holdersOf(draft.state, unit.unit).find((candidate) => candidate.device === device);
  if (holder === undefined) throw new Error('the device is not of the unit');
  const { seed } = await openUnitSeed(person, draft.state, unit.unit, epoch.epoch);
  const lockbox = lockboxFor(seed, { org: unit.org, unit: unit.unit, epoch: epoch.epoch }, holder);
  wipe(seed);
  const entry = { device: lockbox.device, sha256: lockbox.sha256 };
  draft.add({ type: 'LOCKBOX_ADD', unit: unit.unit, epoch: epoch.epoch, lockbox: entry });
  draft.addLockbox(unit.unit, epoch.epoch, lockbox);
}

/** Why a unit gets a new key, and for whom it is made. */
export interface EpochFor {
  readonly reason: EpochReason;
  /** A member who gets no lockbox of it any more. */
  readonly leaving: Id | null;
  /** As before when absent. */
  readonly history?: History;
}

/** A new key of a unit for everybody in it, sealed to the recovery key too where the organisation has one. */
export function beginEpoch(
  draft: EventDraft,
  { org, unit, epochs }: Unit,
  { reason, leaving, history }: EpochFor,
): void {
  const epoch = epochs.length + 1;
  const { kem, lockboxes } = makeUnitEpoch({ org, unit, epoch }, holdersOf(draft.state, unit, leaving));
  const recovery = recoveryLockboxFor(draft.state, { org, unit, epoch }, kem.seed);
  wipe(kem.seed);
  draft.add({
    type: 'UNIT_EPOCH',
    unit,
    epoch,
    kemPublicKey: kem.publicKey,
    lockboxes: lockboxes.map(({ device, sha256 }) => ({ device, sha256 })),
    reason,
    history: history ?? epochs.at(-1)?.history ?? historyOfFirst(draft.state, org),
    recoveryLockboxSha256: recovery?.sha256 ?? null,
  });
  if (recovery !== null) draft.addRecoveryLockbox(unit, epoch, recovery.bytes);
  for (const lockbox of lockboxes) draft.addLockbox(unit, epoch, lockbox);
}

/** What an NGO's unit has was written there: newcomers read it. A unit that receives gives newcomers nothing from before. */
function historyOfFirst(state: DirectoryState, org: Id): History {
  return state.organisations.get(org)?.kind === 'ngo' ? 'all' : 'from_join';
}

function unitOf(state: DirectoryState, id: Id): Unit {
  const unit = state.units.get(id);
  if (unit === undefined) throw new Error('no such unit');
  return unit;
}
