import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** A report as the server knows it. */
export interface ReportRow {
  readonly row: string;
  readonly id: Id;
  readonly version: number;
  readonly state: string;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly originHandle: string;
  readonly originUnitHandle: string;
  readonly recipientUnits: readonly Id[];
  readonly marking: number;
  readonly handling: number;
  readonly urgency: string;
  readonly discovery: string;
  readonly purposes: readonly string[];
  readonly hour: number;
  readonly openUntil: number;
  readonly attachments: number;
  readonly sealedBytes: number;
}

/** A report in the inbox of some units. */
export interface InboxRow extends ReportRow {
  readonly opened: boolean;
}

/** Which page for whom. */
export interface InboxPage {
  readonly units: readonly Id[];
  /** Agreements of the reader's organisation that are live now. */
  readonly agreements: readonly Id[];
  /** Row to go on after, null for the newest. */
  readonly after: bigint | null;
  readonly limit: number;
}

const REPORT_COLUMNS = `r.row, r.id, r.version, r.state, r.origin_org as "originOrg", r.origin_unit as "originUnit",
  o.handle as "originHandle", u.handle as "originUnitHandle",
  array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits", r.marking, r.handling, r.urgency,
  r.discovery, r.purposes, r.hour, r.open_until as "openUntil", r.attachments, r.sealed_bytes::float8 as "sealedBytes"`;

/**
 * The newest of each scope by the covering index, then their merge (design D1 of the performance notes): the cost follows
 * the page and not the number of reports. A report shows while an agreement it was sent under is live (D9).
 */
const PAGE = {
  name: 'inbox-page',
  text: `with page as (
      select distinct x.row from unnest($1::uuid[]) as scopes (scope) cross join lateral (
        select s.row from report_scope s
        where s.scope = scopes.scope and ($2::bigint is null or s.row < $2)
          and exists (select 1 from report r where r.row = s.row and r.agreements && $3::uuid[])
        order by s.row desc limit $4) x
      order by x.row desc limit $4)
    select ${REPORT_COLUMNS}, exists (select 1 from opening p where p.row = r.row and p.unit_id = any($1)) as opened
    from page join report r on r.row = page.row
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit
    order by r.row desc`,
};

const ONE = {
  name: 'report-one',
  text: `select ${REPORT_COLUMNS} from report r
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit where r.id = $1`,
};

/** Reports as lists and heads. */
@Injectable()
export class InboxRepository {
  /** Reports addressed to the units, newest first. */
  page(tx: Transaction, { units, after, agreements, limit }: InboxPage): Promise<InboxRow[]> {
    return tx.query<InboxRow>(PAGE, [units, after === null ? null : after.toString(), agreements, limit]);
  }

  /** One report, or null when there is none the context may see. */
  async one(tx: Transaction, id: Id): Promise<ReportRow | null> {
    const [row] = await tx.query<ReportRow>(ONE, [id]);
    return row ?? null;
  }
}
