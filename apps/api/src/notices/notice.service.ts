import { Injectable } from '@nestjs/common';

import type { Transaction } from '../platform/database/transaction.js';

import type { NoticeFact } from './notice-fact.types.js';
import { NoticeRepository } from './notice.repository.js';

/** Where every feature tells people that there is something to read. */
@Injectable()
export class NoticeService {
  constructor(private readonly notices: NoticeRepository) {}

  /**
   * Tells people of a fact if and only if the caller's transaction commits; any valid context will do. Nothing comes back: who
   * was told, or whether anybody was, is not the actor's to know.
   */
  raise(tx: Transaction, fact: NoticeFact): Promise<void> {
    return this.notices.raise(tx, fact);
  }
}
