import { concat, toBase64Url, utf8 } from '@sealbridge/sodium';
import { ENTRY_KINDS, type EntryKind } from '../audit/entry.js';
import { TransparencyError } from '../error.js';
import { JsonFields } from './json.js';

/** One line of `entries.jsonl`: a leaf, and what opens it as its kind allows; what the kind has not is null. */
export interface BundleLine {
  readonly index: number;
  readonly kind: EntryKind;
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly nodeSig: Uint8Array | null;
  readonly record: Uint8Array | null;
}

/** Longest line in bytes. */
export const MAX_LINE_BYTES = 131_072;

const FIELDS_OF_KIND: Readonly<Record<EntryKind, readonly string[]>> = {
  audit: ['payload', 'salt', 'nodeSig'],
  dir: ['record'],
  grantset: [],
  agreement: [],
  policy: [],
  cover: ['salt'],
  withheld: [],
};
const NEWLINE = 0x0a;

/** The line in these bytes, without its newline. Throws E_FORM on any other form or a field its kind has not. */
export function parseBundleLine(bytes: Uint8Array): BundleLine {
  const fields = new JsonFields(bytes, ['index', 'kind', 'entry', 'payload', 'salt', 'nodeSig', 'record']);
  const kind = ENTRY_KINDS.find((candidate) => candidate === fields.text('kind'));
  if (kind === undefined) throw malformed();
  const line: BundleLine = {
    index: fields.count('index'),
    kind,
    entry: fields.bytes('entry'),
    payload: fields.optionalBytes('payload'),
    salt: fields.optionalBytes('salt'),
    nodeSig: fields.optionalBytes('nodeSig'),
    record: fields.optionalBytes('record'),
  };
  if (!hasFieldsOfKind(line)) throw malformed();
  return line;
}

/** The bytes of a line with its newline. */
export function writeBundleLine(line: BundleLine): Uint8Array {
  const optional = { payload: line.payload, salt: line.salt, nodeSig: line.nodeSig, record: line.record };
  const present = Object.entries(optional).flatMap(([name, bytes]) =>
    bytes === null ? [] : [[name, toBase64Url(bytes)]],
  );
  const members = Object.fromEntries(present) as Readonly<Record<string, string>>;
  const { index, kind } = line;
  return utf8(`${JSON.stringify({ index, kind, entry: toBase64Url(line.entry), ...members })}\n`);
}

/** The lines of a streamed file, without newlines. Throws E_FORM when the last one has none, E_SIZE over MAX_LINE_BYTES. */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = concat(rest, piece);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield requireLineLength(bytes.slice(start, end));
      start = end + 1;
    }
    rest = requireLineLength(bytes.slice(start));
  }
  if (rest.length > 0) throw malformed();
}

// A field another kind has must be absent; the fields of the kind itself are judged with the entry.
function hasFieldsOfKind(line: BundleLine): boolean {
  const allowed = FIELDS_OF_KIND[line.kind];
  return (['payload', 'salt', 'nodeSig', 'record'] as const).every(
    (name) => line[name] === null || allowed.includes(name),
  );
}

function requireLineLength(line: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (line.length > MAX_LINE_BYTES) throw new TransparencyError('E_SIZE', 'a line is longer than allowed');
  return line;
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a line of the bundle is malformed');
}
