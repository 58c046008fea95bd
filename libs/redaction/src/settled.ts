import type { Finding, FindingClass } from './finding.js';
import type { Placed } from './place-decisions.js';

// Classes where a few digits that are left over (a country code, a prefix) point to nobody any more.
const NUMBERS: readonly FindingClass[] = [
  'phone',
  'number',
  'iban',
  'account',
  'card',
  'document_no',
  'national_id',
  'crypto',
];
const MAX_DIGITS_LEFT = 2;

const DIGIT = /\p{Nd}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** The decisions that lie on a finding, wholly or in part. */
export function decisionsOn(finding: Finding, placed: readonly Placed[]): readonly Placed[] {
  return placed.filter(
    (one) => one.statement === finding.statement && one.start < finding.end && finding.start < one.end,
  );
}

/**
 * Tells whether decisions settle a finding: every letter and digit of it lies under one of them. Of a number, two digits
 * may be left over, and letters.
 */
export function isSettled(finding: Finding, placed: readonly Placed[]): boolean {
  const on = decisionsOn(finding, placed);
  const left = Array.from({ length: finding.end - finding.start }, (_, index) => finding.start + index)
    .filter((at) => !on.some((one) => one.start <= at && at < one.end))
    .map((at) => finding.text.charAt(at - finding.start));
  if (NUMBERS.includes(finding.class))
    return left.filter((unit) => DIGIT.test(unit)).length <= MAX_DIGITS_LEFT && on.length > 0;
  return !left.some((unit) => LETTER_OR_DIGIT.test(unit));
}
