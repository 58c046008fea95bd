import type { Id, Right } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';
import { isInForce, isKnownAt } from './in-force.js';
import { isConfirmedAt } from './suspension.js';
import type { Device, LogIndex, Member } from './world.js';

/** A device that was in force at a position, and its member. */
export interface DeviceInForce {
  readonly device: Device;
  readonly member: Member;
}

/** What a signer must have been to sign in the name of a unit. */
export interface SignerClaim {
  readonly device: Id;
  readonly org: Id;
  readonly unit: Id;
  readonly right: Right;
}

/**
 * The device as it stood at a position of the log (null: now), or null when it was not in force there or when events of its
 * organisation up to that position could not be read, or a confirmed suspension of its member or organisation covers it.
 * Position comes from the log, so a thief of a revoked device cannot back-date (security-corrections A5).
 */
export function deviceAt(state: DirectoryState, device: Id, position: LogIndex): DeviceInForce | null {
  const found = state.devices.get(device);
  if (found === undefined || !isKnownAt(state, found.org, position) || !isInForce(found, position)) return null;
  if ([found.org, found.member].some((subject) => isConfirmedAt(state, subject, position))) return null;
  const member = state.members.get(found.member);
  return member === undefined ? null : { device: found, member };
}

/** The signer when it was in force, of that organisation and unit, with that right; else null (security-corrections A7). */
export function signerAt(state: DirectoryState, claim: SignerClaim, position: LogIndex): DeviceInForce | null {
  const found = deviceAt(state, claim.device, position);
  if (found?.device.org !== claim.org) return null;
  const entitled = found.member.units.includes(claim.unit) && found.member.rights.includes(claim.right);
  return entitled && !isConfirmedAt(state, claim.unit, position) ? found : null;
}
