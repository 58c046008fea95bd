import { parseCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { verifyCosignature } from '../checkpoint/cosignature.js';
import type { VerifierKey } from '../note/keys.js';
import { verifyNote, type Note } from '../note/note.js';

/** The checkpoint in a note's text, or null when the text is something else. */
export function checkpointOf(note: Note): Checkpoint | null {
  try {
    return parseCheckpoint(note.text);
  } catch {
    return null;
  }
}

/** Whether this key, of a log or a witness, signed the note. Throws E_SIGNATURE when a line of it does not verify. */
export function signedBy(note: Note, key: VerifierKey): boolean {
  return key.type === 'cosignature' ? verifyCosignature(note, key) !== null : verifyNote(note, [key]).length > 0;
}
