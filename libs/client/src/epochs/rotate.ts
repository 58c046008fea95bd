import { type EpochReason, type History, listedLockbox } from '@sealbridge/directory';
import type { EventSigner } from '@sealbridge/directory';
import { wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory, type VerifiedDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { beginEpoch, holdersOf } from '../unit-keys/unit-keys.js';
import { openListedSeed, ownLockboxes } from '../unit-keys/unit-seed.js';

/** New keys for units. */
export interface Rotation {
  readonly units: readonly Id[];
  /** `compromise` closes the key before at once, `scheduled` leaves it a day. */
  readonly reason: Extract<EpochReason, 'scheduled' | 'compromise'>;
  /** What newcomers get of the time before from now on; as it was when absent. */
  readonly history?: History;
  /** Two roots that sign instead of this device. */
  readonly signers?: readonly EventSigner[];
}

/** A unit with a new key that was read back. */
export interface RotatedUnit {
  readonly unit: Id;
  readonly handle: string;
  readonly epoch: number;
  readonly history: History;
  /** Devices that open it. */
  readonly devices: number;
  /** Whether this device opened its own lockbox of it to the key that the directory names; false when it is not of the unit. */
  readonly opened: boolean;
}

/** New keys that are in force. */
export interface Rotated {
  readonly units: readonly RotatedUnit[];
  /** Where the last event is on the log; null when it was not seen there in time, and then nothing was read back. */
  readonly entry: number | null;
}

/**
 * Gives units new keys: everything is made here first, published as one, and read back. Until the server has taken all of it the old keys
 * are in force, from then on the new ones; whoever is interrupted asks the directory which. Throws a ClientError: `refused`, `conflict`,
 * and `verification` when what the server has afterwards is not what was made.
 */
export async function rotateUnits(person: Person, directory: VerifiedDirectory, rotation: Rotation): Promise<Rotated> {
  const { org } = person.profile;
  const draft = new EventDraft(directory, org, rotation.signers ?? person.keys);
  for (const id of rotation.units) addRotation(draft, id, rotation);
  const entry = await publishDraft(person, draft, directory);
  const units = entry === null ? [] : await readBack(person, draft, rotation.units);
  return { units, entry };
}

/** UNIT_EPOCH of one unit, for a draft that does more. Throws a ClientError (`refused`) for a unit nobody is in. */
export function addRotation(
  draft: EventDraft,
  id: Id,
  { reason, history }: Pick<Rotation, 'reason' | 'history'>,
): void {
  const unit = draft.state.units.get(id);
  if (unit === undefined) throw new Error('no such unit');
  if (holdersOf(draft.state, id).length === 0) throw nobody(unit.handle);
  const why = unit.epochs.length === 0 ? 'first' : reason;
  beginEpoch(draft, unit, { reason: why, leaving: null, ...(history === undefined ? {} : { history }) });
}

/** The directory anew, with its events as the log has them; and this device's lockboxes, opened to the keys that it names. */
async function readBack(person: Person, draft: EventDraft, ids: readonly Id[]): Promise<RotatedUnit[]> {
  const { state } = await syncDirectory(person);
  const boxes = await ownLockboxes(person);
  return ids.map((id) => {
    const made = draft.state.currentEpoch(id);
    const unit = state.units.get(id);
    const stored = made === null ? null : state.epoch(id, made.epoch);
    if (made === null || unit === undefined || stored === null) throw notThere();
    const device = person.keys.device;
    const listed = listedLockbox(state, id, made.epoch, device);
    if (listed !== null) wipe(openListedSeed(person.keys, state, boxes, { unit: id, epoch: made.epoch }).seed);
    const { handle } = unit;
    const { epoch, history, lockboxes } = stored;
    return { unit: id, handle, epoch, history, devices: lockboxes.size, opened: listed !== null };
  });
}

function nobody(handle: string): ClientError {
  return new ClientError(
    'E_NO_MEMBERS',
    'refused',
    `nobody with an active device is in ${handle}, so it cannot have a key`,
    'confirm somebody into the unit first',
  );
}

function notThere(): ClientError {
  return new ClientError(
    'E_NOT_READ_BACK',
    'verification',
    'the new key is on the log and the server does not give it',
    'run the command again; if it stays so, ask who runs the server',
  );
}
