import { Injectable } from '@nestjs/common';

import type { Transaction } from '../platform/database/transaction.js';

/** How long an invitation is kept after it expired, whatever became of it: who was invited, and by whom, stands on the log. */
export const INVITATION_KEPT_DAYS = 90;
/** How long a question is kept after its answer, or without one after it was asked: its words stand in the audit record. */
export const QUESTION_KEPT_DAYS = 90;

const FORGET = { name: 'people-forget', text: 'select forget_people($1::int, $2::int, $3::int)' };

/** What of people is kept for a time. */
@Injectable()
export class RetentionRepository {
  /** Deletes invitations and questions whose time is over, at most `limit` of each; by our own jobs alone. */
  async forget(tx: Transaction, limit: number): Promise<void> {
    await tx.query(FORGET, [INVITATION_KEPT_DAYS, QUESTION_KEPT_DAYS, limit]);
  }
}
