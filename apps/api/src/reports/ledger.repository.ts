import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** An entry of the log about the opening of one report. */
export interface LedgerRow {
  readonly index: number;
  readonly eventId: Id;
  readonly leafHash: Uint8Array;
  readonly payload: Uint8Array;
}

const PAGE = {
  name: 'ledger-page',
  text: `select leaf_index::float8 as index, event_id as "eventId", leaf_hash as "leafHash", payload from audit_event
    where object_id = $1 and object_type = 'report' and ($2::bigint is null or leaf_index < $2)
      and (action = 'report.open' or (action = 'report.open.offer' and decision = 'DENY'))
    order by leaf_index desc limit $3`,
};

/** `org_handle` and `unit_handle` of whoever asked; null for those the context may not see. */
const NAMES = {
  name: 'ledger-names',
  text: `select id, handle from organisation where id = any($1::uuid[])
    union all select id, handle from unit where id = any($1::uuid[])`,
};

/** Openings and refusals, read from the log: what the originator sees is what everybody can prove. */
@Injectable()
export class LedgerRepository {
  /** Entries about this report, newest first, as far as row-level security shows them. */
  page(tx: Transaction, reportId: Id, after: bigint | null, limit: number): Promise<LedgerRow[]> {
    return tx.query<LedgerRow>(PAGE, [reportId, after === null ? null : after.toString(), limit]);
  }

  /** Handles of organisations and units by id. */
  async handles(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, string>> {
    const rows = await tx.query<{ id: Id; handle: string }>(NAMES, [ids]);
    return new Map(rows.map(({ id, handle }) => [id, handle]));
  }
}
