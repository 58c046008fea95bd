import {
  checkCard,
  CONSENT_BASES,
  CONSENT_CHECKLIST,
  CONTACT_WISHES,
  DEFAULT_DISCOVERY,
  DEFAULT_HANDLING,
  DISCOVERY,
  EXPIRES_PATTERN,
  HANDLINGS,
  IDENTIFIER_KINDS,
  LANG_PATTERN,
  LIMITS,
  OPEN_UNTIL_PATTERN,
  PURPOSES,
  REPORTER_CLASSES,
  STATEMENT_KINDS,
  TLP,
  URGENCIES,
  type CardDraft,
  type Problem,
  type Purpose,
} from '@sealbridge/vocabulary';

import { bodyBytes } from './body-size.js';
import { withNormalForm } from './normalise.js';
import { countriesOf } from './countries.js';
import { parseGrading } from './parse-grading.js';
import { checkDepth, Reader, type Fields } from './reader.js';
import type { Attachment, Consent, Identifier, ReportDraft, Statement } from './report-draft.js';

/** A draft, or everything that is wrong with the file. */
export type ParsedReport =
  { readonly ok: true; readonly draft: ReportDraft } | { readonly ok: false; readonly problems: readonly Problem[] };

const KEYS = [
  'lang',
  'title',
  'narrative',
  'statements',
  'grading',
  'identifiers',
  'attachments',
  'reporterClass',
  'contactWish',
  'consent',
  'card',
  'tlp',
  'handling',
  'urgency',
  'discovery',
  'purposes',
  'openUntil',
];

/**
 * Parses the value of a report file (docs/reference/report-file.md) into a draft: closed shape, every limit by name, defaults
 * filled in. Problems of the card do not stop the draft; they stand in `cardProblems`. Never throws.
 */
export function parseReportDraft(input: unknown): ParsedReport {
  const tooDeep = checkDepth(input);
  if (tooDeep !== null) return { ok: false, problems: [tooDeep] };
  const reader = new Reader();
  const fields = reader.object(input, 'report', KEYS);
  const draft = fields === null ? null : parseFields(reader, fields);
  if (draft !== null && bodyBytes(draft) > LIMITS.MAX_BODY_BYTES) {
    reader.note('report', 'E_BODY_TOO_LARGE', `more than ${String(LIMITS.MAX_BODY_BYTES)} bytes in all`);
  }
  if (draft === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, draft };
}

function parseFields(reader: Reader, fields: Fields): ReportDraft | null {
  const lang = parseLang(reader, fields['lang']);
  const title = reader.text(fields['title'], 'title', { maxBytes: LIMITS.MAX_TITLE_BYTES, code: 'E_TITLE_TOO_LARGE' });
  const statements = parseStatements(reader, fields);
  const grading = fields['grading'] === undefined ? null : parseGrading(reader, fields['grading'], 'grading');
  const written = parseIdentifiers(reader, fields['identifiers']);
  const attachments = parseAttachments(reader, fields['attachments']);
  const reporterClass = reader.code(fields['reporterClass'], 'reporterClass', REPORTER_CLASSES);
  const contactWish = reader.code(fields['contactWish'], 'contactWish', CONTACT_WISHES);
  const consent = parseConsent(reader, fields['consent']);
  const tlp = reader.code(fields['tlp'], 'tlp', TLP);
  const handling = reader.code(fields['handling'] ?? DEFAULT_HANDLING, 'handling', HANDLINGS);
  const urgency = reader.code(fields['urgency'], 'urgency', URGENCIES);
  const discovery = reader.code(fields['discovery'] ?? DEFAULT_DISCOVERY, 'discovery', DISCOVERY);
  const purposes = parsePurposes(reader, fields['purposes']);
  const openUntil = parseOpenUntil(reader, fields['openUntil']);
  const cardProblems = checkCard(fields['card']);
  const card = cardProblems.length === 0 ? (fields['card'] as CardDraft) : null;
  if (lang === null || title === null || statements === null || written === null || attachments === null) return null;
  if (reporterClass === null || contactWish === null || consent === null || tlp === null) return null;
  if (handling === null || urgency === null || discovery === null) return null;
  const countries = countriesOf(lang, card);
  const identifiers = written.map((identifier) => withNormalForm(identifier, countries));
  return {
    ...{ lang, title, statements, grading, identifiers, attachments, reporterClass, contactWish, consent },
    ...{ card, cardProblems, tlp, handling, urgency, discovery },
    ...(purposes !== null && { purposes }),
    ...(openUntil !== null && { openUntil }),
  };
}

function parseLang(reader: Reader, value: unknown): string | null {
  const lang = reader.matching(value, 'lang', new RegExp(LANG_PATTERN), 'a language tag such as en or pt-BR');
  if (lang === null || lang.length <= LIMITS.MAX_LANG_CHARACTERS) return lang;
  return reader.note('lang', 'E_FORM', `longer than ${String(LIMITS.MAX_LANG_CHARACTERS)} characters`);
}

const STATEMENT_RULE = { maxBytes: LIMITS.MAX_STATEMENT_BYTES, code: 'E_STATEMENT_TOO_LARGE' };

function parseStatements(reader: Reader, fields: Fields): readonly Statement[] | null {
  const { narrative, statements } = fields as { readonly narrative?: unknown; readonly statements?: unknown };
  if (narrative !== undefined && statements !== undefined) {
    return reader.note('statements', 'E_BOTH', 'give either a narrative or statements');
  }
  if (narrative !== undefined) {
    const text = reader.text(narrative, 'narrative', STATEMENT_RULE);
    return text === null ? null : [{ text, kind: 'fact', grading: null }];
  }
  if (statements === undefined) return reader.note('statements', 'E_MISSING', 'give a narrative or statements');
  const list = reader.list(statements, 'statements', LIMITS.MAX_STATEMENTS, 'E_TOO_MANY_STATEMENTS');
  if (list?.length === 0) return reader.note('statements', 'E_EMPTY', 'at least one statement');
  return list === null
    ? null
    : complete(list.map((item, at) => parseStatement(reader, item, `statements[${String(at)}]`)));
}

function parseStatement(reader: Reader, value: unknown, path: string): Statement | null {
  const fields = reader.object(value, path, ['text', 'kind', 'grading']);
  if (fields === null) return null;
  const text = reader.text(fields['text'], `${path}.text`, STATEMENT_RULE);
  const kind = reader.code(fields['kind'], `${path}.kind`, STATEMENT_KINDS);
  const grading = fields['grading'] === undefined ? null : parseGrading(reader, fields['grading'], `${path}.grading`);
  return text === null || kind === null ? null : { text, kind, grading };
}

function parseIdentifiers(reader: Reader, value: unknown): readonly Identifier[] | null {
  if (value === undefined) return [];
  const list = reader.list(value, 'identifiers', LIMITS.MAX_IDENTIFIERS, 'E_TOO_MANY_IDENTIFIERS');
  return list === null
    ? null
    : complete(list.map((item, at) => parseIdentifier(reader, item, `identifiers[${String(at)}]`)));
}

function parseIdentifier(reader: Reader, item: unknown, path: string): Identifier | null {
  const fields = reader.object(item, path, ['kind', 'value']);
  if (fields === null) return null;
  const kind = reader.code(fields['kind'], `${path}.kind`, IDENTIFIER_KINDS);
  const rule = { maxBytes: LIMITS.MAX_IDENTIFIER_BYTES, code: 'E_IDENTIFIER_TOO_LARGE' };
  const value = reader.text(fields['value'], `${path}.value`, rule);
  return kind === null || value === null ? null : { kind, value };
}

function parseAttachments(reader: Reader, value: unknown): readonly Attachment[] | null {
  if (value === undefined) return [];
  const list = reader.list(value, 'attachments', LIMITS.MAX_ATTACHMENTS, 'E_TOO_MANY_ATTACHMENTS');
  if (list === null) return null;
  const rule = { maxBytes: LIMITS.MAX_ATTACHMENT_PATH_BYTES, code: 'E_PATH_TOO_LARGE' };
  const paths = complete(list.map((item, at) => reader.text(item, `attachments[${String(at)}]`, rule)));
  return paths?.map((path) => ({ path })) ?? null;
}

function parseConsent(reader: Reader, value: unknown): Consent | null {
  if (value === undefined) return { basis: 'not_required_no_personal_data' };
  const fields = reader.object(value, 'consent', ['basis', 'checklist', 'expires']);
  if (fields === null) return null;
  const basis = reader.code(fields['basis'], 'consent.basis', CONSENT_BASES);
  const checklist = parseChecklist(reader, fields['checklist']);
  const expires =
    fields['expires'] === undefined
      ? null
      : reader.matching(fields['expires'], 'consent.expires', new RegExp(EXPIRES_PATTERN), 'a month (yyyy-mm)');
  if (basis === null) return null;
  return { basis, ...(checklist !== null && { checklist }), ...(expires !== null && { expires }) };
}

function parseChecklist(reader: Reader, value: unknown): readonly boolean[] | null {
  if (value === undefined) return null;
  const wanted = CONSENT_CHECKLIST.length;
  if (Array.isArray(value) && value.length === wanted && value.every((item) => typeof item === 'boolean')) return value;
  return reader.note('consent.checklist', 'E_FORM', `has to be ${String(wanted)} times true or false`);
}

function parsePurposes(reader: Reader, value: unknown): readonly Purpose[] | null {
  if (value === undefined) return null;
  const list = reader.list(value, 'purposes', PURPOSES.length, 'E_TOO_MANY_PURPOSES');
  if (list === null) return null;
  if (list.length === 0) return reader.note('purposes', 'E_EMPTY', 'at least one purpose, or none of the field');
  const purposes = complete(list.map((item, at) => reader.code(item, `purposes[${String(at)}]`, PURPOSES)));
  if (purposes === null || new Set(purposes).size === purposes.length) return purposes;
  return reader.note('purposes', 'E_REPEATED', 'a purpose stands in the list twice');
}

function parseOpenUntil(reader: Reader, value: unknown): string | null {
  if (value === undefined) return null;
  const text = reader.matching(value, 'openUntil', new RegExp(OPEN_UNTIL_PATTERN), 'a month or day (yyyy-mm[-dd])');
  if (text === null) return null;
  const day = new Date(text);
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  return real ? text : reader.note('openUntil', 'E_FORM', 'is not a day of the calendar');
}

/** The list without its nulls, or null when there is one: the reader has noted why. */
function complete<Item>(items: readonly (Item | null)[]): readonly Item[] | null {
  const present = items.filter((item) => item !== null);
  return present.length === items.length ? present : null;
}
