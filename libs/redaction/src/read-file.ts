import { LIMITS, type Problem } from '@sealbridge/vocabulary';
import { isScalar, parseDocument, visit, type Document } from 'yaml';

import { parseDecisions, type ParsedDecisions } from './parse-decisions.js';
import { parseReportDraft, type ParsedReport } from './parse-report.js';

/** The value of a file, or why it cannot be read. */
type ReadFile =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problems: readonly Problem[] };

/** The one thing of the WHATWG Encoding Standard that is needed; browsers, workers and Node all have it. */
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

// More opening brackets, or list dashes in a row, than any report has: refused before a parser recurses into them.
const MAX_OPEN_BRACKETS = 500;
const NESTED_DASHES = /(?:[-?:][ \t]+){64}/;

// Fields of a decisions file that hold text; the others hold offsets, line numbers and answers.
const DECISION_TEXTS = new Set(['text', 'value', 'reason', 'note', 'attest', 'closingNote']);

/** Reads a report file, YAML 1.2 or JSON in UTF-8, and parses it as `parseReportDraft` does. Never throws. */
export function parseReportFile(bytes: Uint8Array): ParsedReport {
  const file = readFile(bytes, 'report', () => true);
  return file.ok ? parseReportDraft(file.value) : file;
}

/** Reads a decisions file, YAML 1.2 or JSON in UTF-8, and parses it as `parseDecisions` does. Never throws. */
export function parseDecisionsFile(bytes: Uint8Array): ParsedDecisions {
  const file = readFile(bytes, 'decisions', (key) => DECISION_TEXTS.has(key));
  return file.ok ? parseDecisions(file.value) : file;
}

function readFile(bytes: Uint8Array, path: string, isText: (key: string) => boolean): ReadFile {
  const refuse = (code: string, message: string): ReadFile => ({ ok: false, problems: [{ path, code, message }] });
  if (bytes.length > LIMITS.MAX_FILE_BYTES) {
    return refuse('E_FILE_TOO_LARGE', `longer than ${String(LIMITS.MAX_FILE_BYTES)} bytes`);
  }
  const text = decode(bytes);
  if (text === null) return refuse('E_ENCODING', 'is not utf-8');
  if (openBrackets(text) > MAX_OPEN_BRACKETS || NESTED_DASHES.test(text)) {
    return refuse('E_TOO_DEEP', `nested deeper than ${String(LIMITS.MAX_DEPTH)} levels`);
  }
  return parseYaml(text, isText, refuse);
}

/** Strict UTF-8; a byte order mark is dropped. Null for anything else: UTF-16, Latin-1, halves of characters. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** The largest number of brackets that are open at once, strings not told apart: an upper bound of the nesting. */
function openBrackets(text: string): number {
  let open = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    if ((character === ']' || character === '}') && open > 0) open -= 1;
    most = Math.max(most, open);
  }
  return most;
}

/** The core schema only: no dates, no merge keys, no tags, no anchors, no key twice. An error gives its place, not its text. */
function parseYaml(
  text: string,
  isText: (key: string) => boolean,
  refuse: (code: string, message: string) => ReadFile,
): ReadFile {
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', merge: false, logLevel: 'error' });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault !== undefined) {
      const { line, col } = fault.linePos?.[0] ?? { line: 1, col: 1 };
      return refuse('E_SYNTAX', `is not yaml 1.2 or json at line ${String(line)}, column ${String(col)}`);
    }
    keepNumbersAsWritten(document, isText);
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }) as unknown };
  } catch (error) {
    return error instanceof RangeError
      ? refuse('E_TOO_DEEP', `nested deeper than ${String(LIMITS.MAX_DEPTH)} levels`)
      : refuse('E_SYNTAX', 'anchors and aliases have no place here');
  }
}

/**
 * An account number such as 0028720, written without quotation marks, is a number to YAML and would lose its zeros. Where
 * a text is wanted, a number is taken as it was written.
 */
function keepNumbersAsWritten(document: Document.Parsed, isText: (key: string) => boolean): void {
  visit(document, {
    Pair(_, pair) {
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string' || !isText(key) || !isScalar(pair.value)) return;
      if (typeof pair.value.value === 'number') pair.value.value = pair.value.source ?? String(pair.value.value);
    },
  });
}
