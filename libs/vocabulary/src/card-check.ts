import type { CardDraft } from './card.js';
import { CARD_FIELDS, MONTH_PATTERN, type CardField, type CardFields } from './card-shape.js';
import { isCode } from './code-list.js';
import { MINOR_AGE_BANDS } from './ctdc.js';
import { LIMITS } from './limits.js';
import { isPlace } from './places.js';
import type { Problem } from './problem.js';
import { NULL_REASONS } from './report-codes.js';
import { identifierKey, identifierValue } from './victim-identifier.js';

/** A problem of a card; the codes are listed in docs/reference/vocabulary.md. */
export type CardProblem = Problem;

const MONTH = new RegExp(MONTH_PATTERN);

/**
 * Checks a card of a report file against the closed shape: unknown keys, wrong codes, missing fields, repeated codes, and
 * whatever looks like an identifier of a person, which is refused by that name. Paths start with `card`. An empty list
 * means that the value is a CardDraft. Never throws; no problem quotes a value or an unknown key.
 */
export function checkCard(card: unknown): CardProblem[] {
  const problems = checkGroup(CARD_FIELDS, card, 'card');
  return problems.length > 0 ? problems : checkSense(card as CardDraft);
}

/** Tells whether a value is a card that `checkCard` finds nothing wrong with. */
export function isCardDraft(card: unknown): card is CardDraft {
  return checkCard(card).length === 0;
}

function checkGroup(fields: CardFields, value: unknown, path: string): CardProblem[] {
  if (!isRecord(value)) return [wrongType(path, 'an object', value)];
  const unknown = Object.entries(value).flatMap(([key, inner], index) =>
    Object.hasOwn(fields, key) ? [] : unknownKey(key, inner, `${path}.(key ${String(index + 1)})`),
  );
  const known = Object.entries(fields).flatMap(([key, field]) => checkField(field, value[key], `${path}.${key}`));
  return [...unknown, ...known];
}

function unknownKey(key: string, value: unknown, path: string): CardProblem[] {
  const word = identifierKey(key) ?? (typeof value === 'string' ? identifierValue(value) : null);
  if (word === null) return [{ path, code: 'E_CARD_KEY', message: 'the card has no such field' }];
  return [victimIdentifier(path, word)];
}

function checkField(field: CardField, value: unknown, path: string): CardProblem[] {
  if (value === undefined) {
    if (!field.required) return [];
    return [{ path, code: 'E_CARD_MISSING', message: `required: a value or one of ${NULL_REASONS.join(', ')}` }];
  }
  if (isCode(NULL_REASONS, value)) return [];
  switch (field.form) {
    case 'group':
      return checkGroup(field.fields, value, path);
    case 'code':
      return checkOne(value, path, (text) => field.lists.some((list) => isCode(list.codes, text)), 'E_CARD_CODE');
    case 'codes':
      return checkMany(value, path, field.empty, (item, at) =>
        checkOne(item, at, (text) => field.lists.some((list) => isCode(list.codes, text)), 'E_CARD_CODE'),
      );
    case 'places':
      return checkMany(value, path, field.empty, (item, at) => checkOne(item, at, isPlace, 'E_CARD_PLACE'));
    case 'month':
      return checkOne(value, path, (text) => MONTH.test(text), 'E_CARD_MONTH');
  }
}

const WORDS: Readonly<Record<string, string>> = {
  E_CARD_CODE: 'not a code of the list',
  E_CARD_PLACE: 'not a country (iso 3166-1) or subdivision (iso 3166-2)',
  E_CARD_MONTH: 'not a month (yyyy-mm)',
};

function checkOne(value: unknown, path: string, accepts: (text: string) => boolean, code: string): CardProblem[] {
  if (typeof value === 'string' && accepts(value)) return [];
  const text = typeof value === 'number' ? String(value) : value;
  const word = typeof text === 'string' ? identifierValue(text) : null;
  if (word !== null) return [victimIdentifier(path, word)];
  if (typeof value !== 'string') return [wrongType(path, 'a text', value)];
  return [{ path, code, message: WORDS[code] ?? 'not accepted' }];
}

function checkMany(
  value: unknown,
  path: string,
  empty: boolean,
  check: (item: unknown, path: string) => CardProblem[],
): CardProblem[] {
  if (!Array.isArray(value)) {
    const word = typeof value === 'string' ? identifierValue(value) : null;
    return [word === null ? wrongType(path, 'a list', value) : victimIdentifier(path, word)];
  }
  const items: readonly unknown[] = value;
  if (items.length === 0 && !empty) {
    return [
      { path, code: 'E_CARD_EMPTY', message: `an empty list says nothing: give one of ${NULL_REASONS.join(', ')}` },
    ];
  }
  if (items.length > LIMITS.MAX_CARD_CODES) {
    return [{ path, code: 'E_CARD_TOO_MANY', message: `more than ${String(LIMITS.MAX_CARD_CODES)} codes` }];
  }
  return items.flatMap((item, index) => {
    const at = `${path}[${String(index)}]`;
    const found = check(item, at);
    if (found.length > 0 || items.indexOf(item) === index) return found;
    return [{ path: at, code: 'E_CARD_REPEATED', message: 'the code stands in the list already' }];
  });
}

/** Rules between fields, once every field is right in itself. */
function checkSense(card: CardDraft): CardProblem[] {
  return [...checkPeriod(card), ...checkMeans(card)];
}

function checkPeriod({ period }: CardDraft): CardProblem[] {
  if (typeof period === 'string' || !MONTH.test(period.from) || !MONTH.test(period.to)) return [];
  if (period.from <= period.to) return [];
  return [{ path: 'card.period', code: 'E_CARD_PERIOD', message: 'from is later than to' }];
}

/** Palermo Protocol, article 3 (b) and (c): a means has to be shown unless everybody is under 18. */
function checkMeans({ palermo, cohort }: CardDraft): CardProblem[] {
  if (typeof palermo === 'string' || typeof palermo.means === 'string' || palermo.means.length > 0) return [];
  const bands = typeof cohort === 'string' ? cohort : cohort.age_bands;
  if (typeof bands !== 'string' && bands.every((band) => isCode(MINOR_AGE_BANDS, band))) return [];
  const message = 'at least one means, or a reason, unless every age band is under 18';
  return [{ path: 'card.palermo.means', code: 'E_CARD_MEANS', message }];
}

function victimIdentifier(path: string, word: string): CardProblem {
  return { path, code: 'E_VICTIM_IDENTIFIER', message: `a card never identifies a person (looks like: ${word})` };
}

function wrongType(path: string, wanted: string, value: unknown): CardProblem {
  return { path, code: 'E_CARD_TYPE', message: `has to be ${wanted}, is ${kindOf(value)}` };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
