import { checkpointOf, signedBy } from './note-check.js';
import { checkJsonProof } from './json-proof.js';
import { parseVerifierKey, type VerifierKey } from '../note/keys.js';
import { parseNote } from '../note/note.js';
import { leafHash, TREE_HASH_BYTES } from '../merkle/hash.js';
import { parseProof, provesInclusion, TLOG_PROOF_HEADER } from '../checkpoint/tlog-proof.js';
import { TransparencyError, type ReasonCode } from '../error.js';
import type { StandaloneKind, StandaloneVerdict } from './verdict.js';

/** Longest file that is looked at, in bytes. */
export const MAX_STANDALONE_BYTES = 1_048_576;

const OPENING_BRACE = 0x7b;

/**
 * Checks one proof or signed note, ours or anybody's (`audit check`, docs/reference/audit-log.md): a tlog-proof, a note
 * with `vkey`, or a JSON proof. `entry` is the log entry a tlog-proof is about, when its `extra` line does not hold it.
 * Any bytes get a verdict; never throws once the crypto library is ready.
 */
export function checkStandalone(bytes: Uint8Array, vkey?: string, entry?: Uint8Array): StandaloneVerdict {
  const kind = kindOf(bytes);
  try {
    if (bytes.length > MAX_STANDALONE_BYTES) throw new TransparencyError('E_SIZE', 'the file is longer than allowed');
    const key = vkey === undefined ? null : parseVerifierKey(vkey.trim());
    if (kind === 'tlog-proof') return checkTlogProof(bytes, key, entry);
    return kind === 'json' ? checkJsonProof(bytes) : checkNote(bytes, key);
  } catch (error) {
    return refused(
      kind === 'tlog-proof' ? kind : 'unknown',
      error instanceof TransparencyError ? error.code : 'E_FORM',
    );
  }
}

function kindOf(bytes: Uint8Array): 'tlog-proof' | 'json' | 'note' {
  const start = String.fromCharCode(...bytes.slice(0, TLOG_PROOF_HEADER.length + 1));
  if (start === `${TLOG_PROOF_HEADER}\n`) return 'tlog-proof';
  const first = bytes.find((byte) => byte > 0x20);
  return first === OPENING_BRACE ? 'json' : 'note';
}

function checkTlogProof(bytes: Uint8Array, key: VerifierKey | null, entry?: Uint8Array): StandaloneVerdict {
  const proof = parseProof(bytes);
  const note = parseNote(proof.note);
  const { origin, size } = checkpointOf(note) ?? { origin: null, size: null };
  if (key !== null && !signedBy(note, key)) return refused('tlog-proof', 'E_SIGNATURE');
  const leaves = leavesMeant(proof.extra, entry);
  if (leaves.length === 0) return refused('tlog-proof', 'E_NO_LEAF');
  if (!leaves.some((leaf) => provesInclusion(proof, leaf))) return refused('tlog-proof', 'E_PROOF');
  const signature = key === null ? 'not checked' : 'verified';
  return { ok: true, kind: 'tlog-proof', code: null, signature, origin, size };
}

// Our proofs carry the entry in `extra`, others its leaf hash; included is included under either reading.
function leavesMeant(extra: Uint8Array | null, entry?: Uint8Array): Uint8Array[] {
  if (entry !== undefined) return [leafHash(entry)];
  if (extra === null) return [];
  return extra.length === TREE_HASH_BYTES ? [leafHash(extra), extra] : [leafHash(extra)];
}

function checkNote(bytes: Uint8Array, key: VerifierKey | null): StandaloneVerdict {
  const note = parseNote(bytes);
  const checkpoint = checkpointOf(note);
  const kind = checkpoint === null ? 'note' : 'checkpoint';
  if (key === null) return refused(kind, 'E_KEY');
  if (!signedBy(note, key)) return refused(kind, 'E_SIGNATURE');
  const { origin, size } = checkpoint ?? { origin: null, size: null };
  return { ok: true, kind, code: null, signature: 'verified', origin, size };
}

function refused(kind: StandaloneKind, code: ReasonCode): StandaloneVerdict {
  return { ok: false, kind, code, signature: 'not checked', origin: null, size: null };
}
