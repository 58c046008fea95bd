import { encode, type CborValue } from '@sealbridge/cbor';
import { ready } from '@sealbridge/sodium';
import { storeCard, type StoredCard } from '@sealbridge/vocabulary';
import { facetsHash, parseCard, writeCard } from './card.js';
import { inChunks } from './chunks.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { EnvelopeError } from './error.js';

const card = (): StoredCard =>
  storeCard({
    palermo: { act: ['recruitment'], means: ['deception'], purpose: ['servitude'] },
    exploitation: ['Servitude'],
    controls: ['TakesEarnings', 'DebtBondage'],
    recruitment: 'unknown',
    route: { origin: ['TH-10'], transit: [], destination: ['XA'] },
    period: { from: '2026-01', to: '2026-02' },
    cohort: 'withheld',
  });

beforeAll(ready);

describe('card', () => {
  it('comes back as it was written', () => {
    expect(parseCard(writeCard(card()))).toEqual(card());
  });

  it('hashes differently under another salt', () => {
    const bytes = writeCard(card());
    const hash = (fill: number): Uint8Array => facetsHash({ salt: new Uint8Array(32).fill(fill), card: bytes });
    expect(hash(1)).not.toEqual(hash(2));
    expect(() => facetsHash({ salt: new Uint8Array(16), card: bytes })).toThrow(EnvelopeError);
  });

  it.each<[string, CborValue]>([
    ['a list', [1]],
    ['a map with integer keys', new Map([[1, 'x']])],
    ['bytes', new Map([['x', new Uint8Array(1)]])],
    ['a truth value', new Map([['x', true]])],
    ['null', new Map([['x', null]])],
    ['a card over its limit', new Map([['x', 'y'.repeat(ENVELOPE_LIMITS.MAX_CARD_BYTES)]])],
  ])('refuses %s', (_, value) => {
    expect(() => parseCard(encode(value))).toThrow(EnvelopeError);
  });
});

describe('inChunks', () => {
  async function cut(pieces: readonly number[], size: number): Promise<string[]> {
    async function* source(): AsyncGenerator<Uint8Array, void> {
      for (const length of pieces) yield await Promise.resolve(new Uint8Array(length));
    }
    const chunks: string[] = [];
    for await (const { bytes, last } of inChunks(source(), size)) chunks.push(`${bytes.length}${last ? '.' : ''}`);
    return chunks;
  }

  it('cuts whatever pieces come into full chunks and marks the last', async () => {
    expect(await cut([3, 3, 3], 4)).toEqual(['4', '4', '1.']);
    expect(await cut([4, 4], 4)).toEqual(['4', '4.']);
    expect(await cut([9], 4)).toEqual(['4', '4', '1.']);
    expect(await cut([0, 2, 0], 4)).toEqual(['2.']);
    expect(await cut([], 4)).toEqual(['0.']);
  });
});
