import type { BodyContent, Core, Policy } from '@sealbridge/envelope';
import { wipe } from '@sealbridge/sodium';
import type { Id, StoredCard } from '@sealbridge/vocabulary';
import type { SeenReport } from './offer.js';

/** A report as its reader sees it: every check has passed. */
export interface OpenedReport extends Omit<BodyContent, 'facets'> {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  readonly originOrg: Id;
  readonly originUnit: Id;
  /** Device id of the author. */
  readonly signer: Id;
  /** UNIX hour of sealing, as the author stated it. */
  readonly hour: number;
  readonly policy: Policy;
  readonly card: StoredCard;
  /** To be kept and given to the next opening of this report. */
  readonly seen: SeenReport;
}

/** What opening an attachment needs; it never stands in the report itself, so printing one cannot print a key. */
export interface ReportSecrets {
  readonly dek: Uint8Array;
  readonly core: Core;
}

const secrets = new WeakMap<OpenedReport, ReportSecrets>();

/** Ties the key to an opened report. */
export function keepSecrets(report: OpenedReport, kept: ReportSecrets): void {
  secrets.set(report, kept);
}

/** The key of an opened report, or null once it was closed. */
export function secretsOf(report: OpenedReport): ReportSecrets | null {
  return secrets.get(report) ?? null;
}

/** Wipes the key of an opened report; its attachments can no longer be opened. Best effort, see libs/sodium. */
export function closeReport(report: OpenedReport): void {
  const kept = secrets.get(report);
  if (kept !== undefined) wipe(kept.dek);
  secrets.delete(report);
}
