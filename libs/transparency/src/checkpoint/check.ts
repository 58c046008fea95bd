import { TransparencyError } from '../error.js';
import type { VerifierKey } from '../note/keys.js';
import { parseNote, parseSignatureLines, verifyNote, writeNote, type Note } from '../note/note.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { verifyCosignature } from './cosignature.js';
import { fulfilsQuorum, type Policy } from './policy.js';

/** How far a cosignature may lie ahead of the verifier's clock, in seconds. */
export const MAX_CLOCK_AHEAD_SECONDS = 300;

/** A checkpoint whose log is listed and signed it. `note` is the bytes it came in. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Uint8Array;
  readonly text: string;
  readonly log: VerifierKey;
}

/** A checkpoint that fulfils a policy. `cosignedAt`: name in the policy of each witness that cosigned -> unix seconds. */
export interface CheckedCheckpoint extends SignedCheckpoint {
  readonly cosignedAt: ReadonlyMap<string, number>;
}

/**
 * The checkpoint of a note, signed by the log of `keys` whose name is its origin. Throws E_FORM, E_SIZE, E_ORIGIN when no
 * key has that name, E_SIGNATURE when none of them signed or a line of theirs does not verify.
 */
export function checkLogSignature(bytes: Uint8Array, keys: readonly VerifierKey[]): SignedCheckpoint {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(note.text);
  const known = keys.filter((key) => key.name === checkpoint.origin);
  if (known.length === 0) throw new TransparencyError('E_ORIGIN', 'the checkpoint is of another log');
  const [log] = verifyNote(note, known);
  if (log === undefined) throw new TransparencyError('E_SIGNATURE', 'the log has not signed the checkpoint');
  return { ...checkpoint, note: bytes, text: note.text, log };
}

/**
 * The times at which the policy's witnesses cosigned a note, whatever the quorum. Throws E_SIGNATURE when a line of a
 * listed witness does not verify, or lies more than MAX_CLOCK_AHEAD_SECONDS after `now` (unix seconds) where that is given.
 */
export function cosignatureTimes(note: Note, policy: Policy, now?: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const witness of policy.witnesses.values()) {
    const seconds = verifyCosignature(note, witness.key);
    if (seconds === null) continue;
    if (now !== undefined && seconds > now + MAX_CLOCK_AHEAD_SECONDS) {
      throw new TransparencyError('E_SIGNATURE', 'a cosignature lies in the future');
    }
    times.set(witness.name, seconds);
  }
  return times;
}

/**
 * The checkpoint of a note under a policy: its log is listed and signed it, and the cosignatures reach the quorum. Throws
 * as checkLogSignature and cosignatureTimes, and E_QUORUM. Freshness is the caller's to judge, from `cosignedAt`.
 */
export function checkCheckpoint(bytes: Uint8Array, policy: Policy, options: { now?: number } = {}): CheckedCheckpoint {
  const signed = checkLogSignature(
    bytes,
    policy.logs.map((log) => log.key),
  );
  const cosignedAt = cosignatureTimes(parseNote(bytes), policy, options.now);
  if (!fulfilsQuorum(policy, new Set(cosignedAt.keys()))) {
    throw new TransparencyError('E_QUORUM', 'the cosignatures do not reach the quorum');
  }
  return { ...signed, cosignedAt };
}

/** The newest cosignature time of a checked checkpoint in unix seconds, or null when nobody cosigned. */
export function newestCosignature(checkpoint: CheckedCheckpoint): number | null {
  return checkpoint.cosignedAt.size === 0 ? null : Math.max(...checkpoint.cosignedAt.values());
}

/**
 * The note with the cosignatures of a witness's answer that verify under the policy; others, unknown or wrong, are left
 * out, and an older line of the same key is replaced. Throws E_FORM or E_SIZE when note or answer are malformed.
 */
export function mergeCosignatures(bytes: Uint8Array, answer: string, policy: Policy): Uint8Array {
  const note = parseNote(bytes);
  const keys = [...policy.witnesses.values()].map((witness) => witness.key);
  const valid = parseSignatureLines(answer).filter((line) =>
    keys.some((key) => key.name === line.name && verifies({ text: note.text, signatures: [line] }, key)),
  );
  const kept = note.signatures.filter(
    (line) => !valid.some((fresh) => fresh.name === line.name && fresh.keyId === line.keyId),
  );
  return writeNote({ text: note.text, signatures: [...kept, ...valid] });
}

function verifies(note: Note, key: VerifierKey): boolean {
  try {
    return verifyCosignature(note, key) !== null;
  } catch {
    return false;
  }
}
