import { isAcceptableKemKey, isAcceptableSigningKey, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { proofOfPossession, type ChainPosition } from './build-event.js';
import { claimInvitation, claimKeys, requireNewId, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import { closeEpoch, dueEpoch } from './epoch-status.js';
import type { DeviceAdd, DeviceRevoke } from './event.js';
import { verifyJoinProof } from './invitation/join-proof.js';
import type { Device, Ending } from './world.js';

/** Effect of DEVICE_ADD, at the position its proof of possession must name. */
export function addDevice(draft: Draft, event: DeviceAdd, position: ChainPosition, place: EventPlace): void {
  const member = draft.members.get(event.member);
  const active = member?.org === place.org && member.ended === null;
  requireThat(active, 'E_UNKNOWN_MEMBER', 'the member of the device is not an active one');
  requireNewId(draft, event.device);
  requireThat(isAcceptableSigningKey(event.signPublicKey), 'E_SIGNING_KEY', 'the signing key is not acceptable');
  requireThat(isAcceptableKemKey(event.kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
  requireThat(provesPossession(event, position), 'E_POP', 'the proof of possession does not verify');
  if (event.invitation !== null) claimInvitation(draft, event.invitation);
  claimKeys(draft, event.signPublicKey, event.kemPublicKey);
  draft.devicesOf.set(event.member, [...(draft.devicesOf.get(event.member) ?? []), event.device]);
  draft.devices.set(event.device, {
    device: event.device,
    org: place.org,
    member: event.member,
    signPublicKey: event.signPublicKey,
    kemPublicKey: event.kemPublicKey,
    addedIndex: place.index,
    addedEventHash: place.eventHash,
    ended: null,
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
  const exposed = event.reason === 'lost' || event.reason === 'compromise';
  endDevice(draft, device, ending, exposed ? 'closed' : 'due');
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
