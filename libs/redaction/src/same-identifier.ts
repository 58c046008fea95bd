import type { CountryCode } from 'libphonenumber-js/max';

import type { FinderContext } from './detected.js';
import type { FindingClass } from './finding.js';
import { flatten } from './flatten.js';
import { normalise } from './normalise.js';
import type { Identifier } from './report-draft.js';

const NUMERIC: readonly FindingClass[] = ['phone', 'number', 'iban', 'account', 'card', 'document_no'];
// Fewer digits than this are not enough to say that two ways of writing mean the same number.
const MIN_DIGITS = 6;

/**
 * Looks for the entry of the report that a found stretch is another way of writing: the same normal form, or for numbers
 * the same digits but for trunk zeros and a country code. Null when there is none.
 */
export function sameIdentifier(text: string, found: FindingClass, context: FinderContext): Identifier | null {
  const { identifiers, countries } = context;
  return (
    identifiers.find((entry) => sameForm(text, entry, countries)) ??
    identifiers.find((entry) => NUMERIC.includes(found) && sameDigits(text, entry.value)) ??
    null
  );
}

function sameForm(text: string, entry: Identifier, countries: readonly CountryCode[]): boolean {
  const form = entry.normalised;
  return form !== undefined && form === normalise(entry.kind, text, countries);
}

function sameDigits(text: string, value: string): boolean {
  const [found, listed] = [text, value].map((part) => flatten(part).text.replace(/\D/gu, '').replace(/^0+/u, ''));
  if (found === undefined || listed === undefined || found.length < MIN_DIGITS || listed.length < MIN_DIGITS)
    return false;
  return found.endsWith(listed) || listed.endsWith(found);
}
