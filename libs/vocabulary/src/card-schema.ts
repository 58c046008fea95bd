import { CARD_FIELDS, MONTH_PATTERN, type CardField, type CardFields } from './card-shape.js';
import { LIMITS } from './limits.js';
import { COUNTRIES, SUBDIVISION_PATTERN } from './places.js';
import { NULL_REASONS } from './report-codes.js';

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const REASON: JsonSchema = { enum: [...NULL_REASONS] };
const PLACE: JsonSchema = { type: 'string', pattern: `^(${COUNTRIES.join('|')})(-${SUBDIVISION_PATTERN})?$` };

/** The card of a report file as a JSON Schema, made from the description that `checkCard` uses. */
export function cardSchema(): JsonSchema {
  return groupSchema(CARD_FIELDS);
}

function groupSchema(fields: CardFields): JsonSchema {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, field]) => field.required).map(([key]) => key),
    properties: Object.fromEntries(entries.map(([key, field]) => [key, { anyOf: [REASON, fieldSchema(field)] }])),
  };
}

function fieldSchema(field: CardField): JsonSchema {
  switch (field.form) {
    case 'group':
      return groupSchema(field.fields);
    case 'code':
      return { enum: codesOf(field) };
    case 'codes':
      return listSchema({ enum: codesOf(field) }, field.empty);
    case 'places':
      return listSchema(PLACE, field.empty);
    case 'month':
      return { type: 'string', pattern: MONTH_PATTERN };
  }
}

function codesOf(field: Extract<CardField, { form: 'code' | 'codes' }>): string[] {
  return [...new Set(field.lists.flatMap((list) => list.codes))];
}

function listSchema(items: JsonSchema, empty: boolean): JsonSchema {
  return { type: 'array', items, minItems: empty ? 0 : 1, maxItems: LIMITS.MAX_CARD_CODES, uniqueItems: true };
}
