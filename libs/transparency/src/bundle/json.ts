import { fromBase64Url } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { parseUtf8 } from '../text.js';

/** Reads the members of a JSON object whose names are all expected. */
export class JsonFields {
  readonly #members: ReadonlyMap<string, unknown>;

  /** Throws E_FORM unless the bytes are a JSON object in UTF-8 whose member names are among `allowed`. */
  constructor(bytes: Uint8Array, allowed: readonly string[]) {
    this.#members = new Map(Object.entries(parseObject(bytes)));
    if (![...this.#members.keys()].every((name) => allowed.includes(name))) throw malformed();
  }

  /** An integer from 0 to 2^53 - 1. Throws E_FORM. */
  count(name: string): number {
    const value = this.#members.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed();
    return value;
  }

  /** A text. Throws E_FORM. */
  text(name: string): string {
    const value = this.#members.get(name);
    if (typeof value !== 'string') throw malformed();
    return value;
  }

  /** A text, or null when the member is absent. Throws E_FORM. */
  optionalText(name: string): string | null {
    return this.#members.has(name) ? this.text(name) : null;
  }

  /** The bytes of a base64url text. Throws E_FORM. */
  bytes(name: string): Uint8Array {
    return parseBytes(this.text(name));
  }

  /** The bytes of a base64url text, or null when the member is absent. Throws E_FORM. */
  optionalBytes(name: string): Uint8Array | null {
    return this.#members.has(name) ? this.bytes(name) : null;
  }

  /** The bytes of each base64url text of an array. Throws E_FORM. */
  bytesList(name: string): Uint8Array[] {
    const value: unknown = this.#members.get(name);
    if (!Array.isArray(value)) throw malformed();
    return value.map((item: unknown) => parseBytes(item));
  }
}

function parseObject(bytes: Uint8Array): object {
  const text = parseUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value;
}

function parseBytes(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw malformed();
  try {
    return fromBase64Url(value);
  } catch {
    throw malformed();
  }
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a json object of the bundle is malformed');
}
