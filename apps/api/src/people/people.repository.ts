import { Injectable } from '@nestjs/common';
import {
  parsePrivatePart,
  type Device,
  type DeviceAdd,
  type MemberAdd,
  type MemberUpdate,
} from '@sealbridge/directory';
import { markingRank, rightsOfRoles, type Id, type Right } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { DeviceEntity } from './device.entity.js';
import { MemberEntity, MemberUnitEntity } from './member.entity.js';

/** Functions of the definer's: a directory act sees no session but its own. */
const END_SESSIONS = { name: 'people-end-sessions', text: 'select end_sessions($1::uuid[])' };
const END_DEVICE_SESSIONS = { name: 'people-end-device-sessions', text: 'select end_device_sessions($1)' };

const DROP_LOCKBOXES = {
  name: 'people-drop-lockboxes',
  text: 'delete from lockbox where device_id in (select id from device where member_id = $1)',
};

const ADD_PERSON = {
  name: 'people-add-person',
  text: 'insert into member_person (member_id, org_id, person) values ($1, $2, $3)',
};

/** Members and devices. */
@Injectable()
export class PeopleRepository {
  /**
   * Adds a member with units, and the person behind the handle where the private part says so. A liaison reads what others
   * report, so each is vetted by name before.
   */
  async addMember(tx: Transaction, orgId: Id, event: MemberAdd, privatePart: Uint8Array | null): Promise<void> {
    await tx.manager.insert(MemberEntity, {
      id: event.member,
      orgId,
      roles: [...event.roles],
      rights: rightsOfRoles(event.roles),
      clearance: markingRank(event.clearance),
      trainingUntil: event.trainingUntil,
      jurisdictions: [...event.jurisdictions],
      seat: event.seat,
      country: event.country,
      state: event.roles.includes('liaison') ? 'provisional' : 'active',
    });
    const units = event.units.map((unitId) => ({ memberId: event.member, unitId, orgId }));
    if (units.length > 0) await tx.manager.insert(MemberUnitEntity, units);
    if (privatePart !== null) await tx.query(ADD_PERSON, [event.member, orgId, parsePrivatePart(privatePart).person]);
  }

  /** Changes what is true of a member for a time. */
  async updateMember(
    tx: Transaction,
    { member, clearance, trainingUntil, jurisdictions }: MemberUpdate,
  ): Promise<void> {
    const fields = { clearance: markingRank(clearance), trainingUntil, jurisdictions: [...jurisdictions] };
    await tx.manager.update(MemberEntity, { id: member }, fields);
  }

  /** Changes what a member may do. */
  async setRights(tx: Transaction, member: Id, rights: readonly Right[]): Promise<void> {
    await tx.manager.update(MemberEntity, { id: member }, { rights: [...rights] });
  }

  /** Ends a member, all the member's devices and their sessions. */
  async removeMember(tx: Transaction, member: Id): Promise<void> {
    await tx.query(END_SESSIONS, [[member]]);
    await tx.manager.update(MemberEntity, { id: member }, { state: 'removed' });
    await tx.manager.update(DeviceEntity, { memberId: member }, { state: 'revoked' });
    await tx.manager.delete(MemberUnitEntity, { memberId: member });
  }

  /** Adds a device. */
  async addDevice(
    tx: Transaction,
    orgId: Id,
    event: Pick<DeviceAdd, 'device' | 'member' | 'signPublicKey' | 'kemPublicKey'>,
    eventHash: Uint8Array,
  ): Promise<void> {
    await tx.manager.insert(DeviceEntity, {
      id: event.device,
      orgId,
      memberId: event.member,
      signPk: Buffer.from(event.signPublicKey),
      kemPk: Buffer.from(event.kemPublicKey),
      addEventHash: Buffer.from(eventHash),
      state: 'active',
    });
  }

  /** Ends a device, and says whose it was. */
  async revokeDevice(tx: Transaction, device: Id): Promise<Id> {
    await tx.query(END_DEVICE_SESSIONS, [device]);
    await tx.manager.update(DeviceEntity, { id: device }, { state: 'revoked' });
    const { memberId } = await tx.manager.findOneByOrFail(DeviceEntity, { id: device });
    return memberId;
  }

  /** Ends all devices of a member with their sessions and lockboxes, and adds the one that takes their place. */
  async replaceDevices(tx: Transaction, device: Device): Promise<void> {
    await tx.query(END_SESSIONS, [[device.member]]);
    await tx.query(DROP_LOCKBOXES, [device.member]);
    await tx.manager.update(DeviceEntity, { memberId: device.member }, { state: 'revoked' });
    await this.addDevice(tx, device.org, device, device.addedEventHash);
  }

  /** The public signing key of a device, active or not, or null. */
  async signKey(tx: Transaction, device: Id): Promise<Uint8Array | null> {
    const row = await tx.manager.findOneBy(DeviceEntity, { id: device });
    return row?.signPk ?? null;
  }
}
