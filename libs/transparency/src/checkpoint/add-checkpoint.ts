import { concat, toBase64, utf8 } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { TREE_HASH_BYTES } from '../merkle/hash.js';
import { MAX_NOTE_BYTES } from '../note/note.js';
import { parseBase64, parseDecimal, parseUtf8 } from '../text.js';

/** A request to a witness (tlog-witness, add-checkpoint). `note` is the checkpoint's bytes, not yet parsed. */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Uint8Array;
}

/** Most lines of consistency proof (tlog-witness). */
export const MAX_PROOF_LINES = 63;
/** Longest request body in bytes; ours. */
export const MAX_ADD_CHECKPOINT_BYTES = MAX_NOTE_BYTES;

/** The request in a body. Throws E_FORM on any other form, E_SIZE over a limit. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  if (body.length > MAX_ADD_CHECKPOINT_BYTES)
    throw new TransparencyError('E_SIZE', 'the request is longer than allowed');
  const text = parseUtf8(body);
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed();
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : null;
  if (oldSize === null || lines.length > MAX_PROOF_LINES) throw malformed();
  return { oldSize, proof: lines.map(parseHashLine), note: utf8(text.slice(end + 2)) };
}

/** The body of a request. Throws RangeError on more than MAX_PROOF_LINES hashes. */
export function writeAddCheckpoint(oldSize: number, proof: readonly Uint8Array[], note: Uint8Array): Uint8Array {
  if (proof.length > MAX_PROOF_LINES) throw new RangeError('a consistency proof has at most 63 hashes');
  const lines = [`old ${oldSize}`, ...proof.map(toBase64), ''].map((line) => `${line}\n`).join('');
  return concat(utf8(lines), note);
}

/** The 32-byte hash of one base64 line. Throws E_FORM. */
export function parseHashLine(line: string): Uint8Array {
  const hash = parseBase64(line);
  if (hash?.length !== TREE_HASH_BYTES) throw malformed();
  return hash;
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a hash or size line is malformed');
}
