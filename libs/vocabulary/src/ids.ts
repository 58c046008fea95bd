const ID_BYTES = 16;
const ID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

declare const idBrand: unique symbol;

/**
 * The 36-character lower-case UUID text form of 16 bytes. The bytes are random as a whole: no version or variant bits are
 * promised, so nothing may be read out of an id.
 */
export type Id = string & { readonly [idBrand]: true };

/** Gives the text form of exactly 16 bytes. Throws RangeError on any other length. */
export function idFromBytes(bytes: Uint8Array): Id {
  if (bytes.length !== ID_BYTES) throw new RangeError('an id is 16 bytes');
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return groups.join('-') as Id;
}

/** Gives the 16 bytes of an id, in a fresh array. */
export function idToBytes(id: Id): Uint8Array {
  const hex = id.replaceAll('-', '');
  return Uint8Array.from({ length: ID_BYTES }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

/** Reads an id from text; null unless it is the one accepted form (36 characters, lower case). */
export function parseId(text: string): Id | null {
  return ID_TEXT.test(text) ? (text as Id) : null;
}
