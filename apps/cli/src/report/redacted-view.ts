import type { RedactedContent } from '@sealbridge/redaction';

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
  readonly card: unknown;
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

/** The report as text for a terminal. */
export function readableText(report: ReadableReport): string {
  return [
    report.title,
    '',
    ...report.statements.flatMap(({ text, kind }, index) => [
      `[${index + 1}] ${kind}`,
      ...text.split('\n').map(printable),
      '',
    ]),
    ...report.identifiers.map(({ kind, value }, index) => `identifier ${index + 1}: ${kind} ${printable(value)}`),
  ].join('\n');
}

/** A terminal obeys control characters; they are shown as a mark instead. JSON output keeps every byte. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
