import { equal, fromBase64, fromUtf8, utf8 } from '@sealbridge/sodium';
import { TransparencyError } from './error.js';

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/** The number of a canonical decimal (no sign, no leading zero) up to 2^53 - 1, or null. */
export function parseDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** The bytes of strict padded base64, or null. */
export function parseBase64(text: string): Uint8Array | null {
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}

/** The text of well-formed UTF-8. Throws E_FORM on anything whose bytes would not come back the same. */
export function parseUtf8(bytes: Uint8Array): string {
  const text = decodeOrNull(bytes);
  if (text === null || !equal(utf8(text), bytes)) throw new TransparencyError('E_FORM', 'text is not utf-8');
  return text;
}

function decodeOrNull(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes);
  } catch {
    return null;
  }
}
