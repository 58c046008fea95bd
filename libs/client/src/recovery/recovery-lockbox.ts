import { type DirectoryState, epochKey, type RecoverySetup } from '@sealbridge/directory';
import { sealRecoveryLockbox } from '@sealbridge/keyring';
import { sha256, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory, type VerifiedDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { openListedSeed, ownLockboxes } from '../unit-keys/unit-seed.js';

/** Events that one publication holds, below what a server takes. */
const MAX_EVENTS = 190;

/** A recovery lockbox and its hash for the directory. */
export interface SealedRecoveryLockbox {
  readonly bytes: Uint8Array;
  readonly sha256: Uint8Array;
}

/** An epoch of a unit of an organisation. */
export interface EpochPlace {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
}

/** The seed of an epoch, sealed to the recovery key of its organisation; null while it has none. */
export function recoveryLockboxFor(
  state: DirectoryState,
  { org, unit, epoch }: EpochPlace,
  seed: Uint8Array,
): SealedRecoveryLockbox | null {
  const setup = state.recoveryOf(org);
  return setup === null ? null : sealTo(setup, { org, unit, epoch }, seed);
}

/** The same for a key that is known. */
export function sealTo(
  { number, kemPublicKey }: Pick<RecoverySetup, 'number' | 'kemPublicKey'>,
  { org, unit, epoch }: EpochPlace,
  seed: Uint8Array,
): SealedRecoveryLockbox {
  const bytes = sealRecoveryLockbox(seed, { org, unit, epoch, number }, kemPublicKey);
  return { bytes, sha256: sha256(bytes) };
}

/** Epochs of an organisation that have no recovery lockbox under its newest recovery key; none while it has no such key. */
export function epochsWithoutRecovery(state: DirectoryState, org: Id): EpochPlace[] {
  const setup = state.recoveryOf(org);
  if (setup === null) return [];
  return [...state.units.values()].flatMap(({ unit, org: owner, epochs }) =>
    owner !== org
      ? []
      : epochs.flatMap(({ epoch }) => (setup.lockboxes.has(epochKey({ unit, epoch })) ? [] : [{ org, unit, epoch }])),
  );
}

/** What was sealed to a recovery key, and what only others can seal to it. */
export interface SealedToRecovery {
  readonly sealed: number;
  /** Epochs whose key this device does not hold; a device that does adds them. */
  readonly left: number;
  /** Where the last event is on the log; null when there was none, or it was not seen there in time. */
  readonly entry: number | null;
}

/**
 * Seals the key of every epoch that this device holds to the newest recovery key, where that is missing. The person must have been shown
 * its guardians before: whoever made the key knows its seed.
 */
export async function addMissingRecoveryLockboxes(person: Person): Promise<SealedToRecovery> {
  const directory = await syncDirectory(person);
  const missing = epochsWithoutRecovery(directory.state, person.profile.org);
  const own = missing.filter(({ unit, epoch }) => holds(directory, unit, epoch, person.keys.device));
  let entry: number | null = null;
  let draft = new EventDraft(directory, person.profile.org, person.keys);
  const boxes = own.length === 0 ? [] : await ownLockboxes(person);
  for (const place of own) {
    if (draft.records.length >= MAX_EVENTS) {
      await publishDraft(person, draft, directory);
      draft = new EventDraft({ state: draft.state, log: directory.log }, person.profile.org, person.keys);
    }
    const { seed } = openListedSeed(person.keys, directory.state, boxes, place);
    addRecoveryLockbox(draft, place, seed);
    wipe(seed);
  }
  if (draft.records.length > 0) entry = await publishDraft(person, draft, directory);
  return { sealed: own.length, left: missing.length - own.length, entry };
}

/** RECOVERY_LOCKBOX for an epoch whose seed is open. */
export function addRecoveryLockbox(draft: EventDraft, place: EpochPlace, seed: Uint8Array): void {
  const setup = draft.state.recoveryOf(place.org);
  if (setup === null) throw new Error('the organisation has no recovery key');
  const { bytes, sha256: hash } = sealTo(setup, place, seed);
  const { unit, epoch } = place;
  draft.add({ type: 'RECOVERY_LOCKBOX', unit, epoch, keyNumber: setup.number, sha256: hash });
  draft.addRecoveryLockbox(unit, epoch, bytes);
}

function holds({ state }: VerifiedDirectory, unit: Id, epoch: number, device: Id): boolean {
  return state.epoch(unit, epoch)?.lockboxes.has(device) === true;
}
