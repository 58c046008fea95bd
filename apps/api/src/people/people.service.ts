import { Injectable } from '@nestjs/common';
import type { EventRecord } from '@sealbridge/directory';

import type { Transaction } from '../platform/database/transaction.js';

import { PeopleRepository } from './people.repository.js';
import { SessionRepository } from './session.repository.js';

/** Members and devices as projections of the chains of their organisations. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** Writes what a verified event says of members and devices; whoever ends is signed out in the same transaction. */
  async project(tx: Transaction, { leaf, eventHash, body }: EventRecord): Promise<void> {
    const event = body?.event;
    switch (event?.type) {
      case 'MEMBER_ADD':
        await this.people.addMember(tx, leaf.org, event);
        return;
      case 'MEMBER_REMOVE':
        await this.people.removeMember(tx, event.member);
        await this.sessions.endOfMember(tx, event.member);
        return;
      case 'DEVICE_ADD':
        await this.people.addDevice(tx, leaf.org, event, eventHash);
        return;
      case 'DEVICE_REVOKE':
        await this.people.revokeDevice(tx, event.device);
        await this.sessions.endOfDevice(tx, event.device);
        return;
      default:
    }
  }
}
