import { Injectable } from '@nestjs/common';
import type { DeviceAdd, EventRecord } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { invalid } from '../platform/graphql/user-error.js';

import { InvitationRepository } from './invitations/invitation.repository.js';
import { PeopleRepository } from './people.repository.js';

/** Members and devices as projections of the chains of their organisations. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly invitations: InvitationRepository,
  ) {}

  /**
   * Writes what a verified event says of members and devices; from then on policy refuses whoever ended. Throws Rejected
   * E_INVITATION for a device whose invitation nobody joined with it, or that was revoked or confirmed before.
   */
  async project(tx: Transaction, { leaf, eventHash, body }: EventRecord): Promise<void> {
    const event = body?.event;
    switch (event?.type) {
      case 'MEMBER_ADD':
        await this.people.addMember(tx, leaf.org, event);
        return;
      case 'MEMBER_UPDATE':
        await this.people.updateMember(tx, event);
        return;
      case 'MEMBER_REMOVE':
        await this.people.removeMember(tx, event.member);
        return;
      case 'DEVICE_ADD':
        await this.people.addDevice(tx, leaf.org, event, eventHash);
        await this.#confirm(tx, leaf.org, event);
        return;
      case 'DEVICE_REVOKE':
        await this.people.revokeDevice(tx, event.device);
        return;
      default:
    }
  }

  async #confirm(tx: Transaction, org: Id, { invitation, member, device }: DeviceAdd): Promise<void> {
    if (invitation === null || (await this.invitations.confirm(tx, org, { id: invitation, member, device }))) return;
    throw new Rejected(invalid('E_INVITATION', 'the device did not join by an invitation that stands', 'records'));
  }
}
