import type { Id } from '@sealbridge/vocabulary';

import { chainPieces } from './chain-pieces.js';
import type { EventRow } from './directory.rows.js';

const events = (organisation: string, count: number, from = 0): EventRow[] =>
  Array.from({ length: count }, (_, n) => ({
    organisation: organisation as Id,
    handle: organisation,
    headSeq: 99,
    seq: from + n,
    record: new Uint8Array([from + n]),
  }));

const shape = (rows: readonly EventRow[], maxChains: number, maxEvents: number) => {
  const { pieces, more } = chainPieces(rows, { maxChains, maxEvents });
  return { pieces: pieces.map(({ handle, records, end }) => `${handle}:${records.length}@${end.seq}`), more };
};

describe('pieces of chains', () => {
  it('are whole chains where all fits', () => {
    expect(shape([...events('a', 3), ...events('b', 2)], 5, 10)).toEqual({ pieces: ['a:3@2', 'b:2@1'], more: false });
    expect(shape([], 5, 10)).toEqual({ pieces: [], more: false });
    expect(shape(events('a', 10), 1, 10)).toEqual({ pieces: ['a:10@9'], more: false });
  });

  it('end where the events of a page are used up, and go on from there', () => {
    const rows = [...events('a', 3), ...events('b', 4)];
    expect(shape(rows, 5, 5)).toEqual({ pieces: ['a:3@2', 'b:2@1'], more: true });
    expect(shape(events('b', 2, 2), 5, 5)).toEqual({ pieces: ['b:2@3'], more: false });
  });

  it('are not more chains than were asked for', () => {
    expect(shape([...events('a', 1), ...events('b', 1), ...events('c', 1)], 2, 10)).toEqual({
      pieces: ['a:1@0', 'b:1@0'],
      more: true,
    });
  });
});
