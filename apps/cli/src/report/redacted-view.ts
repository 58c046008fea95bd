import type { RedactedContent } from '@sealbridge/redaction';
import type { StoredCard } from '@sealbridge/vocabulary';

/** A report as its readers get it: the same shape for `report redact` before sending and `report open` after. */
export interface ReadableReport {
  readonly lang: string;
  readonly title: string;
  readonly statements: readonly { readonly text: string; readonly kind: string; readonly grading: unknown }[];
  readonly grading: unknown;
  readonly identifiers: readonly {
    readonly kind: string;
    readonly value: string;
    readonly normalised: string | null;
  }[];
  readonly card: StoredCard;
}

type ReadableParts = Pick<RedactedContent, 'lang' | 'title' | 'statements' | 'grading' | 'card'> & {
  readonly identifiers: readonly {
    readonly kind: string;
    readonly value: string;
    readonly normalised?: string | null;
  }[];
};

/** The readable parts in one order, nothing added and nothing changed. */
export function readable(report: ReadableParts): ReadableReport {
  return {
    lang: report.lang,
    title: report.title,
    statements: report.statements.map(({ text, kind, grading }) => ({ text, kind, grading })),
    grading: report.grading,
    identifiers: report.identifiers.map(({ kind, value, normalised }) => ({
      kind,
      value,
      normalised: normalised ?? null,
    })),
    card: report.card,
  };
}
