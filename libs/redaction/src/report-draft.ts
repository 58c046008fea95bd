import type {
  CardDraft,
  CardProblem,
  ConsentBasis,
  ContactWish,
  Discovery,
  Grading,
  Handling,
  IdentifierKind,
  Purpose,
  ReporterClass,
  StatementKind,
  Tlp,
  Urgency,
} from '@sealbridge/vocabulary';

/** One statement of a report. `grading` is null where only the report as a whole is graded. */
export interface Statement {
  readonly text: string;
  readonly kind: StatementKind;
  readonly grading: Grading | null;
}

/** A perpetrator-side identifier. `value` is what the author wrote; `normalised` is there where the kind has one form. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly normalised?: string;
}

/** What the report's persons agreed to. `expires` is a month, `YYYY-MM`. */
export interface Consent {
  readonly basis: ConsentBasis;
  readonly checklist?: readonly boolean[];
  readonly expires?: string;
}

/** A file on the author's disk; its bytes are read only when the report is sealed. */
export interface Attachment {
  readonly path: string;
}

/**
 * A report as its author wrote it, parsed and within its limits, before redaction: the first stage of the one way a report
 * goes. Only `parseReportDraft` and `parseReportFile` give one. `card` is null while the card has problems: a draft can
 * still be read for findings, but nothing is redacted until the card stands.
 */
export interface ReportDraft {
  readonly lang: string;
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly grading: Grading | null;
  readonly identifiers: readonly Identifier[];
  readonly attachments: readonly Attachment[];
  readonly reporterClass: ReporterClass;
  readonly contactWish: ContactWish;
  readonly consent: Consent;
  readonly card: CardDraft | null;
  readonly cardProblems: readonly CardProblem[];
  readonly tlp: Tlp;
  readonly handling: Handling;
  readonly urgency: Urgency;
  readonly discovery: Discovery;
  readonly purposes?: readonly Purpose[];
  readonly openUntil?: string;
}
