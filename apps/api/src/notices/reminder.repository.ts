import { Injectable } from '@nestjs/common';

import type { Transaction } from '../platform/database/transaction.js';

import { REMINDERS } from './reminder.sql.js';

/** Any number, the same in every process: one of them reminds, the others need not wait for it. */
const REMINDER_LOCK = 7_301_215;

const LOCK = { name: 'reminder-lock', text: 'select pg_try_advisory_xact_lock($1) as held' };

/** Finds what is near and tells it. */
@Injectable()
export class ReminderRepository {
  /** Raises every reminder that is due and was not raised before; nothing while another process does so. */
  async remind(tx: Transaction): Promise<void> {
    const [lock] = await tx.query<{ held: boolean }>(LOCK, [REMINDER_LOCK]);
    if (lock?.held !== true) return;
    for (const { days, ...statement } of REMINDERS) await tx.query(statement, [days]);
  }
}
