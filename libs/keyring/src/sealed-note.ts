import {
  DirectoryError,
  MAX_NOTE_BYTES,
  NOTE_STEP_BYTES,
  noteAad,
  parseSealedNote,
  writeSealedNote,
  type NoteContext,
} from '@sealbridge/directory';
import { concat, CryptoError, fromUtf8, hpkeOpen, hpkeSeal, utf8, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';

const NOTE_INFO = utf8('sr1/note');
const PAD_MARK = 0x80;

/** The stewards' unit and the epoch a note is sealed to, with its public KEM key. */
export interface NoteRecipient {
  readonly unit: Id;
  readonly epoch: number;
  readonly kemPublicKey: Uint8Array;
}

/**
 * A SEALED NOTE of docs/reference/vetting.md: a text for the stewards about one item of evidence. Throws E_NOTE unless the text has
 * 1 to 4,000 bytes of UTF-8 in NFC.
 */
export function sealNote(text: string, context: NoteContext, to: NoteRecipient): Uint8Array {
  const plaintext = padNote(noteBytes(text.normalize('NFC')));
  const { enc, ct } = hpkeSeal({ publicKey: to.kemPublicKey, info: NOTE_INFO, aad: noteAad(context), plaintext });
  wipe(plaintext);
  return writeSealedNote({ unit: to.unit, epoch: to.epoch, enc, ct });
}

/** The text of a sealed note by the seed of the epoch it names. Throws E_NOTE (malformed), E_NOTE_OPEN. */
export function openNote(bytes: Uint8Array, context: NoteContext, unitSeed: Uint8Array): string {
  const { enc, ct } = asNote(() => parseSealedNote(bytes));
  const padded = unseal(enc, ct, context, unitSeed);
  try {
    const text = asNote(() => fromUtf8(unpadNote(padded)));
    if (text.normalize('NFC') !== text) throw malformed();
    return text;
  } finally {
    wipe(padded);
  }
}

function noteBytes(text: string): Uint8Array {
  const bytes = asNote(() => utf8(text));
  if (bytes.length < 1 || bytes.length > MAX_NOTE_BYTES) throw malformed();
  return bytes;
}

// ISO/IEC 7816-4: a mark, then zeros to the next step.
function padNote(bytes: Uint8Array): Uint8Array {
  const padding = new Uint8Array(NOTE_STEP_BYTES - (bytes.length % NOTE_STEP_BYTES));
  padding[0] = PAD_MARK;
  return concat(bytes, padding);
}

function unpadNote(padded: Uint8Array): Uint8Array {
  const end = padded.findLastIndex((byte) => byte !== 0);
  const fits = end >= 1 && end <= MAX_NOTE_BYTES && padded.length - end <= NOTE_STEP_BYTES;
  if (!fits || padded[end] !== PAD_MARK) throw malformed();
  return padded.subarray(0, end);
}

function unseal(enc: Uint8Array, ct: Uint8Array, context: NoteContext, seed: Uint8Array): Uint8Array {
  try {
    return hpkeOpen({ seed, enc, ct, info: NOTE_INFO, aad: noteAad(context) });
  } catch (error) {
    if (error instanceof CryptoError) throw new KeyringError('E_NOTE_OPEN', 'the note does not open');
    throw error;
  }
}

function asNote<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DirectoryError || error instanceof CryptoError) throw malformed();
    throw error;
  }
}

function malformed(): KeyringError {
  return new KeyringError('E_NOTE', 'the note is malformed, empty or too long');
}
