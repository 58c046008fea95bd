// Steps 18 to 23 of the reader order.
import { encode, type CborValue } from '@sealbridge/cbor';
import { concat, makeStreamSealer, toBase64Url, toHex } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { CARD, CARD_FIELDS, cardHash, code, fresh, freshId } from './content.js';
import { field, sealByHand, sealChunks, type Deviations, type HandEnvelope, type StreamChange } from './by-hand.js';
import type { Case } from './case.js';
import { sealWithTag } from './raw-stream.js';
import type { EnvelopeWorld } from './world.js';

/** Cases about the commitment, the body's ciphertext, stream, padding and content, and the card. */
export function contentCases(world: EnvelopeWorld, plain: HandEnvelope): Case[] {
  const one = (description: string, error: string | undefined, change: Deviations): Case => ({
    description,
    envelope: sealByHand(world, { noAttachment: true, ...change }),
    ...(error === undefined ? {} : { error }),
  });
  const stream = (description: string, error: string, bodyStream: StreamChange): Case =>
    one(description, error, { bodyStream });
  const shown = (description: string, body: Uint8Array): Case => ({
    description,
    parts: { body: toBase64Url(body) },
    error: 'E_CIPHERTEXT',
  });
  const card = (description: string, error: string | undefined, change: CardChange): Case => {
    const bytes = changedCard(change);
    const hash = cardHash(bytes);
    return one(description, error, { card: bytes, core: field(7, hash), body: field(16, [CARD.salt, bytes]) });
  };
  return [
    { description: 'opens' },
    one('a grant with another key than the one CORE commits to', 'E_COMMITMENT', { grantDek: fresh('other dek') }),
    one('a MAC under another key', 'E_COMMITMENT', { mac: () => fresh('mac') }),
    shown('body cut by one byte', plain.body.slice(0, -1)),
    shown('body with a byte too many', concat(plain.body, Uint8Array.of(0))),
    shown('body that is empty', new Uint8Array(0)),
    shown('body with one bit flipped', flipped(plain.body, 2000)),
    shown('body of another report', sealByHand(world, { noAttachment: true, dek: fresh('other dek') }).body),
    stream('stream under another key', 'E_STREAM', {
      seal: (_key, padded, aad) => sealChunks(fresh('key'), padded, aad),
    }),
    stream('stream bound to another version', 'E_STREAM', {
      aad: encode(['sr1/body', idToBytes(freshId('report')), 2]),
    }),
    stream('stream bound to another report', 'E_STREAM', { aad: encode(['sr1/body', idToBytes(freshId('other')), 1]) }),
    stream('stream bound to an attachment', 'E_STREAM', { aad: encode(['sr1/att', idToBytes(freshId('report')), 1]) }),
    stream('stream bound to nothing', 'E_STREAM', { aad: new Uint8Array(0) }),
    stream('stream without FINAL', 'E_STREAM', { seal: withoutFinal }),
    stream('chunk with tag PUSH', 'E_STREAM', { seal: (key, padded, aad) => sealWithTag('PUSH', key, padded, aad) }),
    stream('chunk with tag REKEY', 'E_STREAM', { seal: (key, padded, aad) => sealWithTag('REKEY', key, padded, aad) }),
    stream('smaller chunks', 'E_FIELD', { seal: (key, padded, aad) => sealChunks(key, padded, aad, 1024) }),
    stream('an empty chunk after the only one', 'E_FIELD', { seal: withEmptyLast }),
    stream('a chunk after FINAL', 'E_FIELD', { seal: withChunkAfterFinal }),
    stream('no padding marker', 'E_PADDING', { padded: (bytes) => bytes.map((byte) => (byte === 0x80 ? 0 : byte)) }),
    stream('a byte after the marker', 'E_PADDING', { padded: (bytes) => bytes.with(-1, 1) }),
    stream('padded to the next step', 'E_PADDING', { padded: (bytes) => concat(bytes, new Uint8Array(16_384 - 4096)) }),
    stream('padded to no step', 'E_FIELD', { padded: (bytes) => concat(bytes, new Uint8Array(16)) }),
    stream('two markers', 'E_BODY', { padded: (bytes) => bytes.with(-1, 0x80) }),
    stream('body that is not CBOR', 'E_BODY', { plaintext: () => fresh('noise') }),
    stream('body with a byte too many', 'E_BODY', { plaintext: (bytes) => concat(bytes, Uint8Array.of(0)) }),
    one('body of another report', 'E_BODY', { body: field(0, idToBytes(freshId('other'))) }),
    one('body of another version', 'E_BODY', { body: field(1, 2) }),
    one('body of another organisation (A2)', 'E_BODY', { body: field(2, idToBytes(world.eastport.org.org)) }),
    one('body of another unit', 'E_BODY', { body: field(3, idToBytes(world.annex.unit)) }),
    one('body of another signer', 'E_BODY', { body: field(4, idToBytes(world.admin.device)) }),
    one('body of another policy', 'E_BODY', { body: field(5, fresh('policy')) }),
    one('body that names a file CORE has not', 'E_BODY', {
      body: field(11, [[idToBytes(freshId('file')), 'a.txt', 'text/plain', 1, fresh('file')]]),
    }),
    one('body with an unknown field', 'E_BODY', { body: field(18, null) }),
    one('body without a title', 'E_BODY', { body: field(7, undefined) }),
    one('body with an unknown kind of statement', 'E_BODY', { body: field(8, [['text', 'rumour', null]]) }),
    one('body with a victim identifier', 'E_BODY', { body: field(10, [['victim_name', 'x', null]]) }),
    one('body with two answers to three closing questions', 'E_BODY', { body: closing([false, false]) }),
    one('body without statements', undefined, { body: field(8, []) }),
    one('body with another salt than the card in CORE', 'E_FACETS', { body: field(16, [fresh('salt'), CARD.card]) }),
    one('body with another card than CORE', 'E_FACETS', { body: field(16, [CARD.salt, encode(new Map())]) }),
    one('CORE with another facets hash', 'E_FACETS', { core: field(7, fresh('facets')) }),
    card('card with a code of a later registry', undefined, [['exploitation', [code('htcds:exploitation', 'Later')]]]),
    card('card without its cohort', 'E_FACETS', [['cohort', undefined]]),
    card('card with a field too many', 'E_FACETS', [['name', 'x']]),
    card('card with a text for a code', 'E_FACETS', [['recruitment', 'JobOffer']]),
    card('card with a list for a group', 'E_FACETS', [['route', []]]),
    card('card with words for a code', 'E_FACETS', [['controls', [code('ctdc:control', 'call this number')]]]),
    {
      description: 'card in clear that is another one',
      parts: { card: { salt: toHex(CARD.salt), card: toBase64Url(encode(new Map())) } },
      error: 'E_FACETS',
    },
  ];
}

function closing(answers: boolean[]): NonNullable<Deviations['body']> {
  return (fields) => field(15, new Map([...(fields.get(15) as ReadonlyMap<number, never>), [3, answers]]))(fields);
}

function withoutFinal(key: Uint8Array, padded: Uint8Array, aad: Uint8Array): { header: Uint8Array; ct: Uint8Array } {
  const sealer = makeStreamSealer(key);
  return { header: sealer.header, ct: sealer.push(padded, { last: false, aad }) };
}

function withEmptyLast(key: Uint8Array, padded: Uint8Array, aad: Uint8Array): { header: Uint8Array; ct: Uint8Array } {
  const sealer = makeStreamSealer(key);
  const first = sealer.push(padded, { last: false, aad });
  return { header: sealer.header, ct: concat(first, sealer.push(new Uint8Array(0), { last: true })) };
}

function withChunkAfterFinal(
  key: Uint8Array,
  padded: Uint8Array,
  aad: Uint8Array,
): { header: Uint8Array; ct: Uint8Array } {
  const { header, ct } = sealChunks(key, padded, aad);
  return { header, ct: concat(ct, makeStreamSealer(key).push(fresh('more'), { last: true })) };
}

function flipped(bytes: Uint8Array, index: number): Uint8Array {
  return bytes.with(index, (bytes[index] ?? 0) ^ 1);
}

type CardChange = readonly (readonly [string, CborValue | undefined])[];

function changedCard(change: CardChange): Uint8Array {
  const fields = new Map<string, CborValue | undefined>([...CARD_FIELDS, ...change]);
  return encode(new Map([...fields].filter((entry): entry is [string, CborValue] => entry[1] !== undefined)));
}
