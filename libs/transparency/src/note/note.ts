import { concat, signNoteText, toBase64, toHex, utf8, verifyNoteText } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { parseBase64, parseUtf8 } from '../text.js';
import { isKeyName, type NoteSigner, type VerifierKey } from './keys.js';

/** One signature line. `keyId` is 8 hex characters; `signature` is what follows the id, in the form of the key's type. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A signed note (C2SP signed-note). `text` ends in a newline and must be ignored until a signature has verified. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Longest note in bytes; ours. */
export const MAX_NOTE_BYTES = 262_144;
/** Most signatures of a note; ours (signed-note asks for at least 16). */
export const MAX_NOTE_SIGNATURES = 128;

const KEY_ID_BYTES = 4;
const DASH = '— ';
// signed-note forbids exactly these characters.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** The note in these bytes, nothing verified. Throws E_FORM on any other form, E_SIZE over a limit. */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE_BYTES) throw new TransparencyError('E_SIZE', 'a note is longer than allowed');
  const whole = parseUtf8(bytes);
  const end = whole.lastIndexOf('\n\n');
  if (CONTROL.test(whole) || end < 0 || !whole.endsWith('\n')) throw malformed();
  const signatures = parseSignatureLines(whole.slice(end + 2));
  if (signatures.length === 0) throw malformed();
  return { text: whole.slice(0, end + 1), signatures };
}

/** The bytes of a note. */
export function writeNote(note: Note): Uint8Array {
  return utf8(`${note.text}\n${note.signatures.map(writeSignatureLine).join('')}`);
}

/** The signatures of newline-terminated lines, as at the end of a note or in a witness's answer. Throws E_FORM, E_SIZE. */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw malformed();
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_NOTE_SIGNATURES) throw new TransparencyError('E_SIZE', 'a note has too many signatures');
  return lines.map(parseSignatureLine);
}

/** One signature line with its newline. */
export function writeSignatureLine(line: NoteSignature): string {
  const id = Uint8Array.from(line.keyId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return `${DASH}${line.name} ${toBase64(concat(id, line.signature))}\n`;
}

/** Signs a note's text with an `ed25519` key. Throws E_KEY for another type, E_FORM unless the text ends in a newline. */
export function signNote(text: string, signer: NoteSigner): NoteSignature {
  if (signer.type !== 'ed25519') throw new TransparencyError('E_KEY', 'this key does not sign notes');
  if (!text.endsWith('\n') || CONTROL.test(text)) throw malformed();
  return { name: signer.name, keyId: signer.keyId, signature: signNoteText(utf8(text), signer.privateKey) };
}

/** The signature lines that name this key by name and id. */
export function linesBy(note: Note, key: VerifierKey): NoteSignature[] {
  return note.signatures.filter((line) => line.name === key.name && line.keyId === key.keyId);
}

/**
 * The `ed25519` keys among `keys` that signed the note. Lines by unknown keys are ignored. Throws E_SIGNATURE when a line
 * by a known key does not verify: such a note is refused whole (signed-note).
 */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): VerifierKey[] {
  return keys.filter((key) => key.type === 'ed25519' && signedBy(note, key));
}

function signedBy(note: Note, key: VerifierKey): boolean {
  const lines = linesBy(note, key);
  if (!lines.every((line) => verifyNoteText(utf8(note.text), line.signature, key.publicKey))) {
    throw new TransparencyError('E_SIGNATURE', 'a signature on the note does not verify');
  }
  return lines.length > 0;
}

function parseSignatureLine(line: string): NoteSignature {
  const [name, encoded, ...rest] = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  const bytes = encoded === undefined ? null : parseBase64(encoded);
  if (name === undefined || bytes === null || rest.length > 0 || !isKeyName(name)) throw malformed();
  if (bytes.length <= KEY_ID_BYTES) throw malformed();
  return { name, keyId: toHex(bytes.slice(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) };
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a note is malformed');
}
