import { isCode, MATCHABLE_IDENTIFIER_KINDS, type IdentifierKind } from '@sealbridge/vocabulary';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

import { flatten } from './flatten.js';
import type { Identifier } from './report-draft.js';

/**
 * Gives the one form of an identifier that two organisations would both arrive at, or null when there is none: for kinds
 * that are words, and for a telephone number that is valid in none or in several of the countries.
 */
export function normalise(kind: IdentifierKind, value: string, countries: readonly CountryCode[]): string | null {
  if (!isCode(MATCHABLE_IDENTIFIER_KINDS, kind)) return null;
  const text = flatten(value.normalize('NFKC')).text.trim();
  switch (kind) {
    case 'phone':
      return normalisePhone(text, countries);
    case 'email':
      return text.includes('@') ? text.toLowerCase() : null;
    case 'handle':
      return text.replace(/^@/u, '').toLowerCase();
    case 'url_or_ad_id':
      return normaliseUrl(text);
    case 'bank_account':
      return normaliseAccount(text);
    case 'crypto_address':
      return text.replace(/\s/gu, '');
    case 'vehicle_plate':
    case 'company_reg_no':
      return text.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  }
}

/** Puts the normal form beside the value where there is one. The value stays as it was written. */
export function withNormalForm(identifier: Identifier, countries: readonly CountryCode[]): Identifier {
  const normalised = normalise(identifier.kind, identifier.value, countries);
  return normalised === null ? identifier : { ...identifier, normalised };
}

/**
 * Gives the key under which two entries of one report count as the same identifier: kind and normal form, or for words
 * their letters without case, quotation marks and runs of spaces.
 */
export function identifierKey(kind: IdentifierKind, value: string, countries: readonly CountryCode[]): string {
  const words = value
    .normalize('NFKC')
    .replace(/["'«»“”„‟‘’]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
  return `${kind} ${normalise(kind, value, countries) ?? words}`;
}

function normalisePhone(text: string, countries: readonly CountryCode[]): string | null {
  const international = text.replace(/^00/u, '+');
  if (international.startsWith('+')) {
    const parsed = parsePhoneNumberFromString(international);
    if (parsed !== undefined) return parsed.number;
  }
  const valid = countries
    .map((country) => parsePhoneNumberFromString(text, country))
    .filter((parsed) => parsed?.isValid() === true)
    .map((parsed) => parsed?.number ?? '');
  const distinct = [...new Set(valid)];
  return distinct.length === 1 ? (distinct[0] ?? null) : null;
}

function normaliseUrl(text: string): string {
  const [, host, rest] = /^(?:[a-z]+:\/\/)?([^/?#]*)(.*)$/isu.exec(text) ?? [];
  if (host === undefined || rest === undefined) return text;
  return `${host.toLowerCase().replace(/^www\./u, '')}${rest.replace(/\/$/u, '')}`;
}

function normaliseAccount(text: string): string | null {
  const iban = electronicFormatIBAN(text);
  if (iban !== null && isValidIBAN(iban)) return iban;
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return /\p{N}/u.test(plain) ? plain : null;
}
