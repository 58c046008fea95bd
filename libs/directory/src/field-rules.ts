import type { FieldReader } from '@sealbridge/cbor';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './directory-error.js';
import { MAX_JURISDICTIONS } from './limits.js';
import { compareText, isSorted } from './order.js';

const ID_BYTES = 16;
const MAX_HANDLE_LENGTH = 65;
const ORG_HANDLE = /^[a-z][a-z0-9-]{1,31}$/;
const UNIT_HANDLE = /^[a-z][a-z0-9-]{1,31}(?:\/[a-z][a-z0-9-]{1,31})?$/;
const COUNTRY = /^[A-Z]{2}$/;
const JURISDICTION = /^(?:\*|[A-Z]{2}(?:-[A-Z0-9]{1,3})?)$/;
const MAX_CODE_LENGTH = 64;
/** Control characters, line separators, private use, lone surrogates, and what turns the direction of writing. */
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Whether text is the handle of an organisation: 2 to 32 of a-z, 0-9 and hyphen, beginning with a letter. */
export function isOrgHandle(text: string): boolean {
  return ORG_HANDLE.test(text);
}

/** Whether text is the handle of an organisation or of a unit, which may be `organisation/unit`. */
export function isHandle(text: string): boolean {
  return UNIT_HANDLE.test(text);
}

/** An id of 16 bytes. */
export function readId(fields: FieldReader, key: number): Id {
  return idFromBytes(fields.bytes(key, ID_BYTES));
}

/** A sorted list of ids. Throws E_FIELD when unsorted. */
export function readIds(fields: FieldReader, key: number, max: number): Id[] {
  return requireSorted(readBytesList(fields, key, { length: ID_BYTES, max }).map(idFromBytes));
}

/** A list of byte strings of one length, in any order. */
export function readBytesList(
  fields: FieldReader,
  key: number,
  { length, max }: { length: number; max: number },
): Uint8Array[] {
  const items = fields.items(key);
  const list = fields.array(key, { max }).map((_, index) => items.bytes(index, length));
  return list;
}

/** A sorted list of known codes. Throws E_FIELD when unsorted. */
export function readCodes<const T extends string>(fields: FieldReader, key: number, codes: readonly T[]): T[] {
  const items = fields.items(key);
  return requireSorted(fields.array(key, { max: codes.length }).map((_, index) => items.code(index, codes)));
}

/** A sorted list of jurisdictions, not empty: `*`, a country, or a country and a subdivision. */
export function readJurisdictions(fields: FieldReader, key: number): string[] {
  const items = fields.items(key);
  const list = fields
    .array(key, { max: MAX_JURISDICTIONS })
    .map((_, index) => items.text(index, { max: MAX_CODE_LENGTH }));
  requireThat(list.length > 0 && list.every((text) => JURISDICTION.test(text)), 'E_FIELD', 'malformed jurisdiction');
  return requireSorted(list);
}

/** Two capital letters. */
export function readCountry(fields: FieldReader, key: number): string {
  const country = fields.text(key, { max: MAX_CODE_LENGTH });
  requireThat(COUNTRY.test(country), 'E_FIELD', 'malformed country');
  return country;
}

/**
 * Whether text can be shown as a name: 1 to `max` UTF-16 units in NFC, on one line, without white space at its ends and without
 * characters that move the text around it. Joiners stay: some scripts are written with them.
 */
export function isShownName(text: string, max: number): boolean {
  const fits = text.length > 0 && text.length <= max;
  return fits && text === text.trim() && text === text.normalize('NFC') && !UNSHOWN.test(text);
}

/** A name that a stranger wrote and others read, as isShownName. Throws E_FIELD. */
export function readShownName(fields: FieldReader, key: number, max: number): string {
  const name = fields.text(key, { max });
  requireThat(isShownName(name, max), 'E_FIELD', 'a name is empty or holds characters that are not shown');
  return name;
}

/** A handle of an organisation or a unit. */
export function readHandle(fields: FieldReader, key: number): string {
  const handle = fields.text(key, { max: MAX_HANDLE_LENGTH });
  requireThat(isHandle(handle), 'E_FIELD', 'malformed handle');
  return handle;
}

function requireSorted<T extends string>(list: T[]): T[] {
  requireThat(isSorted(list, compareText), 'E_FIELD', 'a list is not sorted');
  return list;
}
