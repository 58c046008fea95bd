import type { BodyContent, BodyReading } from '@sealbridge/envelope';
import type { Reading, RedactedReport } from '@sealbridge/redaction';

/** What of a redacted report goes into BODY; attachments and facets are added when they are sealed. */
export type ReportContent = Omit<BodyContent, 'attachments' | 'facets'>;

/** The content of BODY. Texts pass unchanged: readers get them byte for byte as redaction gave them. */
export function contentOf(report: RedactedReport): ReportContent {
  return {
    lang: report.lang,
    title: report.title,
    statements: report.statements,
    grading: report.grading,
    identifiers: report.identifiers.map(({ kind, value, normalised }) => ({
      kind,
      value,
      normalised: normalised ?? null,
    })),
    reporterClass: report.reporterClass,
    contactWish: report.contactWish,
    consent: {
      basis: report.consent.basis,
      checklist: report.consent.checklist ?? null,
      expires: report.consent.expires ?? null,
    },
    reading: readingOf(report.reading),
    review: report.review ?? null,
  };
}

function readingOf(reading: Reading): BodyReading {
  const { linesRead, combination } = reading;
  return {
    linesRead:
      linesRead === 'all'
        ? 'all'
        : Object.entries(linesRead).map(([statement, lines]) => ({ statement: Number(statement), lines })),
    attest: reading.attest ?? null,
    combination: { answered: combination.answered, note: combination.note ?? null },
    closing: reading.closing,
    closingNote: reading.closingNote ?? null,
  };
}
