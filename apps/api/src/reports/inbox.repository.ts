import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Permit } from '../access/permit.js';
import type { Transaction } from '../platform/database/transaction.js';

import { DECIDED_REPORT, inboxPage, PAGE_PARAMETERS, REPORT_COLUMNS, SCOPE_COLUMNS, shownReport } from './inbox.sql.js';
import type { DecidedReport } from './report-resource.js';
import type { ShownReport } from './report-view.js';

/** A report in the inbox of some units. */
export interface InboxRow extends ShownReport {
  readonly row: string;
  readonly opened: boolean;
}

/** Which page for whom. */
export interface InboxPage {
  readonly units: readonly Id[];
  /** Agreements of the reader's organisation that are in force now. */
  readonly agreements: readonly Id[];
  /** Row to go on after, null for the newest. */
  readonly after: bigint | null;
  readonly limit: number;
}

/** A report is listed where its id may be shown. */
const LISTED_BY = 'id';

/** Reports as lists and heads. What is selected of them is what the permit shows. */
@Injectable()
export class InboxRepository {
  /** Reports addressed to the units, newest first. */
  page(tx: Transaction, permit: Permit, { units, after, agreements, limit }: InboxPage): Promise<InboxRow[]> {
    const filter = permit.fieldCondition(LISTED_BY, SCOPE_COLUMNS, PAGE_PARAMETERS + 1);
    const groups = permit.fieldGroups('Report', LISTED_BY, REPORT_COLUMNS, PAGE_PARAMETERS + filter.values.length + 1);
    const values = [units, after === null ? null : after.toString(), agreements, limit];
    const ofPolicy = [...filter.values, ...groups.flatMap(({ condition }) => condition.values)];
    return tx.query<InboxRow>(inboxPage({ filter, groups }), [...values, ...ofPolicy]);
  }

  /** What one report is decided by, or null when there is none the context may see. */
  async decided(tx: Transaction, id: Id): Promise<DecidedReport | null> {
    const [row] = await tx.query<DecidedReport>(DECIDED_REPORT, [id]);
    return row ?? null;
  }

  /** The report that was decided upon, as far as the permit shows it. */
  async shown(tx: Transaction, permit: Permit, { row }: DecidedReport): Promise<ShownReport> {
    const [shown] = await tx.query<ShownReport>(shownReport(permit.fields), [row]);
    if (shown === undefined) throw new Error('a report that was decided upon is gone');
    return shown;
  }
}
