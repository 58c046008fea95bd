import { decode as cborgDecode, Tokenizer, type DecodeOptions } from 'cborg';
import { encode } from './encode.js';
import { CborError, type CborValue } from './value.js';

/** Nesting allowed when the caller names no other limit. */
export const DEFAULT_MAX_DEPTH = 16;

const STRICT: DecodeOptions = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: true,
};

/**
 * The value of strict deterministic CBOR. Throws CborError when the input is longer than `maxBytes`, nested deeper than
 * `maxDepth`, has bytes left over, or is not exactly what `encode` writes for its value: tags, floats, indefinite
 * lengths, duplicate or unsorted keys, non-minimal integers. The decoder's own strict mode lets some of these pass;
 * encoding again and comparing closes the rest (security.md 2.1).
 */
export function decodeStrict(bytes: Uint8Array, limits: { maxBytes: number; maxDepth?: number }): CborValue {
  if (bytes.length > limits.maxBytes) throw new CborError('cbor is longer than allowed');
  const value = decodeTokens(bytes, limits.maxDepth ?? DEFAULT_MAX_DEPTH);
  if (!sameBytes(encode(value), bytes)) throw new CborError('cbor is not deterministic');
  return value;
}

function decodeTokens(bytes: Uint8Array, maxDepth: number): CborValue {
  try {
    requireDepth(bytes, maxDepth);
    const value: unknown = cborgDecode(bytes, STRICT);
    // With STRICT the decoder makes nothing else; `encode` checks each value of it again.
    return value as CborValue;
  } catch {
    throw new CborError('cbor is malformed');
  }
}

// One pass over the tokens before the recursive decoder runs, so that hostile nesting cannot exhaust the stack.
function requireDepth(bytes: Uint8Array, maxDepth: number): void {
  const tokens = new Tokenizer(bytes, STRICT);
  const open: number[] = [];
  while (!tokens.done()) {
    const token = tokens.next();
    const kind = token.type.name;
    if (open.length > 0) open.push((open.pop() ?? 0) - 1);
    if (kind === 'tag' || kind === 'float') throw new CborError('cbor uses a type that is not allowed');
    if (kind === 'array') open.push(Number(token.value));
    if (kind === 'map') open.push(2 * Number(token.value));
    if (open.length > maxDepth) throw new CborError('cbor is nested too deep');
    while (open.at(-1) === 0) open.pop();
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
