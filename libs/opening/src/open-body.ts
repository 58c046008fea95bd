import {
  bodyAad,
  deriveBodyKey,
  facetsHash,
  parseBody,
  parseCard,
  unpad,
  type Body,
  type Core,
  type SaltedCard,
} from '@sealbridge/envelope';
import { concat, equal } from '@sealbridge/sodium';
import { parseStoredCard, type StoredCard } from '@sealbridge/vocabulary';
import { reading, requireThat } from './error.js';
import { checkCiphertext, openStream } from './open-stream.js';
import type { CiphertextSource } from './streams.js';

/** A body and the card in it. */
export interface OpenedBody {
  readonly body: Body;
  readonly card: StoredCard;
}

/**
 * Steps 19 to 23 of "Reader order" for BODY, which fits in memory by its limit. `shipped` is the card that came in clear, or
 * null. Throws OpeningError.
 */
export async function openBody(
  dek: Uint8Array,
  core: Core,
  source: CiphertextSource,
  shipped: SaltedCard | null,
): Promise<OpenedBody> {
  const ciphertext: Uint8Array[] = [];
  await checkCiphertext(source, core.body, (piece) => ciphertext.push(piece));
  const stream = { key: deriveBodyKey(dek, core), aad: bodyAad(core.reportId, core.version), ref: core.body };
  const chunks: Uint8Array[] = [];
  for await (const chunk of openStream(stream, pieces(ciphertext))) chunks.push(chunk);
  const plaintext = reading(() => unpad('body', concat(...chunks)), 'E_PADDING');
  const body = reading(() => parseBody(plaintext), 'E_BODY');
  requireThat(isBoundTo(body, core), 'E_BODY');
  requireThat(equal(facetsHash(body.facets), core.facetsHash), 'E_FACETS');
  requireThat(shipped === null || isSameCard(shipped, body.facets), 'E_FACETS');
  return { body, card: readCard(body.facets.card) };
}

// Equal to CORE, so that nobody can sign under their own name what somebody else sealed (security-corrections A2).
function isBoundTo(body: Body, core: Core): boolean {
  return (
    body.reportId === core.reportId &&
    body.version === core.version &&
    body.originOrg === core.originOrg &&
    body.originUnit === core.originUnit &&
    body.signer === core.signer &&
    equal(body.policyHash, core.policyHash) &&
    body.attachments.length === core.attachments.length &&
    body.attachments.every(({ id }, index) => id === core.attachments[index]?.id)
  );
}

// What somebody sealed as a card need not be one; everything after this takes its fields for granted.
function readCard(bytes: Uint8Array): StoredCard {
  const card = parseStoredCard(reading(() => parseCard(bytes), 'E_FACETS'));
  requireThat(card !== null, 'E_FACETS');
  return card;
}

function isSameCard(a: SaltedCard, b: SaltedCard): boolean {
  return equal(a.salt, b.salt) && equal(a.card, b.card);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of bytes that are already here
async function* pieces(list: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* list;
}
