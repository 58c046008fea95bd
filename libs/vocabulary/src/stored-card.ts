import type { StoredCard } from './card.js';
import { CARD_FIELDS, MONTH_PATTERN, type CardField, type CardFields } from './card-shape.js';
import type { StoredCode } from './code-list.js';
import { LIMITS } from './limits.js';
import { NULL_REASON_LIST } from './registry.js';

const MONTH = new RegExp(MONTH_PATTERN);
/** Scheme, version and code: printable, without spaces, so that neither can carry a text. */
const TOKEN = /^[!-~]{1,64}$/;
const CODE_PARTS: readonly string[] = ['scheme', 'version', 'code'];

/**
 * The value as a stored card when it is of the closed shape: the fields of the card and no others, each code as
 * `{scheme, version, code}`. Null for anything else. The codes are not looked up, because a card keeps those of the registry
 * version it was written with. For readers of what somebody else sealed: nothing else says that it is a card.
 */
export function parseStoredCard(value: unknown): StoredCard | null {
  return isGroup(CARD_FIELDS, value) ? (value as unknown as StoredCard) : null;
}

function isGroup(fields: CardFields, value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value) || !Object.keys(value).every((key) => Object.hasOwn(fields, key))) return false;
  return Object.entries(fields).every(([key, field]) =>
    Object.hasOwn(value, key) ? isField(field, value[key]) : !field.required,
  );
}

function isField(field: CardField, value: unknown): boolean {
  if (isReason(value)) return true;
  switch (field.form) {
    case 'group':
      return isGroup(field.fields, value);
    case 'code':
      return isStoredCode(value);
    case 'codes':
    case 'places':
      return isCodes(value, field.empty);
    case 'month':
      return typeof value === 'string' && MONTH.test(value);
  }
}

function isCodes(value: unknown, empty: boolean): boolean {
  if (!Array.isArray(value) || value.length > LIMITS.MAX_CARD_CODES) return false;
  return (empty || value.length > 0) && value.every(isStoredCode);
}

function isReason(value: unknown): boolean {
  return isStoredCode(value) && value.scheme === NULL_REASON_LIST.scheme;
}

function isStoredCode(value: unknown): value is StoredCode {
  if (!isRecord(value) || Object.keys(value).length !== CODE_PARTS.length) return false;
  return CODE_PARTS.every((part) => {
    const text = Object.hasOwn(value, part) ? value[part] : null;
    return typeof text === 'string' && TOKEN.test(text);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
