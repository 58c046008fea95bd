import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';

/** A report that changed, and the units it is addressed to. */
export interface AddressedReport {
  readonly row: string;
  readonly id: Id;
  readonly units: readonly Id[];
}

const ADDRESSED = {
  name: 'watch-addressed',
  text: 'select row, id, units from sealbridge.addressed_units($1::bigint[])',
};

/** The conditions of the inbox: a unit of the reader's, under an agreement that is in force (D9). */
const IS_LISTED = {
  name: 'watch-listed',
  text: `select 1 from report_scope
    where row = $1 and scope = any($2::uuid[]) and agreement_id = any($3::uuid[]) limit 1`,
};

/** What changes of inboxes are matched with. */
@Injectable()
export class InboxWatchRepository {
  constructor(private readonly database: Database) {}

  /** To whom these reports are addressed; asked by the server itself, and told to nobody. */
  addressed(rows: readonly string[]): Promise<AddressedReport[]> {
    return this.database.system((tx) => tx.query<AddressedReport>(ADDRESSED, [rows]));
  }

  /** Whether the inbox of these units shows the report under one of these agreements. */
  async isListed(tx: Transaction, row: string, units: readonly Id[], agreements: readonly Id[]): Promise<boolean> {
    return (await tx.query(IS_LISTED, [row, units, agreements])).length === 1;
  }
}
