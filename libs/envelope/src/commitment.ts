import { sha256, utf8 } from '@sealbridge/sodium';
import { requireThat } from './error.js';
import { COMMITMENT_SALT_BYTES } from './limits.js';

const LABEL = utf8('sr1/commit');

/**
 * The commitment to a case reference or a justification: SHA-256("sr1/commit" || salt || UTF-8 of the text in NFC). Each
 * has its own 16-byte salt, because case numbers can be guessed (security-corrections C6). Throws EnvelopeError E_FIELD.
 */
export function commitToText(salt: Uint8Array, text: string): Uint8Array {
  requireThat(salt.length === COMMITMENT_SALT_BYTES, 'E_FIELD', 'a commitment salt has the wrong length');
  return sha256(LABEL, salt, utf8(text.normalize('NFC')));
}
