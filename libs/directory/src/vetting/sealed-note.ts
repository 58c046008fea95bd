import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { AEAD_TAG_BYTES, KEM_ENC_BYTES } from '@sealbridge/sodium';
import { idToBytes, type Id, type VettingEvidence } from '@sealbridge/vocabulary';
import { requireThat } from '../directory-error.js';
import { readId } from '../field-rules.js';
import { asRecord } from '../leaf.js';

/** The text of a note, in bytes of UTF-8. */
export const MAX_NOTE_BYTES = 4000;
/** Notes are padded to multiples of this, so that the length tells little. */
export const NOTE_STEP_BYTES = 1024;
/** A note at its longest: four steps, sealed, with unit and epoch. */
export const MAX_SEALED_NOTE_BYTES = 6 * NOTE_STEP_BYTES;

const MAX_STEPS = 4;

/** A sealed note taken apart; opening it is for the keyring of a steward. */
export interface SealedNote {
  /** The stewards' unit and its epoch to which the note is sealed. */
  readonly unit: Id;
  readonly epoch: number;
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

/** What a note belongs to: in another place it does not open. */
export interface NoteContext {
  readonly application: Id;
  readonly round: number;
  readonly kind: VettingEvidence;
}

/** The additional data of a note: CBOR["sr1/note", application, round, evidence kind]. */
export function noteAad({ application, round, kind }: NoteContext): Uint8Array {
  return encode(['sr1/note', idToBytes(application), round, kind]);
}

/** The bytes of a sealed note. */
export function writeSealedNote({ unit, epoch, enc, ct }: SealedNote): Uint8Array {
  return encode([idToBytes(unit), epoch, enc, ct]);
}

/** Reads a sealed note, closed. Throws E_RECORD for a wrong shape, E_FIELD for a length that no note has. */
export function parseSealedNote(bytes: Uint8Array): SealedNote {
  const note = asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_SEALED_NOTE_BYTES }));
    const read = {
      unit: readId(items, 0),
      epoch: items.uint(1),
      enc: items.bytes(2, KEM_ENC_BYTES),
      ct: items.bytes(3, { max: MAX_STEPS * NOTE_STEP_BYTES + AEAD_TAG_BYTES }),
    };
    items.end();
    return read;
  });
  const padded = note.ct.length - AEAD_TAG_BYTES;
  requireThat(padded > 0 && padded % NOTE_STEP_BYTES === 0, 'E_FIELD', 'a note has a length that no note has');
  requireThat(note.epoch >= 1, 'E_FIELD', 'a note is sealed to no epoch');
  return note;
}
