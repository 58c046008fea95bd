import { CryptoError } from './error.js';
import { library, textCodec } from './library.js';

const HEX = /^(?:[0-9a-f]{2})*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const MARK = '\uFEFF';

/** The UTF-8 bytes of `text`. Throws E_ENCODING on a lone surrogate, which has no UTF-8 form. Does not normalise. */
export function utf8(text: string): Uint8Array {
  if (LONE_SURROGATE.test(text)) throw new CryptoError('E_ENCODING', 'text is not well-formed unicode');
  return textCodec.encode(text);
}

/** The text of UTF-8 bytes, a leading U+FEFF kept. Throws E_ENCODING on anything that is not well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    // The platform's decoder swallows one leading U+FEFF; a signed text must come back as it went in.
    return (startsWithMark(bytes) ? MARK : '') + textCodec.decode(bytes);
  } catch {
    throw new CryptoError('E_ENCODING', 'bytes are not utf-8');
  }
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return library().to_hex(bytes);
}

/** Bytes of lower-case hexadecimal of even length. Throws E_ENCODING on anything else, upper case included. */
export function fromHex(text: string): Uint8Array {
  if (!HEX.test(text)) throw new CryptoError('E_ENCODING', 'text is not lower-case hexadecimal');
  return library().from_hex(text);
}

/** Base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return library().to_base64(bytes, library().base64_variants.URLSAFE_NO_PADDING);
}

/** Bytes of base64url without padding; one text per value. Throws E_ENCODING on anything else. */
export function fromBase64Url(text: string): Uint8Array {
  return decode(text, toBase64Url, library().base64_variants.URLSAFE_NO_PADDING);
}

/** Base64 with padding (RFC 4648 section 4), the form of signed notes. */
export function toBase64(bytes: Uint8Array): string {
  return library().to_base64(bytes, library().base64_variants.ORIGINAL);
}

/** Bytes of padded base64; one text per value (no white space, no missing padding, no stray bits). Throws E_ENCODING. */
export function fromBase64(text: string): Uint8Array {
  return decode(text, toBase64, library().base64_variants.ORIGINAL);
}

// Encoding again and comparing makes the text form unique, whatever a decoder may tolerate.
function decode(text: string, encode: (bytes: Uint8Array) => string, variant: number): Uint8Array {
  const bytes = tolerantDecode(text, variant);
  if (bytes === null || encode(bytes) !== text) throw new CryptoError('E_ENCODING', 'text is not strict base64');
  return bytes;
}

function tolerantDecode(text: string, variant: number): Uint8Array | null {
  try {
    return library().from_base64(text, variant);
  } catch {
    return null;
  }
}
