import {
  type DirectoryState,
  type Epoch,
  EPOCH_GRACE_HOURS,
  epochStatus,
  type EpochStatus,
  type History,
  MAX_EPOCH_AGE_HOURS,
  SECONDS_PER_HOUR,
  type Unit,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { holdersOf } from '../unit-keys/unit-keys.js';

/** Hours before the key of a unit is 90 days old in which rotation is near. */
const NEAR_HOURS = 15 * 24;

/** How urgent a new key of a unit is: nothing can be sent to it, rotation is due, near, or not. */
export type RotationUrgency = 'blocked' | 'due' | 'near' | 'none';

/** What rotation of one unit would do, and why. Hours are UNIX hours. */
export interface UnitRotation {
  readonly unit: Id;
  readonly handle: string;
  /** The current epoch; 0 for a unit without a key. */
  readonly epoch: number;
  readonly history: History | null;
  /** Whether anything may be sealed to it; `none` without a key. */
  readonly status: EpochStatus | 'none';
  readonly urgency: RotationUrgency;
  /** Hour from which on rotation is due; null for a unit without a key. */
  readonly dueFrom: number | null;
  /** Hour from which on nothing more is taken that is sealed to it; null when that is so already. */
  readonly refusedFrom: number | null;
  /** Active devices of members of the unit: each gets a lockbox of a new epoch. */
  readonly holders: number;
  /** Active devices of the unit that do not open the current epoch. */
  readonly withoutKey: number;
}

/** Every unit of an organisation, the most urgent first. Pure: what the directory says at a time in UNIX seconds. */
export function rotationPlan(state: DirectoryState, org: Id, now: number): UnitRotation[] {
  const units = [...state.units.values()].filter((unit) => unit.org === org);
  return units.map((unit) => rotationOf(state, unit, now)).sort(byUrgency);
}

/** The same of one unit. */
export function rotationOf(state: DirectoryState, { unit, handle, epochs }: Unit, now: number): UnitRotation {
  const current = epochs.at(-1) ?? null;
  const holders = holdersOf(state, unit);
  const withoutKey = holders.filter(({ device }) => current?.lockboxes.has(device) !== true).length;
  const base = { unit, handle, holders: holders.length, withoutKey };
  if (current === null) {
    const urgency = holders.length > 0 ? 'blocked' : 'none';
    return { ...base, epoch: 0, history: null, status: 'none', urgency, dueFrom: null, refusedFrom: null };
  }
  const { epoch, history } = current;
  const status = epochStatus(current, now);
  const dueFrom = dueHour(current);
  const urgency = urgencyOf(status, dueFrom, Math.floor(now / SECONDS_PER_HOUR));
  const refusedFrom = status === 'open' ? dueFrom + EPOCH_GRACE_HOURS : null;
  return { ...base, epoch, history, status, urgency, dueFrom, refusedFrom };
}

/** Whether a unit can get a new key and needs one by now. */
export function needsRotation({ urgency, holders }: UnitRotation): boolean {
  return holders > 0 && (urgency === 'blocked' || urgency === 'due');
}

function dueHour({ hour, dueSince }: Epoch): number {
  const tooOld = hour + MAX_EPOCH_AGE_HOURS;
  return dueSince === null ? tooOld : Math.min(dueSince, tooOld);
}

function urgencyOf(status: EpochStatus, dueFrom: number, hour: number): RotationUrgency {
  if (status !== 'open') return 'blocked';
  if (dueFrom <= hour) return 'due';
  return dueFrom - NEAR_HOURS <= hour ? 'near' : 'none';
}

const ORDER: readonly RotationUrgency[] = ['blocked', 'due', 'near', 'none'];

function byUrgency(one: UnitRotation, other: UnitRotation): number {
  const step = ORDER.indexOf(one.urgency) - ORDER.indexOf(other.urgency);
  return step === 0 ? one.handle.localeCompare(other.handle) : step;
}
