import type { Finding, FindingClass } from './finding.js';
import type { Placed } from './place-decisions.js';

// Classes where a few digits that are left over (a country code, a prefix) point to nobody any more.
const NUMBERS: ReadonlySet<FindingClass> = new Set([
  'phone',
  'number',
  'iban',
  'account',
  'card',
  'document_no',
  'national_id',
  'crypto',
]);
const MAX_DIGITS_LEFT = 2;

const DIGIT = /\p{Nd}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Which units of each text lie under a decision: 1 where they do. Index 0 is the title. */
export type Cover = readonly Uint8Array[];

/** Marks what the placed decisions cover of the texts. */
export function coverOf(texts: readonly string[], placed: readonly Placed[]): Cover {
  const cover = texts.map((text) => new Uint8Array(text.length));
  for (const { statement, start, end } of placed) cover[statement]?.fill(1, start, end);
  return cover;
}

/**
 * Tells whether decisions settle a finding: every letter and digit of it lies under one of them. Of a number, two digits
 * may be left over, and letters.
 */
export function isSettled(finding: Finding, cover: Cover): boolean {
  const covered = cover[finding.statement]?.subarray(finding.start, finding.end) ?? new Uint8Array();
  if (!covered.includes(1)) return false;
  const left = finding.text.split('').filter((_, at) => covered[at] !== 1);
  if (!NUMBERS.has(finding.class)) return !left.some((unit) => LETTER_OR_DIGIT.test(unit));
  return left.filter((unit) => DIGIT.test(unit)).length <= MAX_DIGITS_LEFT;
}

/** The decisions that lie on a finding, wholly or in part. */
export function decisionsOn(finding: Finding, placed: readonly Placed[]): readonly Placed[] {
  return placed.filter(
    (one) => one.statement === finding.statement && one.start < finding.end && finding.start < one.end,
  );
}
