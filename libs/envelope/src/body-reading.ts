import type { CborValue, FieldReader } from '@sealbridge/cbor';
import { LIMITS } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { readList } from './shape.js';

const CLOSING_QUESTIONS = 3;
const ALL = 'all';

/** The lines of one statement that a person read; both count from 1. */
export interface StatementLines {
  readonly statement: number;
  readonly lines: readonly number[];
}

/** How the report was read before it left the device. */
export interface BodyReading {
  readonly linesRead: typeof ALL | readonly StatementLines[];
  readonly attest: string | null;
  readonly combination: { readonly answered: boolean; readonly note: string | null };
  readonly closing: readonly boolean[];
  readonly closingNote: string | null;
}

/** Reads field 15 of BODY. Throws EnvelopeError E_FIELD when not all closing questions are answered. */
export function readReading(fields: FieldReader): BodyReading {
  const note = { max: LIMITS.MAX_NOTE_BYTES };
  const combination = fields.items(2);
  const reading = {
    linesRead: readLines(fields),
    attest: fields.nullableText(1, { max: LIMITS.MAX_ATTEST_BYTES }),
    combination: { answered: combination.bool(0), note: combination.nullableText(1, note) },
    closing: readList(fields, 3, CLOSING_QUESTIONS, (items, index) => items.bool(index)),
    closingNote: fields.nullableText(4, note),
  };
  combination.end();
  fields.end();
  requireThat(reading.closing.length === CLOSING_QUESTIONS, 'E_FIELD', 'the reading is malformed');
  return reading;
}

/** Writes what `readReading` reads. */
export function readingValue(reading: BodyReading): CborValue {
  const { linesRead, combination } = reading;
  const lines = linesRead === ALL ? ALL : linesRead.map(({ statement, lines }) => [statement, lines]);
  return new Map<number, CborValue>([
    [0, lines],
    [1, reading.attest],
    [2, [combination.answered, combination.note]],
    [3, reading.closing],
    [4, reading.closingNote],
  ]);
}

function readLines(fields: FieldReader): BodyReading['linesRead'] {
  if (fields.value(0) === ALL) return ALL;
  return readList(fields, 0, LIMITS.MAX_STATEMENTS, (items, index) => readStatementLines(items.items(index)));
}

function readStatementLines(items: FieldReader): StatementLines {
  const statement = items.uint(0, { max: LIMITS.MAX_STATEMENTS });
  const lines = readList(items, 1, LIMITS.MAX_STATEMENT_BYTES, (list, index) => list.uint(index));
  items.end();
  return { statement, lines };
}
