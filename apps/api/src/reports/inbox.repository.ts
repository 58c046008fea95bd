import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { DECIDED_REPORT, INBOX_PAGE, ONE_REPORT } from './inbox.sql.js';
import type { DecidedReport } from './report-resource.js';

/** A report as the server knows it, as far as lists show it. */
export interface ListedRow {
  readonly row: string;
  readonly id: Id;
  readonly version: number;
  readonly state: string;
  readonly originHandle: string;
  readonly originUnitHandle: string;
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

/** A report with what policy decides upon. */
export interface ReportRow extends ListedRow {
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly recipientUnits: readonly Id[];
}

/** A report in the inbox of some units. */
export interface InboxRow extends ListedRow {
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

/** Reports as lists and heads. */
@Injectable()
export class InboxRepository {
  /** Reports addressed to the units, newest first. */
  page(tx: Transaction, { units, after, agreements, limit }: InboxPage): Promise<InboxRow[]> {
    return tx.query<InboxRow>(INBOX_PAGE, [units, after === null ? null : after.toString(), agreements, limit]);
  }

  /** What one report is decided by, or null when there is none the context may see. */
  async decided(tx: Transaction, id: Id): Promise<DecidedReport | null> {
    const [row] = await tx.query<DecidedReport>(DECIDED_REPORT, [id]);
    return row ?? null;
  }

  /** One report, or null when there is none the context may see. */
  async one(tx: Transaction, id: Id): Promise<ReportRow | null> {
    const [row] = await tx.query<ReportRow>(ONE_REPORT, [id]);
    return row ?? null;
  }
}
