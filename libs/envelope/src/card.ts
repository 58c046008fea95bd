import { CborError, decodeStrict, encode, type CborMap, type CborValue } from '@sealbridge/cbor';
import { sha256, utf8 } from '@sealbridge/sodium';
import type { StoredCard } from '@sealbridge/vocabulary';
import { EnvelopeError, requireThat } from './error.js';
import { ENVELOPE_LIMITS, FACETS_SALT_BYTES } from './limits.js';
import { limited } from './shape.js';

const LABEL = utf8('sr1/facets');
const MAX_CARD_DEPTH = 8;

/** CARD: the bytes of the pattern card and the salt of their hash. */
export interface SaltedCard {
  readonly salt: Uint8Array;
  readonly card: Uint8Array;
}

/** `facets_hash`. The salt keeps it from being searched: the code lists are short (security-corrections A3). */
export function facetsHash({ salt, card }: SaltedCard): Uint8Array {
  requireThat(salt.length === FACETS_SALT_BYTES, 'E_FIELD', 'the salt of a card has the wrong length');
  return sha256(LABEL, salt, card);
}

/** The card as deterministic CBOR with text keys. Throws EnvelopeError E_SIZE. */
export function writeCard(card: StoredCard): Uint8Array {
  return limited('the card', encode(toCbor(card)), ENVELOPE_LIMITS.MAX_CARD_BYTES);
}

/**
 * The card in CBOR bytes. Only the form of the bytes is checked (text keys, texts, whole numbers, lists): whether it is a card is for
 * `parseStoredCard` of the vocabulary. Throws EnvelopeError E_SIZE or E_CBOR.
 */
export function parseCard(bytes: Uint8Array): StoredCard {
  requireThat(bytes.length <= ENVELOPE_LIMITS.MAX_CARD_BYTES, 'E_SIZE', 'the card is over its limit');
  try {
    const value = decodeStrict(bytes, { maxBytes: ENVELOPE_LIMITS.MAX_CARD_BYTES, maxDepth: MAX_CARD_DEPTH });
    if (!(value instanceof Map)) throw new CborError('a card is a map');
    return fromCbor(value) as StoredCard;
  } catch (error) {
    if (error instanceof CborError) throw new EnvelopeError('E_CBOR', 'the card is malformed');
    throw error;
  }
}

function toCbor(value: unknown): CborValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(toCbor);
  if (typeof value !== 'object' || value === null) throw new EnvelopeError('E_FIELD', 'a card holds texts and numbers');
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return new Map(entries.map(([key, inner]) => [key, toCbor(inner)]));
}

function fromCbor(value: CborValue): unknown {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(fromCbor);
  if (!(value instanceof Map)) throw new CborError('a card holds texts and numbers');
  const map: CborMap = value;
  return Object.fromEntries([...map].map(([key, inner]) => [textKey(key), fromCbor(inner)]));
}

function textKey(key: number | string): string {
  if (typeof key !== 'string') throw new CborError('the keys of a card are texts');
  return key;
}
