import type { StoredCard } from '@sealbridge/vocabulary';

import type { ReadableReport } from './redacted-view.js';

/** What stands above a report's text: nobody reads it without its markings. */
export interface ReportMarkings {
  readonly tlp: string;
  readonly handling: string;
  readonly urgency: string;
  /** Handle of the originating unit, where it is known. */
  readonly from?: string;
  readonly reporterClass?: string;
}

/** The report as text for a terminal: markings, card, statements with kind and grading, identifiers. */
export function reportText(report: ReadableReport, markings: ReportMarkings): string {
  const { tlp, handling, urgency, from, reporterClass } = markings;
  return [
    `TLP:${tlp}  ${handling}  ${urgency}${from === undefined ? '' : `  from ${from}`}`,
    `language ${report.lang}, grading ${gradingText(report.grading)}${reporterClass === undefined ? '' : `, ${reporterClass}`}`,
    ...cardLines(report.card),
    '',
    printable(report.title),
    '',
    ...report.statements.flatMap(({ text, kind, grading }, index) => [
      `[${index + 1}] ${kind}${grading === null ? '' : `, grading ${gradingText(grading)}`}`,
      ...text.split('\n').map(printable),
      '',
    ]),
    ...report.identifiers.map(({ kind, value }, index) => `identifier ${index + 1}: ${kind} ${printable(value)}`),
  ].join('\n');
}

function gradingText(grading: unknown): string {
  if (typeof grading !== 'object' || grading === null) return 'none';
  return Object.values(grading)
    .filter((part) => part !== null)
    .map(String)
    .join(' ');
}

/** The card in four lines: what, by which means, from where to where, who and when. */
function cardLines({ exploitation, sector, controls, recruitment, route, period, cohort }: StoredCard): string[] {
  const places = 'code' in route ? route.code : [route.origin, route.transit, route.destination].map(codes).join(' > ');
  const months = 'code' in period ? period.code : `${month(period.from)} to ${month(period.to)}`;
  const people =
    'code' in cohort
      ? cohort.code
      : [cohort.count_band.code, codes(cohort.age_bands), codes(cohort.genders)].join(', ');
  return [
    `exploitation ${codes(exploitation)}${sector === undefined ? '' : `, sector ${sectorText(sector)}`}`,
    `recruitment ${codes(recruitment)}, control ${codes(controls)}`,
    `route ${places}`,
    `persons ${people}, months ${months}`,
  ];
}

type Coded = { readonly code: string } | readonly { readonly code: string }[];

function codes(coded: Coded): string {
  if ('code' in coded) return coded.code;
  return coded.length === 0 ? '-' : coded.map(({ code }) => code).join(' ');
}

function month(value: string | { readonly code: string }): string {
  return typeof value === 'string' ? value : value.code;
}

function sectorText(sector: NonNullable<StoredCard['sector']>): string {
  if ('code' in sector) return sector.code;
  return [sector.isic?.code, sector.type === undefined ? undefined : codes(sector.type)]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** A terminal obeys control characters; they are shown as a mark instead. JSON output keeps every byte. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
