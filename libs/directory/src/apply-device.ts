import { isAcceptableKemKey, isAcceptableSigningKey, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { Authority } from './authority.js';
import { proofOfPossession, type ChainPosition } from './build-event.js';
import { claimInvitation, claimKeys, requireNewId, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import { closeEpoch, dueEpoch } from './epoch-status.js';
import type { DeviceAdd, DeviceRevoke, DeviceRevokeReason } from './event.js';
import { verifyJoinProof } from './invitation/join-proof.js';
import { MAX_OWN_DEVICES } from './limits.js';
import type { Device, Ending } from './world.js';

/** Effect of DEVICE_ADD, at the position its proof of possession must name. */
export function addDevice(
  draft: Draft,
  event: DeviceAdd,
  position: ChainPosition,
  { place, authority }: { readonly place: EventPlace; readonly authority: Authority },
): void {
  const member = draft.members.get(event.member);
  const active = member?.org === place.org && member.ended === null;
  requireThat(active, 'E_UNKNOWN_MEMBER', 'the member of the device is not an active one');
  const full = authority.as === 'own_device' && activeDevicesOf(draft, event.member).length >= MAX_OWN_DEVICES;
  requireThat(!full, 'E_DEVICES', 'the member has as many devices as it may let in');
  requireNewId(draft, event.device);
  requireDeviceKeys(event);
  requireThat(provesPossession(event, position), 'E_POP', 'the proof of possession does not verify');
  if (event.invitation !== null) claimInvitation(draft, event.invitation);
  putDevice(draft, { ...event, org: place.org }, place);
}

/** Throws E_SIGNING_KEY or E_KEM_KEY unless both public keys of a device are acceptable. */
export function requireDeviceKeys({ signPublicKey, kemPublicKey }: DevicePublicKeys): void {
  requireThat(isAcceptableSigningKey(signPublicKey), 'E_SIGNING_KEY', 'the signing key is not acceptable');
  requireThat(isAcceptableKemKey(kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
}

type DevicePublicKeys = Pick<Device, 'signPublicKey' | 'kemPublicKey'>;

/** Puts a device into the directory; `eventHash` is what its lockboxes name. Throws E_DUPLICATE_KEY. */
export function putDevice(
  draft: Draft,
  { device, org, member, signPublicKey, kemPublicKey }: Pick<Device, 'device' | 'org' | 'member'> & DevicePublicKeys,
  { index, eventHash }: Pick<EventPlace, 'index' | 'eventHash'>,
): void {
  claimKeys(draft, signPublicKey, kemPublicKey);
  draft.devicesOf.set(member, [...(draft.devicesOf.get(member) ?? []), device]);
  const added = { addedIndex: index, addedEventHash: eventHash, ended: null };
  draft.devices.set(device, { device, org, member, signPublicKey, kemPublicKey, ...added });
}

/** The devices of a member that have not ended. */
export function activeDevicesOf(data: Pick<Draft, 'devices' | 'devicesOf'>, member: Id): Device[] {
  return (data.devicesOf.get(member) ?? []).flatMap((id) => {
    const device = data.devices.get(id);
    return device?.ended === null ? [device] : [];
  });
}

function provesPossession(event: DeviceAdd, position: ChainPosition): boolean {
  const { invitation, proof, signPublicKey } = event;
  if (invitation !== null) return verifyJoinProof({ ...event, org: position.org, invitation }, proof);
  return verifyTyped('sr1.pop', proofOfPossession(position, event), proof, signPublicKey);
}

/** Effect of DEVICE_REVOKE: a lost or compromised device closes the epochs it could open, any other makes them due. */
export function revokeDevice(draft: Draft, event: DeviceRevoke, place: EventPlace): void {
  const device = draft.devices.get(event.device);
  const active = device?.org === place.org && device.ended === null;
  requireThat(active, 'E_UNKNOWN_DEVICE', 'no such active device');
  const ending = { index: place.index, hour: place.hour, reason: event.reason };
  endDevice(draft, device, ending, isExposed(event.reason) ? 'closed' : 'due');
}

/** Whether somebody else may have what a device held, when it ended for this reason. */
export function isExposed(reason: DeviceRevokeReason): boolean {
  return reason === 'lost' || reason === 'compromise';
}

/** Ends a device and marks the current epochs whose key it holds: those of units its member belongs to, for others hold no lockbox. */
export function endDevice(draft: Draft, device: Device, ending: Ending, epochs: 'due' | 'closed'): void {
  draft.devices.set(device.device, { ...device, ended: ending });
  for (const id of draft.members.get(device.member)?.units ?? []) {
    const unit = draft.units.get(id);
    const current = unit?.epochs.at(-1);
    if (unit === undefined || current?.lockboxes.has(device.device) !== true) continue;
    const marked = epochs === 'closed' ? closeEpoch(current) : dueEpoch(current, ending.hour);
    draft.units.set(unit.unit, { ...unit, epochs: [...unit.epochs.slice(0, -1), marked] });
  }
}

/** Throws E_LOCKBOX unless the device is active and its member belongs to the unit: only then it may hold the unit's key. */
export function requireUnitDevice(draft: Draft, id: Id, unit: Id): void {
  const device = draft.devices.get(id);
  const belongs = device !== undefined && draft.members.get(device.member)?.units.includes(unit) === true;
  requireThat(belongs && device.ended === null, 'E_LOCKBOX', 'a lockbox is for a device that is not of the unit');
}
