import type { Id, Right } from '@sealbridge/vocabulary';
import type { DirectoryData } from './directory-data.js';
import { requireThat } from './directory-error.js';
import { isInForce } from './in-force.js';
import { requireSignature, type SignedBytes } from './root-authority.js';
import type { EventSignature } from './signature.js';
import { isConfirmedAt, isSuspendedAtHour, isSuspendedOnLog } from './suspension.js';
import type { Device, LogIndex, Member } from './world.js';

/** What of the directory tells who may sign; a draft and a DirectoryState both have it. */
export type SignersView = Pick<
  DirectoryData,
  'chains' | 'organisations' | 'members' | 'devices' | 'stewards' | 'suspensions'
>;

/**
 * Which suspensions of its member bar a device: those that hold at a UNIX hour; by the order of the log `any` that is not lifted, lapsed
 * or not; or only one that was `confirmed` there.
 */
export type BarredBy = number | 'any' | 'confirmed';

/** What a device must be to sign something. */
export interface DeviceRule {
  readonly org: Id;
  readonly right: Right;
  /** Position of the log at which the device must be in force; null for now; `ever` for at any time. */
  readonly at: LogIndex | 'ever';
  readonly barredBy: BarredBy;
}

/** The member whose device made this signature. Throws E_SIGNER (unknown, ended, suspended, without the right), E_SIGNATURE. */
export function requireDevice(
  data: SignersView,
  signature: EventSignature,
  signed: Pick<SignedBytes, 'body' | 'domain'>,
  rule: DeviceRule,
): Member {
  const member = requireDeviceInForce(data, signature, signed, rule);
  requireThat(member.rights.includes(rule.right), 'E_SIGNER', 'the signer lacks the right');
  return member;
}

/** The member whose device made this signature, whatever its rights. Throws E_SIGNER (unknown, ended, suspended), E_SIGNATURE. */
export function requireDeviceInForce(
  data: SignersView,
  signature: EventSignature,
  signed: Pick<SignedBytes, 'body' | 'domain'>,
  rule: Omit<DeviceRule, 'right'>,
): Member {
  const device = data.devices.get(signature.signer);
  const member = device?.org === rule.org ? data.members.get(device.member) : undefined;
  requireThat(device !== undefined && member !== undefined, 'E_SIGNER', 'the signer is not a device of the signers');
  if (rule.at !== 'ever') requireActive(data, device, rule.at, rule.barredBy);
  requireSignature(signature, device.signPublicKey, signed);
  return member;
}

function requireActive(data: SignersView, device: Device, at: LogIndex, barredBy: BarredBy): void {
  requireThat(isInForce(device, at), 'E_SIGNER', 'the signer is not an active device');
  requireThat(!isBarred(data, device.member, at, barredBy), 'E_SIGNER', 'the signer is suspended');
}

function isBarred(data: SignersView, member: Id, at: LogIndex, barredBy: BarredBy): boolean {
  if (barredBy === 'any') return isSuspendedOnLog(data, member, at);
  return barredBy === 'confirmed' ? isConfirmedAt(data, member, at) : isSuspendedAtHour(data, member, barredBy);
}
