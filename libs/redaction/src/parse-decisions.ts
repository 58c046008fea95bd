import { IDENTIFIER_KINDS, LIMITS, parseId, type Id, type Problem } from '@sealbridge/vocabulary';

import {
  CLOSING_QUESTIONS,
  DECISIONS_VERSION,
  type Combination,
  type Decision,
  type Decisions,
  type LinesRead,
} from './decisions.js';
import { OUTCOMES } from './finding.js';
import { checkDepth, Reader, type Fields } from './reader.js';

/** Parsed decisions, or everything that is wrong with the file. */
export type ParsedDecisions =
  { readonly ok: true; readonly decisions: Decisions } | { readonly ok: false; readonly problems: readonly Problem[] };

const KEYS = ['version', 'linesRead', 'attest', 'decisions', 'combination', 'closing', 'closingNote', 'review'];
const DECISION_KEYS = ['statement', 'start', 'end', 'text', 'all', 'outcome', 'value', 'kind', 'reason'];
const NOTE_RULE = { maxBytes: LIMITS.MAX_NOTE_BYTES, code: 'E_NOTE_TOO_LARGE' };

/**
 * Parses the value of a decisions file (docs/reference/report-file.md). What a person has not filled in yet may be absent;
 * what is there has to be right. Whether the decisions fit the report is found out by `redact`. Never throws.
 */
export function parseDecisions(input: unknown): ParsedDecisions {
  const tooDeep = checkDepth(input);
  if (tooDeep !== null) return { ok: false, problems: [tooDeep] };
  const reader = new Reader();
  const fields = reader.object(input, 'decisions', KEYS);
  const decisions = fields === null ? null : parseFields(reader, fields);
  if (decisions === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, decisions };
}

function parseFields(reader: Reader, fields: Fields): Decisions | null {
  if (fields['version'] !== DECISIONS_VERSION) {
    return reader.note('version', 'E_VERSION', `has to be ${String(DECISIONS_VERSION)}`);
  }
  const linesRead = optional(fields['linesRead'], (value) => parseLinesRead(reader, value));
  const attest = optional(fields['attest'], (value) =>
    reader.text(value, 'attest', { maxBytes: LIMITS.MAX_ATTEST_BYTES, code: 'E_NOTE_TOO_LARGE' }),
  );
  const combination = optional(fields['combination'], (value) => parseCombination(reader, value));
  const closing = optional(fields['closing'], (value) => parseClosing(reader, value));
  const closingNote = optional(fields['closingNote'], (value) => reader.text(value, 'closingNote', NOTE_RULE));
  const review = optional(fields['review'], (value) => parseReview(reader, value));
  const list = reader.list(fields['decisions'], 'decisions', LIMITS.MAX_DECISIONS, 'E_TOO_MANY_DECISIONS');
  if (list === null) return null;
  const decisions = list.map((item, at) => parseDecision(reader, item, `decisions[${String(at)}]`));
  return {
    version: DECISIONS_VERSION,
    ...(linesRead !== null && { linesRead }),
    ...(attest !== null && { attest }),
    decisions: decisions.filter((decision) => decision !== null),
    ...(combination !== null && { combination }),
    ...(closing !== null && { closing }),
    ...(closingNote !== null && { closingNote }),
    ...(review !== null && { review }),
  };
}

/** Absent and null are the same: an empty line of a proposal that nobody filled in. */
function optional<Value>(value: unknown, parse: (value: unknown) => Value | null): Value | null {
  return value === undefined || value === null ? null : parse(value);
}

function parseLinesRead(reader: Reader, value: unknown): LinesRead | null {
  if (value === 'all') return 'all';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reader.note('linesRead', 'E_TYPE', 'has to be all, or the lines of each statement');
  }
  const entries = Object.entries(value).map(([key, lines]) => [Number(key), lines as unknown] as const);
  if (!entries.every(([statement, lines]) => isCount(statement) && Array.isArray(lines) && lines.every(isCount))) {
    return reader.note('linesRead', 'E_FORM', 'statements and lines are whole numbers from 1');
  }
  return Object.fromEntries(entries) as LinesRead;
}

function parseCombination(reader: Reader, value: unknown): Combination | null {
  const fields = reader.object(value, 'combination', ['answered', 'note']);
  if (fields === null) return null;
  const answered = yesOrNo(fields['answered']);
  const note = optional(fields['note'], (text) => reader.text(text, 'combination.note', NOTE_RULE));
  if (answered === null) return reader.note('combination.answered', 'E_FORM', 'has to be true or false');
  return { answered, ...(note !== null && { note }) };
}

function parseClosing(reader: Reader, value: unknown): readonly boolean[] | null {
  const answers = Array.isArray(value) ? value.map(yesOrNo).filter((answer) => answer !== null) : [];
  if (Array.isArray(value) && value.length === CLOSING_QUESTIONS && answers.length === CLOSING_QUESTIONS)
    return answers;
  return reader.note('closing', 'E_FORM', `has to be ${String(CLOSING_QUESTIONS)} times yes or no`);
}

function yesOrNo(value: unknown): boolean | null {
  if (value === true || value === 'yes') return true;
  return value === false || value === 'no' ? false : null;
}

function parseReview(reader: Reader, value: unknown): Id | null {
  return (typeof value === 'string' ? parseId(value) : null) ?? reader.note('review', 'E_FORM', 'has to be an id');
}

function parseDecision(reader: Reader, value: unknown, path: string): Decision | null {
  const fields = reader.object(value, path, DECISION_KEYS);
  if (fields === null) return null;
  const outcome = reader.code(fields['outcome'], `${path}.outcome`, OUTCOMES);
  const place = parsePlace(reader, fields, path);
  const kind = optional(fields['kind'], (code) => reader.code(code, `${path}.kind`, IDENTIFIER_KINDS));
  const given = optional(fields['value'], (text) => reader.text(text, `${path}.value`, NOTE_RULE));
  const reason = optional(fields['reason'], (text) => reader.text(text, `${path}.reason`, NOTE_RULE));
  if (outcome === null || place === null) return null;
  if ((outcome === 'generalise' || outcome === 'pseudonym') && fields['value'] === undefined) {
    return reader.note(`${path}.value`, 'E_MISSING', `${outcome} needs the text that takes its place`);
  }
  const rest = {
    ...(given !== null && { value: given }),
    ...(kind !== null && { kind }),
    ...(reason !== null && { reason }),
  };
  return { ...place, outcome, ...rest };
}

type Place = Pick<Decision, 'statement' | 'start' | 'end' | 'text' | 'all'>;

function parsePlace(reader: Reader, fields: Fields, path: string): Place | null {
  const { statement, start, end, text, all } = fields as Readonly<Record<keyof Place, unknown>>;
  if (!isOffset(statement))
    return reader.note(`${path}.statement`, 'E_FORM', 'has to be a whole number from 0 (the title)');
  if (all !== undefined && typeof all !== 'boolean')
    return reader.note(`${path}.all`, 'E_TYPE', 'has to be true or false');
  const flag = all === true ? { all } : {};
  const stretch = optional(text, (given) =>
    reader.text(given, `${path}.text`, {
      maxBytes: LIMITS.MAX_STATEMENT_BYTES,
      code: 'E_NOTE_TOO_LARGE',
      mayBeEmpty: true,
    }),
  );
  if (start === undefined && end === undefined) {
    if (stretch === null || stretch === '') return reader.note(path, 'E_MISSING', 'give start and end, or the text');
    return { statement, text: stretch, ...flag };
  }
  if (!isOffset(start) || !isOffset(end) || start >= end) {
    return reader.note(path, 'E_FORM', 'start and end are offsets in utf-16 units, start before end');
  }
  return { statement, start, end, ...(stretch !== null && { text: stretch }), ...flag };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return isOffset(value) && value > 0;
}
