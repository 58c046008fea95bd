import { concat, signNoteText, utf8, verifyNoteText } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import type { NoteSigner, VerifierKey } from '../note/keys.js';
import { linesBy, type Note, type NoteSignature } from '../note/note.js';

const TIME_BYTES = 8;

/**
 * A cosignature/v1 (tlog-cosignature) over a checkpoint's note text: at `seconds` (unix) this was the largest consistent
 * tree the witness had seen. Throws E_KEY for a key of another type, RangeError unless `seconds` is an integer above 0.
 */
export function makeCosignature(text: string, seconds: number, signer: NoteSigner): NoteSignature {
  if (signer.type !== 'cosignature') throw new TransparencyError('E_KEY', 'this key does not cosign');
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new RangeError('a cosignature time is an integer above 0');
  const time = new Uint8Array(TIME_BYTES);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const signature = concat(time, signNoteText(signedMessage(text, seconds), signer.privateKey));
  return { name: signer.name, keyId: signer.keyId, signature };
}

/**
 * When this witness cosigned the note, in unix seconds, the newest of its lines; null when it did not. Throws E_SIGNATURE
 * when a line of this key does not verify: such a note is refused whole (signed-note).
 */
export function verifyCosignature(note: Note, key: VerifierKey): number | null {
  if (key.type !== 'cosignature') throw new TransparencyError('E_KEY', 'this key does not cosign');
  const times = linesBy(note, key).map((line) => verifiedTime(note.text, line, key));
  return times.length === 0 ? null : Math.max(...times);
}

function verifiedTime(text: string, line: NoteSignature, key: VerifierKey): number {
  const seconds = timeOf(line.signature);
  const signature = line.signature.slice(TIME_BYTES);
  if (seconds === null || !verifyNoteText(signedMessage(text, seconds), signature, key.publicKey)) {
    throw new TransparencyError('E_SIGNATURE', 'a cosignature on the note does not verify');
  }
  return seconds;
}

function timeOf(signature: Uint8Array): number | null {
  if (signature.length < TIME_BYTES) return null;
  const view = new DataView(signature.buffer, signature.byteOffset, TIME_BYTES);
  const seconds = Number(view.getBigUint64(0));
  return Number.isSafeInteger(seconds) ? seconds : null;
}

function signedMessage(text: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
}
