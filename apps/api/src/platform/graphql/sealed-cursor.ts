import { decodeStrict, encode, type CborValue } from '@sealbridge/cbor';
import { aeadOpen, aeadSeal, CryptoError, fromBase64Url, hkdfSha256, toBase64Url, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

const KEY_BYTES = 32;
const MAX_CURSOR_CHARACTERS = 256;
const MAX_CURSOR_BYTES = 128;

/** Where a page ended: the values its list is ordered by, in that order. */
export type CursorKey = readonly (string | number)[];

/**
 * Cursors that tell nothing: the row number inside would order reports by time for whoever decodes it (security-corrections
 * A16). A cursor is good for one list of one reader: an organisation, or a member where the list is a member's own.
 */
export class SealedCursor {
  readonly #key: Uint8Array;

  /** Given the instance's cursor key, 32 bytes, the same on every node. */
  constructor(instanceKey: Uint8Array) {
    const info = utf8('sealbridge/cursor');
    this.#key = hkdfSha256({ ikm: instanceKey, salt: new Uint8Array(), info, length: KEY_BYTES });
  }

  /** The cursor for a row. */
  seal(list: string, reader: Id, row: bigint): string {
    return this.#seal(list, reader, row);
  }

  /** The row of a cursor, or null when it is not one of this list and reader. */
  open(list: string, reader: Id, cursor: string): bigint | null {
    const row = this.#open(list, reader, cursor);
    return typeof row === 'number' || typeof row === 'bigint' ? BigInt(row) : null;
  }

  /** The cursor for a place in a list that is ordered by other values than a row number. */
  sealKey(list: string, reader: Id, key: CursorKey): string {
    return this.#seal(list, reader, [...key]);
  }

  /** The place of a cursor, or null when it is not one of this list and reader. */
  openKey(list: string, reader: Id, cursor: string): CursorKey | null {
    const key = this.#open(list, reader, cursor);
    return Array.isArray(key) && key.every(isKeyPart) ? key : null;
  }

  #seal(list: string, reader: Id, place: CborValue): string {
    return toBase64Url(aeadSeal({ key: this.#key, plaintext: encode(place), aad: aadOf(list, reader) }));
  }

  #open(list: string, reader: Id, cursor: string): CborValue | null {
    if (cursor.length > MAX_CURSOR_CHARACTERS) return null;
    try {
      const sealed = fromBase64Url(cursor);
      const plaintext = aeadOpen({ key: this.#key, sealed, aad: aadOf(list, reader) });
      return decodeStrict(plaintext, { maxBytes: MAX_CURSOR_BYTES });
    } catch (error) {
      if (error instanceof CryptoError) return null;
      throw error;
    }
  }
}

function isKeyPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}

function aadOf(list: string, reader: Id): Uint8Array {
  return encode([list, idToBytes(reader)]);
}
