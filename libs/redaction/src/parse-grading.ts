import { GRADING_CODES, GRADING_SCHEMES, isCode, type Grading } from '@sealbridge/vocabulary';

import type { Reader } from './reader.js';

/** Reads a grading in the native codes of its scheme; a code that is a number may be written as one. */
export function parseGrading(reader: Reader, value: unknown, path: string): Grading | null {
  const fields = reader.object(value, path, ['scheme', 'source', 'information', 'handling']);
  if (fields === null) return null;
  const scheme = reader.code(fields['scheme'], `${path}.scheme`, GRADING_SCHEMES);
  if (scheme === null) return null;
  const codes = GRADING_CODES[scheme];
  const source = nativeCode(reader, fields['source'], `${path}.source`, codes.source);
  const information = nativeCode(reader, fields['information'], `${path}.information`, codes.information);
  const handling = parseHandlingCode(reader, fields['handling'], `${path}.handling`, codes.handling);
  return source === null || information === null ? null : { scheme, source, information, handling };
}

function parseHandlingCode(reader: Reader, value: unknown, path: string, codes: readonly string[]): string | null {
  if (value === undefined) return null;
  if (codes.length === 0) return reader.note(path, 'E_CODE', 'the scheme has no handling code');
  return nativeCode(reader, value, path, codes);
}

function nativeCode(reader: Reader, value: unknown, path: string, codes: readonly string[]): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (text === undefined) return reader.code(text, path, codes);
  return isCode(codes, text) ? text : reader.note(path, 'E_CODE', `has to be one of ${codes.join(', ')}`);
}
