import {
  ENVELOPE_LIMITS,
  FACETS_SALT_BYTES,
  facetsHash,
  parseCard,
  writeCard,
  type Core,
  type Policy,
} from '@sealbridge/envelope';
import { equal } from '@sealbridge/sodium';
import { isCardDraft, storeCard, type StoredCard } from '@sealbridge/vocabulary';

import { inPart, requireThat } from './submission-rejections.js';
import type { CardInput } from './submission.types.js';

/** A card in clear with the salt of its hash. */
export interface ShippedCard {
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
  readonly card: StoredCard;
}

/**
 * The card that travels in clear, or null for discovery `recipients`. It is the signed one, in stored form, and the closed
 * shape of the vocabulary: a server that took free text here would hold it in clear. Throws Rejected.
 */
export function readShippedCard(input: CardInput | null, core: Core, policy: Policy): ShippedCard | null {
  const path = 'card';
  const inClear = policy.discovery === 'circle';
  requireThat((input !== null) === inClear, 'E_CARD', 'a card goes with discovery circle and with no other', path);
  if (input === null) return null;
  const { salt, card: bytes } = input;
  const sized = salt.length === FACETS_SALT_BYTES && bytes.length <= ENVELOPE_LIMITS.MAX_CARD_BYTES;
  requireThat(sized, 'E_SIZE', 'salt or card have the wrong length', path);
  const signed = equal(facetsHash({ salt, card: bytes }), core.facetsHash);
  requireThat(signed, 'E_FACETS', 'the card is not the signed one', path);
  const card = inPart(path, () => parseCard(bytes));
  requireThat(isStoredForm(card, bytes), 'E_CARD', 'the card is not of the closed shape', path);
  return { salt, bytes, card };
}

/** Whether these bytes are what the stored form of a checked card gives, so that there is one way to write a card. */
function isStoredForm(card: StoredCard, bytes: Uint8Array): boolean {
  const draft = bareCodes(card);
  return isCardDraft(draft) && equal(writeCard(storeCard(draft)), bytes);
}

function bareCodes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bareCodes);
  if (typeof value !== 'object' || value === null) return value;
  if ('scheme' in value && 'code' in value) return value.code;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bareCodes(inner)]));
}
