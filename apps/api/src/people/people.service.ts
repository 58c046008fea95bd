import { Injectable } from '@nestjs/common';
import type { EventRecord } from '@sealbridge/directory';

import type { Transaction } from '../platform/database/transaction.js';

import { PeopleRepository } from './people.repository.js';

/** Members and devices as projections of the chains of their organisations. */
@Injectable()
export class PeopleService {
  constructor(private readonly people: PeopleRepository) {}

  /** Writes what a verified event says of members and devices; from then on policy refuses whoever ended. */
  async project(tx: Transaction, { leaf, eventHash, body }: EventRecord): Promise<void> {
    const event = body?.event;
    switch (event?.type) {
      case 'MEMBER_ADD':
        await this.people.addMember(tx, leaf.org, event);
        return;
      case 'MEMBER_REMOVE':
        await this.people.removeMember(tx, event.member);
        return;
      case 'DEVICE_ADD':
        await this.people.addDevice(tx, leaf.org, event, eventHash);
        return;
      case 'DEVICE_REVOKE':
        await this.people.revokeDevice(tx, event.device);
        return;
      default:
    }
  }
}
