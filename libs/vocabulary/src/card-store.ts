import type { CardDraft, StoredCard } from './card.js';
import { isCardDraft } from './card-check.js';
import { CARD_FIELDS, type CardField, type CardFields } from './card-shape.js';
import { isCode, storeCode, type CodeList, type StoredCode } from './code-list.js';
import { ISO_3166_VERSION } from './places.js';
import { NULL_REASON_LIST } from './registry.js';
import { NULL_REASONS } from './report-codes.js';

/**
 * Gives the stored form of a checked card: scheme and version at every code, lists in code order. The same statement
 * always gives the same structure, whatever order the author wrote it in. Throws RangeError for a card that `checkCard`
 * refuses, so nothing unchecked is stored.
 */
export function storeCard(card: CardDraft): StoredCard {
  if (!isCardDraft(card)) throw new RangeError('a card is checked before it is stored');
  // The shape is the same as CARD_FIELDS describes and checkCard has verified; the compiler cannot follow data.
  return storeGroup(CARD_FIELDS, card as unknown as Readonly<Record<string, unknown>>) as unknown as StoredCard;
}

function storeGroup(fields: CardFields, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields)
    .filter(([key]) => value[key] !== undefined)
    .map(([key, field]) => [key, storeField(field, value[key])] as const);
  return Object.fromEntries(entries);
}

function storeField(field: CardField, value: unknown): unknown {
  if (isCode(NULL_REASONS, value)) return storeIn([NULL_REASON_LIST], value);
  switch (field.form) {
    case 'group':
      return storeGroup(field.fields, value as Readonly<Record<string, unknown>>);
    case 'code':
      return storeIn(field.lists, value as string);
    case 'codes':
      return [...(value as readonly string[])].sort().map((code) => storeIn(field.lists, code));
    case 'places':
      return [...(value as readonly string[])].sort().map(storePlace);
    case 'month':
      return value;
  }
}

function storeIn(lists: readonly CodeList[], code: string): StoredCode {
  for (const list of lists) {
    const stored = storeCode(list, code);
    if (stored !== null) return stored;
  }
  throw new RangeError('a card is checked before it is stored');
}

function storePlace(place: string): StoredCode {
  const scheme = place.includes('-') ? 'iso-3166-2' : 'iso-3166-1';
  return { scheme, version: ISO_3166_VERSION, code: place };
}
