import { decodeStrict, encode } from '@sealbridge/cbor';
import { aeadOpen, aeadSeal, CryptoError, fromBase64Url, hkdfSha256, toBase64Url, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

const KEY_BYTES = 32;
const MAX_CURSOR_CHARACTERS = 128;
const MAX_CURSOR_BYTES = 16;

/**
 * Cursors that tell nothing: the row number inside would order reports by time for whoever decodes it (security-corrections
 * A16). A cursor is good for one list of one organisation.
 */
export class SealedCursor {
  readonly #key: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    const info = utf8('sealbridge/cursor');
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info, length: KEY_BYTES });
  }

  /** The cursor for a row. */
  seal(list: string, organisation: Id, row: bigint): string {
    return toBase64Url(aeadSeal({ key: this.#key, plaintext: encode(row), aad: aadOf(list, organisation) }));
  }

  /** The row of a cursor, or null when it is not one of this list and organisation. */
  open(list: string, organisation: Id, cursor: string): bigint | null {
    if (cursor.length > MAX_CURSOR_CHARACTERS) return null;
    try {
      const sealed = fromBase64Url(cursor);
      const plaintext = aeadOpen({ key: this.#key, sealed, aad: aadOf(list, organisation) });
      const row = decodeStrict(plaintext, { maxBytes: MAX_CURSOR_BYTES });
      return typeof row === 'number' || typeof row === 'bigint' ? BigInt(row) : null;
    } catch (error) {
      if (error instanceof CryptoError) return null;
      throw error;
    }
  }
}

function aadOf(list: string, organisation: Id): Uint8Array {
  return encode([list, idToBytes(organisation)]);
}
