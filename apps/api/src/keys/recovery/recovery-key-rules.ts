import type { DirectoryState, Guardian, RecoveryKey } from '@sealbridge/directory';
import { equal } from '@sealbridge/sodium';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

/** The shortest delay of a recovery, in hours, but on an instance for demonstration: a day to see it and to stop it. */
export const MIN_DELAY_HOURS = 24;
/** An event is made now: its hour is that of the server or a neighbour. */
export const MAX_HOURS_OFF = 1;

/** What an instance asks of a recovery key besides its signatures. */
interface KeyCheck {
  readonly state: DirectoryState;
  /** The server's hour. */
  readonly hour: number;
  readonly demo: boolean;
}

/**
 * Throws Rejected E_RECOVERY_KEY when the delay is too short, or a guardian, whatever their organisation, is not an active device with
 * these keys; E_CLOCK when the event says it is of a later hour, from which on alone recoveries could begin.
 */
export function requireRecoveryKey(event: RecoveryKey, stated: number, { state, hour, demo }: KeyCheck): void {
  if (stated > hour + MAX_HOURS_OFF) throw clock();
  if (event.delayHours < MIN_DELAY_HOURS && !demo) {
    throw new Rejected(invalid('E_RECOVERY_KEY', 'the delay is under 24 hours', 'records'));
  }
  if (!event.guardians.every((guardian) => isStanding(state, guardian, hour))) {
    throw new Rejected(invalid('E_RECOVERY_KEY', 'a guardian is not an active device with these keys', 'records'));
  }
}

/** Throws Rejected E_CLOCK unless an event states the hour of the server or a neighbour. */
export function requireHour(stated: number, hour: number): void {
  if (Math.abs(stated - hour) > MAX_HOURS_OFF) throw clock();
}

function isStanding(state: DirectoryState, guardian: Guardian, hour: number): boolean {
  const device = state.devices.get(guardian.device);
  if (device?.ended !== null || device.org !== guardian.org || device.member !== guardian.member) return false;
  const own = equal(device.signPublicKey, guardian.signPublicKey) && equal(device.kemPublicKey, guardian.kemPublicKey);
  return own && ![device.org, device.member].some((subject) => state.isSuspended(subject, hour));
}

function clock(): Rejected {
  return new Rejected(invalid('E_CLOCK', 'the hour of the event is not now', 'records'));
}
