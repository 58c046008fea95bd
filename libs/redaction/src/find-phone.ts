import { findPhoneNumbersInText, type CountryCode } from 'libphonenumber-js/max';

import { findAll, spanOf, type Detected, type FinderContext } from './detected.js';

// A stretch that may hold telephone numbers: digits and what people write between them, line breaks too.
const CANDIDATE = /[+(\d][\d\s()./+-]{5,200}\d/gu;
const COUNTRY_CODE_FORM = /(?:\+|(?<!\d)00)[\s(]*[1-9](?:[\s()./-]{0,3}\d){7,13}(?!\d)/gu;
const TRUNK_FORM = /(?<![\d.,/-])0\d{1,4}(?:[\s./-]{1,3}\d{2,4}){2,4}(?![\d-])/gu;
// Area code, exchange, subscriber: also when a line break fell in between.
const THREE_PART_FORM = /(?<![\d.,-])\(?[2-9]\d{2}\)?[\s.-]{1,3}\d{3}[\s.-]{1,3}\d{4}(?![\d-])/gu;
// No telephone number has so many digits in one piece.
const UNBROKEN = /\d{18}/u;
const MIN_DIGITS = 7;

/**
 * Finds telephone numbers with libphonenumber's full metadata: with a country code, or valid in one of the countries of
 * the report. Numbers that only have the form of one are found as well, less surely, because made-up or mistyped numbers
 * point to people too.
 */
export function findPhones(text: string, context: FinderContext): Detected[] {
  const valid = findAll(text, CANDIDATE, (match) => ({
    ...spanOf(match),
    class: 'phone',
    certainty: 'unsure',
    why: '',
  }))
    .filter((candidate) => digitsIn(text.slice(candidate.start, candidate.end)) >= MIN_DIGITS)
    .flatMap((candidate) => findValid(text.slice(candidate.start, candidate.end), candidate.start, context.countries));
  return [...valid, ...findForms(text)];
}

/** Numbers with a country code first; the countries of the report only for what is left over. */
function findValid(candidate: string, offset: number, countries: readonly CountryCode[]): Detected[] {
  if (UNBROKEN.test(candidate)) return [];
  const international = candidate.includes('+') ? findIn(candidate, offset, undefined) : [];
  const taken = international.reduce(
    (sum, { start, end }) => sum + digitsIn(candidate.slice(start - offset, end - offset)),
    0,
  );
  if (digitsIn(candidate) - taken < MIN_DIGITS) return international;
  return [...international, ...countries.flatMap((country) => findIn(candidate, offset, country))];
}

function findIn(candidate: string, offset: number, country: CountryCode | undefined): Detected[] {
  const options = country === undefined ? {} : { defaultCountry: country };
  return findPhoneNumbersInText(candidate, options).map(({ startsAt, endsAt, number }) => ({
    start: offset + startsAt,
    end: offset + endsAt,
    class: 'phone',
    certainty: country === undefined ? 'certain' : 'likely',
    why: `valid phone number, ${number.country ?? `+${number.countryCallingCode}`}`,
  }));
}

function findForms(text: string): Detected[] {
  const withCode = findAll(text, COUNTRY_CODE_FORM, (match) => ({
    ...spanOf(match),
    class: 'phone',
    certainty: 'likely',
    why: 'number with a country code',
  }));
  const withTrunk = [TRUNK_FORM, THREE_PART_FORM].flatMap((pattern) =>
    findAll(text, pattern, (match) =>
      digitsIn(match[0]) < MIN_DIGITS
        ? null
        : { ...spanOf(match), class: 'phone', certainty: 'unsure', why: 'has the form of a phone number' },
    ),
  );
  return [...withCode, ...withTrunk];
}

function digitsIn(text: string): number {
  return text.replace(/\D/gu, '').length;
}
