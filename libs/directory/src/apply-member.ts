import { RIGHTS, rightsOfRoles, type Id } from '@sealbridge/vocabulary';
import { activeDevicesOf, endDevice } from './apply-device.js';
import { requireNewId, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { AdminAdd, AdminRemove, MemberAdd, MemberRemove, MemberUpdate } from './event.js';
import type { PrivatePart } from './private-part.js';
import { cancelOpen } from './recovery/open-recovery.js';
import type { Member } from './world.js';

/** Effect of MEMBER_ADD. The private part, where the copy has it, was checked against its hash before. */
export function addMember(draft: Draft, event: MemberAdd, part: PrivatePart | null, place: EventPlace): void {
  requireNewId(draft, event.member);
  const own = event.units.every((unit) => draft.units.get(unit)?.org === place.org);
  requireThat(own, 'E_UNKNOWN_UNIT', 'a unit of the member is not of this organisation');
  const isSteward = event.seat !== null || event.roles.includes('steward');
  requireThat(
    !isSteward || draft.stewards === place.org,
    'E_FIELD',
    'seat and role of a steward are for stewards alone',
  );
  draft.members.set(event.member, {
    member: event.member,
    org: place.org,
    units: event.units,
    roles: event.roles,
    rights: rightsOfRoles(event.roles),
    clearance: event.clearance,
    trainingUntil: event.trainingUntil,
    jurisdictions: event.jurisdictions,
    seat: event.seat,
    country: event.country,
    privateHash: event.privateHash,
    person: part,
    addedIndex: place.index,
    ended: null,
  });
}

/** Effect of MEMBER_UPDATE: what is true of a member for a time; everything else about it stays. */
export function updateMember(draft: Draft, event: MemberUpdate, place: EventPlace): void {
  const { clearance, trainingUntil, jurisdictions } = event;
  const member = requireMember(draft, event.member, place.org);
  draft.members.set(member.member, { ...member, clearance, trainingUntil, jurisdictions });
}

/** Effect of ADMIN_ADD and ADMIN_REMOVE: the right `directory.admin`, whatever the roles of the member are. */
export function changeAdministrator(draft: Draft, event: AdminAdd | AdminRemove, place: EventPlace): void {
  const member = requireMember(draft, event.member, place.org);
  const gives = event.type === 'ADMIN_ADD';
  const has = member.rights.includes('directory.admin');
  requireThat(has !== gives, 'E_ADMINISTRATOR', 'the member has the right already, or has it not');
  const rights = RIGHTS.filter((right) => (right === 'directory.admin' ? gives : member.rights.includes(right)));
  draft.members.set(member.member, { ...member, rights });
}

/** Effect of MEMBER_REMOVE: the member ends, and with it every device it still has and what is open of its recovery. */
export function removeMember(draft: Draft, event: MemberRemove, place: EventPlace): void {
  const member = requireMember(draft, event.member, place.org);
  const ending = { index: place.index, hour: place.hour, reason: event.reason };
  draft.members.set(member.member, { ...member, ended: ending });
  for (const device of activeDevicesOf(draft, member.member)) endDevice(draft, device, ending, 'due');
  cancelOpen(draft, place, 'removed', (recovery) => recovery.member === member.member);
}

/** The active member of this organisation. Throws E_UNKNOWN_MEMBER. */
export function requireMember(draft: Draft, id: Id, org: Id): Member {
  const member = draft.members.get(id);
  requireThat(member?.org === org && member.ended === null, 'E_UNKNOWN_MEMBER', 'no such active member');
  return member;
}
