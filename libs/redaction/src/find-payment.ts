import { countrySpecs, electronicFormatIBAN, isValidIBAN } from 'ibantools';
import luhn from 'validator/lib/isLuhnNumber.js';

import { findAll, spanOf, type Detected } from './detected.js';

const IBAN_START = /(?<![A-Za-z0-9])[A-Za-z]{2}\s?\d{2}(?=[ -]?[A-Za-z0-9])/gu;
const CARD_FORM = /(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d-])/gu;
const CRYPTO_FORMS =
  /(?<![\p{L}\p{N}])(?:0x[0-9a-fA-F]{40}|(?:bc1|tb1|ltc1)[a-z0-9]{20,80}|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[13TLMDX48r][A-Za-z0-9]{24,104})(?![\p{L}\p{N}])/gu;

/**
 * Finds IBANs. With right check digits it is certain; with the length and form of its country it is still found, because a
 * mistyped account is an account.
 */
export function findIbans(text: string): Detected[] {
  return findAll(text, IBAN_START, (match) => {
    const country = match[0].slice(0, 2).toUpperCase();
    const length = countrySpecs[country]?.chars ?? null;
    const end = length === null ? null : endAfter(text, match.index, length);
    if (end === null) return null;
    const valid = isValidIBAN(electronicFormatIBAN(text.slice(match.index, end)) ?? '');
    const lowerCase = /^[a-z]/u.test(match[0]);
    if (!valid && lowerCase) return null;
    return {
      ...{ start: match.index, end, class: 'iban', certainty: valid ? 'certain' : 'likely' },
      why: valid ? `valid iban, ${country}` : `has the form of an iban, ${country}; check digits do not fit`,
    };
  });
}

/** Where a run of `count` letters and digits ends, single spaces and hyphens between them left out; null if it does not. */
function endAfter(text: string, start: number, count: number): number | null {
  let left = count;
  let at = start;
  while (left > 0) {
    if (/[A-Za-z0-9]/u.test(text.charAt(at))) left -= 1;
    else if (!/^[ -][A-Za-z0-9]/u.test(text.slice(at, at + 2))) return null;
    at += 1;
  }
  return /[A-Za-z0-9]/u.test(text.charAt(at)) ? null : at;
}

/** Finds payment card numbers: 13 to 19 digits whose Luhn check digit is right. */
export function findCards(text: string): Detected[] {
  return findAll(text, CARD_FORM, (match) =>
    luhn.default(match[0].replace(/\D/gu, ''))
      ? { ...spanOf(match), class: 'card', certainty: 'certain', why: 'card number with a right check digit' }
      : null,
  );
}

/** Finds what has the form of a wallet address. Check sums are left to a later pass, so none is certain. */
export function findWallets(text: string): Detected[] {
  return findAll(text, CRYPTO_FORMS, (match) => ({
    ...spanOf(match),
    class: 'crypto',
    certainty: 'likely',
    why: 'has the form of a wallet address',
  }));
}
