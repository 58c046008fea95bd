import type {
  ContactWish,
  Discovery,
  Grading,
  Handling,
  Id,
  Purpose,
  ReporterClass,
  StoredCard,
  Tlp,
  Urgency,
} from '@sealbridge/vocabulary';

import type { Combination, LinesRead } from './decisions.js';
import type { Attachment, Consent, Identifier, Statement } from './report-draft.js';

/** How the report was read before it left the device. It goes into the signed body. */
export interface Reading {
  readonly linesRead: LinesRead;
  readonly attest?: string;
  readonly combination: Combination;
  readonly closing: readonly boolean[];
  readonly closingNote?: string;
}

/** What a redacted report holds. */
export interface RedactedContent {
  readonly lang: string;
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly grading: Grading | null;
  readonly identifiers: readonly Identifier[];
  readonly attachments: readonly Attachment[];
  readonly reporterClass: ReporterClass;
  readonly contactWish: ContactWish;
  readonly consent: Consent;
  readonly reading: Reading;
  readonly card: StoredCard;
  readonly tlp: Tlp;
  readonly handling: Handling;
  readonly urgency: Urgency;
  readonly discovery: Discovery;
  readonly purposes?: readonly Purpose[];
  readonly openUntil?: string;
  readonly review?: Id;
}

declare const redacted: unique symbol;

/**
 * A report that passed the redaction gate: the only thing that can be sealed. `redact` alone makes one; the value is
 * frozen through and through, so nothing can be put back after the gate.
 */
export type RedactedReport = RedactedContent & { readonly [redacted]: true };

const made = new WeakSet();

/** Marks content as redacted. For `redact` alone: this file is not exported from the library. */
export function makeRedactedReport(content: RedactedContent): RedactedReport {
  const report = frozenCopy(content) as RedactedReport;
  made.add(report);
  return report;
}

/** Tells whether a value came out of `redact` in this program; a copy or a look-alike did not. */
export function isRedactedReport(value: unknown): value is RedactedReport {
  return typeof value === 'object' && value !== null && made.has(value);
}

/** Copies plain data all the way down, so that no reference held elsewhere can change it, and freezes the copy. */
function frozenCopy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const copy: unknown = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozenCopy(inner)]));
  return Object.freeze(copy) as Value;
}
