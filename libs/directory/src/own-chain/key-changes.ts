import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryState } from '../directory-state.js';
import type { EpochReason } from '../event.js';
import { fingerprint } from '../fingerprint.js';
import type { Epoch, LogIndex, Unit } from '../world.js';
import type { ChainEvent } from './chain-event.js';

/** Who signed the event that began an epoch, and in what capacity. */
export type VouchedBy = Pick<ChainEvent, 'signers' | 'signedAs'>;

/** What was last used of a unit: its epoch, and how far its chain went then. */
export interface LastUse {
  readonly epoch: number;
  /** Absent when only the epoch is remembered: what was added to that epoch since cannot be told then. */
  readonly seq?: number;
}

/** What a person is told before sealing to the key of a unit. */
export interface KeyChange {
  readonly unit: Id;
  readonly handle: string;
  /** The current epoch, its UNIX hour as its signer states it, and its place on the log. */
  readonly epoch: number;
  readonly sinceHour: number;
  readonly sinceIndex: LogIndex;
  readonly reason: EpochReason;
  readonly vouchedBy: VouchedBy | null;
  /** The epoch that was last used; null when nothing was sealed to the unit before. */
  readonly previous: number | null;
  /** Whether the key is another than the one last used, or more devices can open it. */
  readonly changed: boolean;
  /** Active devices that can open the current epoch and could not open what was last used, and the other way round. */
  readonly devicesAdded: readonly Id[];
  readonly devicesRemoved: readonly Id[];
  readonly fingerprint: string;
}

/** What changed of the key of a unit since it was last used; null when there is no such unit or it has no key. */
export function keyChanges(state: DirectoryState, unitHandle: string, since: LastUse | null): KeyChange | null {
  const unit = state.unitByHandle(unitHandle);
  const current = unit?.epochs.at(-1);
  if (unit === null || current === undefined) return null;
  const before = since === null ? [] : holdersThen(state, unit, since);
  const now = activeHolders(state, current);
  const devicesAdded = now.filter((device) => !before.includes(device));
  const devicesRemoved = before.filter((device) => !now.includes(device));
  const isSame = since?.epoch === current.epoch && devicesAdded.length === 0;
  return {
    unit: unit.unit,
    handle: unit.handle,
    epoch: current.epoch,
    sinceHour: current.hour,
    sinceIndex: current.addedIndex,
    reason: current.reason,
    vouchedBy: vouchedBy(state, unit.org, current),
    previous: since?.epoch ?? null,
    changed: !isSame,
    devicesAdded,
    devicesRemoved,
    fingerprint: fingerprint(current.kemPublicKey),
  };
}

/** Who signed the event that began an epoch; null when the chain could not be read so far. */
export function vouchedBy(state: DirectoryState, org: Id, { eventHash }: Epoch): VouchedBy | null {
  const found = state.events(org).find((event) => equal(event.eventHash, eventHash));
  return found === undefined ? null : { signers: found.signers, signedAs: found.signedAs };
}

/** Which devices could open an epoch when it was last used: those of today without what came by LOCKBOX_ADD after. */
function holdersThen(state: DirectoryState, unit: Unit, { epoch: number, seq }: LastUse): Id[] {
  const epoch = unit.epochs.find((candidate) => candidate.epoch === number);
  if (epoch === undefined) return [];
  const holders = [...epoch.lockboxes.keys()];
  if (seq === undefined) return holders;
  const later = state.events(unit.org).flatMap(({ seq: at, event }) => {
    const added = at > seq && event.type === 'LOCKBOX_ADD' && event.unit === unit.unit && event.epoch === number;
    return added ? [event.lockbox.device] : [];
  });
  return holders.filter((device) => !later.includes(device));
}

function activeHolders({ devices }: DirectoryState, { lockboxes }: Epoch): Id[] {
  return [...lockboxes.keys()].filter((device) => devices.get(device)?.ended === null);
}
