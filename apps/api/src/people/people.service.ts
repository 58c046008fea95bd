import { Injectable } from '@nestjs/common';
import type { Device, DeviceAdd, DirectoryState, EventRecord } from '@sealbridge/directory';
import type { Id, Right } from '@sealbridge/vocabulary';

import { Refusal } from '../access/refusal.js';
import { NoticeService } from '../notices/notice.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { invalid } from '../platform/graphql/user-error.js';

import { InvitationRepository } from './invitations/invitation.repository.js';
import { LinkRepository } from './links/link.repository.js';
import { PeopleRepository } from './people.repository.js';

/** Members and devices as projections of the chains of their organisations. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly invitations: InvitationRepository,
    private readonly links: LinkRepository,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Writes what a verified event says of members and devices; from then on policy refuses whoever ended. Throws Rejected
   * E_INVITATION for a device whose invitation nobody joined with it, or that was revoked or confirmed before, and for one that gave no
   * proof by the link it names.
   */
  async project(tx: Transaction, { leaf, eventHash, body, privateBytes }: EventRecord): Promise<void> {
    const event = body?.event;
    switch (event?.type) {
      case 'MEMBER_ADD':
        await this.people.addMember(tx, leaf.org, event, privateBytes);
        return;
      case 'MEMBER_UPDATE':
        await this.people.updateMember(tx, event);
        return;
      case 'MEMBER_REMOVE':
        await this.people.removeMember(tx, event.member);
        await this.invitations.revokeMadeBy(tx, leaf.org, event.member);
        return;
      case 'DEVICE_ADD':
        await this.people.addDevice(tx, leaf.org, event, eventHash);
        await this.#confirm(tx, leaf.org, event);
        return;
      case 'DEVICE_REVOKE':
        await this.#tell(tx, 'device_revoked', await this.people.revokeDevice(tx, event.device), event.device);
        return;
      default:
    }
  }

  /** What a member may do, when its roots have given or taken a right. */
  async setRights(tx: Transaction, member: Id, rights: readonly Right[]): Promise<void> {
    await this.people.setRights(tx, member, rights);
  }

  /** All devices of a member end, and this one takes their place. */
  async replaceDevices(tx: Transaction, device: Device): Promise<void> {
    await this.people.replaceDevices(tx, device);
  }

  /**
   * Throws Refusal last_admin when devices take from an organisation the last administrator who can sign: nobody could invite or
   * remove anybody any more. Two roots may do it.
   */
  requireAdministrator(before: DirectoryState, after: DirectoryState, org: Id, records: readonly EventRecord[]): void {
    const byDevice = records.some(({ signatures }) => signatures.some(({ kind }) => kind === 'device'));
    if (byDevice && hasAdministrator(before, org) && !hasAdministrator(after, org)) throw new Refusal('last_admin');
  }

  async #confirm(tx: Transaction, org: Id, { invitation, member, device }: DeviceAdd): Promise<void> {
    if (invitation === null) return;
    if (await this.invitations.confirm(tx, org, { id: invitation, member, device })) return;
    if (await this.links.use(tx, org, { link: invitation, member, device })) {
      await this.#tell(tx, 'device_added', member, device);
      return;
    }
    throw new Rejected(invalid('E_INVITATION', 'the device came by no invitation or link that stands', 'records'));
  }

  /** Told to the person even when it was theirs to do: whoever holds one of their devices can do it too. */
  #tell(tx: Transaction, kind: 'device_added' | 'device_revoked', member: Id, device: Id): Promise<void> {
    return this.notices.raise(tx, { kind, to: { member }, object: { type: 'member', id: member }, occasion: device });
  }
}

function hasAdministrator({ members, devices }: DirectoryState, org: Id): boolean {
  return [...devices.values()].some((device) => {
    const member = device.org === org && device.ended === null ? members.get(device.member) : undefined;
    return member?.ended === null && member.rights.includes('directory.admin');
  });
}
