import type { Attribution, DataClass, ProhibitedUse, Purpose } from '@sealbridge/vocabulary';

/**
 * The terms of an agreement that a next version may change, in the order in which people read them. The names are those of
 * the file that `agreement draft` takes.
 */
export const AGREEMENT_TERMS = [
  'circle',
  'purposes',
  'prohibited',
  'dataClasses',
  'markingCeiling',
  'handlingCeiling',
  'jurisdictions',
  'attribution',
  'retentionMonths',
  'acknowledgeDays',
  'updateDays',
  'start',
  'end',
] as const;
export type AgreementTerm = (typeof AGREEMENT_TERMS)[number];

/** Uses that are ruled out by every agreement; a proposal that leaves one out is refused. */
export const ALWAYS_PROHIBITED: readonly ProhibitedUse[] = [
  'immigration_enforcement_of_victims',
  'prosecution_of_victims',
];

/** The purposes in words, each after "a report may be opened". */
export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  trafficking_investigation: 'to investigate trafficking',
  victim_safeguarding: 'to keep a person safe',
  threat_to_life: 'because a life is in danger',
  strategic_analysis: 'to analyse patterns over time',
  prevention_disruption: 'to prevent or disrupt trafficking',
  prosecution_support: 'to support the prosecution of traffickers',
  audit: 'to audit how reports are used',
  training_synthetic_only: 'to train staff with synthetic reports',
};

/** The prohibited uses in words, each after "nothing in a report may be used for". */
export const PROHIBITED_WORDS: Readonly<Record<ProhibitedUse, string>> = {
  immigration_enforcement_of_victims: 'immigration enforcement against the people it describes',
  prosecution_of_victims: 'the prosecution of the people it describes',
  civil_litigation: 'civil claims',
  employment_vetting: 'the vetting of staff or applicants',
  media_release: 'release to the media',
  commercial_use: 'commercial ends',
  profiling_of_protected_groups: 'the profiling of protected groups',
  onward_transfer_without_originator: 'passing it on without the consent of its author',
};

/** The parts of a report in words, each after "it covers". */
export const DATA_CLASS_WORDS: Readonly<Record<DataClass, string>> = {
  pattern_card: 'the coded pattern card',
  statements: 'the statements',
  identifiers: 'the identifiers of perpetrators',
  attachments: 'the attachments',
};

/** Whether names are shown, in words, each a whole sentence. */
export const ATTRIBUTION_WORDS: Readonly<Record<Attribution, string>> = {
  must_not: "Neither is shown the names of the other's people: they appear by role handles.",
  may: "Each may ask for the names of the other's people who could open a report, besides their role handles. Every look is recorded.",
  must: "Each is shown the names of the other's people who could open a report, wherever they are listed. Every look is recorded.",
};

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const MS_PER_SECOND = 1000;
/** The last second that the clocks of this project can write, 9999-12-31T23:59:59Z. */
export const MAX_AGREEMENT_SECONDS = 253_402_300_799;

/** A time in UNIX seconds to the minute, in UTC; seconds are shown when there are any. Throws RangeError past the year 9999. */
export function minuteInWords(seconds: number): string {
  if (seconds > MAX_AGREEMENT_SECONDS) throw new RangeError('a time past the year 9999');
  const date = new Date(seconds * MS_PER_SECOND);
  const clock = date.toISOString().slice('2026-01-01T'.length, '2026-01-01T00:00:00'.length);
  const shown = clock.endsWith(':00') ? clock.slice(0, '00:00'.length) : clock;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${shown} UTC`;
}

/** `a, b and c`, or with another word before the last. */
export function listInWords(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  const head = words.slice(0, -1).join(', ');
  return head === '' ? (words.at(-1) ?? '') : `${head} ${last} ${words.at(-1) ?? ''}`;
}

/** `1 day`, `2 days`. */
export function countInWords(count: number, unit: 'day' | 'month'): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
