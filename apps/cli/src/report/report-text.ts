import type { StoredCard } from '@sealbridge/vocabulary';

import { oneLine } from '../output/printable.js';
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

/**
 * The report as text for a terminal: markings, card, statements with kind and grading, identifiers. Only lines of a statement are
 * indented, and everything else is one line, so that nothing in a report can pass for a marking of it.
 */
export function reportText(report: ReadableReport, markings: ReportMarkings): string {
  const { tlp, handling, urgency, from, reporterClass } = markings;
  return [
    `TLP:${tlp}  ${handling}  ${urgency}${from === undefined ? '' : `  from ${from}`}`,
    `language ${oneLine(report.lang)}, grading ${gradingText(report.grading)}${reporterClass === undefined ? '' : `, ${reporterClass}`}`,
    ...cardLines(report.card).map(oneLine),
    '',
    oneLine(report.title),
    '',
    ...report.statements.flatMap(({ text, kind, grading }, index) => [
      `[${index + 1}] ${kind}${grading === null ? '' : `, grading ${gradingText(grading)}`}`,
      ...text.split('\n').map((line) => `  ${line}`.trimEnd()),
      '',
    ]),
    ...report.identifiers.map(({ kind, value }, index) => `identifier ${index + 1}: ${kind} ${oneLine(value)}`),
  ].join('\n');
}

function gradingText(grading: unknown): string {
  if (typeof grading !== 'object' || grading === null) return 'none';
  return Object.values(grading)
    .filter((part) => part !== null)
    .map((part) => oneLine(String(part)))
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
