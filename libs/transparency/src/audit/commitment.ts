import { concat, sha256, utf8 } from '@sealbridge/sodium';

/** Length in bytes of a commitment's own salt (security-corrections C6). */
export const COMMITMENT_SALT_BYTES = 16;

const TEXT_PREFIX = utf8('sr1/commit');
const BYTES_PREFIX = utf8('al1/commit');

/** Commitment to a case reference or justification: SHA-256("sr1/commit" || salt || UTF-8 of the text in NFC). Throws RangeError on the salt's length. */
export function commitText(salt: Uint8Array, text: string): Uint8Array {
  requireSalt(salt);
  return sha256(concat(TEXT_PREFIX, salt, utf8(text.normalize('NFC'))));
}

/** Commitment to query variables or attributes: SHA-256("al1/commit" || salt || bytes). Throws RangeError on the salt's length. */
export function commitBytes(salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  requireSalt(salt);
  return sha256(concat(BYTES_PREFIX, salt, bytes));
}

function requireSalt(salt: Uint8Array): void {
  if (salt.length !== COMMITMENT_SALT_BYTES) throw new RangeError('a commitment salt has 16 bytes');
}
