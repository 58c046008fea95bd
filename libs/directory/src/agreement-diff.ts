import { ATTRIBUTIONS, handlingRank, markingRank } from '@sealbridge/vocabulary';
import type { Agreement } from './agreement.js';
import {
  AGREEMENT_TERMS,
  ATTRIBUTION_WORDS,
  type AgreementTerm,
  countInWords,
  DATA_CLASS_WORDS,
  listInWords,
  minuteInWords,
  PROHIBITED_WORDS,
  PURPOSE_WORDS,
} from './agreement-terms.js';

/** What a change of a term does to what may be shared: more, less, neither of the two, or nothing. */
export type TermEffect = 'widens' | 'narrows' | 'changes' | 'same';

/** One term of two versions. */
export interface TermDifference {
  readonly term: AgreementTerm;
  /** Both in plain words. */
  readonly before: string;
  readonly after: string;
  readonly effect: TermEffect;
}

/** A span of time, UNIX seconds, the end not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the dates of two versions leave open or cover twice, when the later one is signed at a given time. */
export interface DateLine {
  /** Without any version in force, although the earlier one was or the later one will be. */
  readonly gap: Span | null;
  /** Where both would hold; the later one alone counts. */
  readonly overlap: Span | null;
}

const EVERYWHERE = '*';

/** Every term of two versions, in the order of AGREEMENT_TERMS; unchanged ones are `same`. */
export function agreementDifferences(before: Agreement, after: Agreement): TermDifference[] {
  return AGREEMENT_TERMS.map((term) => ({
    term,
    before: termInWords(before, term),
    after: termInWords(after, term),
    effect: effectOf(term, before, after),
  }));
}

/**
 * Gap and overlap of the dates when `after` is signed at `signedAt` (UNIX seconds). A version takes the place of the one before
 * it the moment both have signed, so one that starts later leaves a gap from then until its start.
 */
export function dateLine(before: Agreement, after: Agreement, signedAt: number): DateLine {
  const overlap = { from: Math.max(before.start, after.start, signedAt), to: Math.min(before.end, after.end) };
  const gap = { from: Math.min(before.end, Math.max(signedAt, before.start)), to: after.start };
  return { gap: gap.from < gap.to ? gap : null, overlap: overlap.from < overlap.to ? overlap : null };
}

function termInWords(agreement: Agreement, term: AgreementTerm): string {
  switch (term) {
    case 'circle':
      return agreement.circle;
    case 'purposes':
      return listInWords(agreement.purposes.map((purpose) => PURPOSE_WORDS[purpose]));
    case 'prohibited':
      return listInWords(agreement.prohibited.map((use) => PROHIBITED_WORDS[use])) || 'nothing';
    case 'dataClasses':
      return listInWords(agreement.dataClasses.map((part) => DATA_CLASS_WORDS[part]));
    case 'markingCeiling':
      return `TLP:${agreement.markingCeiling}`;
    case 'handlingCeiling':
      return agreement.handlingCeiling;
    case 'jurisdictions':
      return listInWords(agreement.jurisdictions.map((place) => (place === EVERYWHERE ? 'everywhere' : place)));
    case 'attribution':
      return ATTRIBUTION_WORDS[agreement.attribution];
    case 'retentionMonths':
      return countInWords(agreement.retentionMonths, 'month');
    case 'acknowledgeDays':
    case 'updateDays':
      return countInWords(agreement[term], 'day');
    case 'start':
    case 'end':
      return minuteInWords(agreement[term]);
  }
}

function effectOf(term: AgreementTerm, before: Agreement, after: Agreement): TermEffect {
  switch (term) {
    case 'circle':
      return before.circle === after.circle ? 'same' : 'changes';
    case 'purposes':
    case 'dataClasses':
      return ofLists(before[term], after[term]);
    case 'prohibited':
      return ofLists(after.prohibited, before.prohibited);
    case 'jurisdictions':
      return ofPlaces(before.jurisdictions, after.jurisdictions);
    case 'markingCeiling':
      return ofNumbers(markingRank(before.markingCeiling), markingRank(after.markingCeiling));
    case 'handlingCeiling':
      return ofNumbers(handlingRank(before.handlingCeiling), handlingRank(after.handlingCeiling));
    case 'attribution':
      return ofNumbers(ATTRIBUTIONS.indexOf(before.attribution), ATTRIBUTIONS.indexOf(after.attribution));
    case 'start':
      return ofNumbers(after.start, before.start);
    case 'retentionMonths':
    case 'acknowledgeDays':
    case 'updateDays':
    case 'end':
      return ofNumbers(before[term], after[term]);
  }
}

function ofNumbers(before: number, after: number): TermEffect {
  if (before === after) return 'same';
  return before < after ? 'widens' : 'narrows';
}

function ofLists(before: readonly string[], after: readonly string[]): TermEffect {
  const kept = before.every((code) => after.includes(code));
  const nothingNew = after.every((code) => before.includes(code));
  if (kept && nothingNew) return 'same';
  if (kept) return 'widens';
  return nothingNew ? 'narrows' : 'changes';
}

/** `*` stands for every place; places beside it add nothing. */
function ofPlaces(before: readonly string[], after: readonly string[]): TermEffect {
  if (before.includes(EVERYWHERE) === after.includes(EVERYWHERE)) {
    const effect = ofLists(before, after);
    return before.includes(EVERYWHERE) && effect !== 'same' ? 'changes' : effect;
  }
  return after.includes(EVERYWHERE) ? 'widens' : 'narrows';
}
