import { concat, toBase64, utf8 } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { verifyInclusion } from '../merkle/verify.js';
import { MAX_NOTE_BYTES, parseNote } from '../note/note.js';
import { parseBase64, parseDecimal, parseUtf8 } from '../text.js';
import { MAX_PROOF_LINES, parseHashLine } from './add-checkpoint.js';
import { checkCheckpoint, type CheckedCheckpoint } from './check.js';
import { parseCheckpoint } from './checkpoint.js';
import type { Policy } from './policy.js';

/** A proof for one entry (C2SP tlog-proof). `extra` is not authenticated by its place; `note` is the checkpoint's bytes. */
export interface TlogProof {
  readonly extra: Uint8Array | null;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Uint8Array;
}

/** First line of a tlog-proof. */
export const TLOG_PROOF_HEADER = 'c2sp.org/tlog-proof@v1';
/** Longest tlog-proof in bytes; ours. */
export const MAX_TLOG_PROOF_BYTES = 2 * MAX_NOTE_BYTES;

/** The proof in these bytes, nothing verified. Throws E_FORM on any other form, E_SIZE over a limit. */
export function parseProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAX_TLOG_PROOF_BYTES) throw new TransparencyError('E_SIZE', 'the proof is longer than allowed');
  const text = parseUtf8(bytes);
  const end = text.indexOf('\n\n');
  const [header, ...lines] = end < 0 ? [] : text.slice(0, end).split('\n');
  if (header !== TLOG_PROOF_HEADER) throw malformed();
  const extra = lines[0]?.startsWith('extra ') === true ? parseExtra(lines.shift() ?? '') : null;
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : null;
  if (index === null || lines.length > MAX_PROOF_LINES) throw malformed();
  return { extra, index, proof: lines.map(parseHashLine), note: utf8(text.slice(end + 2)) };
}

/** The bytes of a proof. */
export function writeProof(proof: TlogProof): Uint8Array {
  const extra = proof.extra === null ? [] : [`extra ${toBase64(proof.extra)}`];
  const lines = [TLOG_PROOF_HEADER, ...extra, `index ${proof.index}`, ...proof.proof.map(toBase64), ''];
  return concat(utf8(lines.map((line) => `${line}\n`).join('')), proof.note);
}

/** Whether the leaf is at the proof's index under the root its own checkpoint states, whoever signed that. Throws E_FORM, E_SIZE. */
export function provesInclusion(proof: TlogProof, leafHash: Uint8Array): boolean {
  const { size, root } = parseCheckpoint(parseNote(proof.note).text);
  return verifyInclusion({ leafHash, index: proof.index, size, root, proof: proof.proof });
}

/**
 * The checkpoint under which the leaf with this hash is proved to be logged at `proof.index`. Throws as checkCheckpoint,
 * and E_PROOF when the inclusion proof does not verify.
 */
export function verifyProof(proof: TlogProof, leafHash: Uint8Array, policy: Policy): CheckedCheckpoint {
  const checkpoint = checkCheckpoint(proof.note, policy);
  if (!provesInclusion(proof, leafHash)) throw new TransparencyError('E_PROOF', 'the inclusion proof does not verify');
  return checkpoint;
}

function parseExtra(line: string): Uint8Array {
  const extra = parseBase64(line.slice('extra '.length));
  if (extra === null) throw malformed();
  return extra;
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'the proof is malformed');
}
