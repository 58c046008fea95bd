import { EMERGENCY_SUSPENSION_HOURS, type Id } from '@sealbridge/vocabulary';
import type { DirectoryData } from './directory-data.js';
import { isInForce } from './in-force.js';
import type { LogIndex, Suspension } from './world.js';

/**
 * Whether every event of an organisation counts at a UNIX hour. An hour is the word of its signer: who claims that an emergency is
 * over is not believed before it is.
 */
export function isBelieved({ chains }: Pick<DirectoryData, 'chains'>, org: Id, hour: number): boolean {
  return (chains.get(org)?.notBefore ?? 0) <= hour;
}

type SuspensionsView = Pick<DirectoryData, 'suspensions'>;

/** The suspension of a subject that is not lifted, lapsed or not; else null. */
export function openSuspension({ suspensions }: SuspensionsView, subject: Id): Suspension | null {
  const last = suspensions.get(subject)?.at(-1);
  return last === undefined || last.ended !== null ? null : last;
}

/** Whether a subject is suspended at a UNIX hour: for everybody who has a clock. */
export function isSuspendedAtHour(data: SuspensionsView, subject: Id, hour: number): boolean {
  const open = openSuspension(data, subject);
  return open !== null && (open.confirmed !== null || hour < open.sinceHour + EMERGENCY_SUSPENSION_HOURS);
}

/**
 * Whether a suspension that is not lifted stands before a position of the log (null: now), lapsed or not: for stewards, whose
 * signature admits and suspends others. An hour is its signer's word, so no hour lets a suspended steward come back.
 */
export function isSuspendedOnLog({ suspensions }: SuspensionsView, subject: Id, position: LogIndex): boolean {
  return (suspensions.get(subject) ?? []).some((suspension) => isInForce(suspension, position));
}

/** Whether a confirmed suspension of a subject covers a position of the log (null: now). */
export function isConfirmedAt({ suspensions }: SuspensionsView, subject: Id, position: LogIndex): boolean {
  return (suspensions.get(subject) ?? []).some(
    ({ confirmed, ended }) => confirmed !== null && isInForce({ addedIndex: confirmed.index, ended }, position),
  );
}
