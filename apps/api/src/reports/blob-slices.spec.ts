import { BLOB_CHUNK_BYTES } from './report-rules.js';
import { batched, sliced } from './blob-slices.js';

async function* partsOf(lengths: readonly number[]): AsyncIterable<Uint8Array> {
  let next = 0;
  for (const length of lengths) {
    yield await Promise.resolve(Uint8Array.from({ length }, () => next++ % 251));
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('slices', () => {
  it.each([
    ['nothing', []],
    ['one byte', [1]],
    ['exactly a slice', [BLOB_CHUNK_BYTES]],
    ['a byte more than a slice', [BLOB_CHUNK_BYTES + 1]],
    ['many small parts', Array<number>(1000).fill(200)],
    ['one large part', [5 * BLOB_CHUNK_BYTES + 7]],
  ])('hold the same bytes in 64 KiB steps for %s', async (_name, lengths) => {
    const slices = await all(sliced(partsOf(lengths)));
    const whole = Buffer.concat(await all(partsOf(lengths)));
    expect(Buffer.concat(slices).equals(whole)).toBe(true);
    expect(slices.slice(0, -1).every(({ length }) => length === BLOB_CHUNK_BYTES)).toBe(true);
    expect(slices.length).toBe(Math.ceil(whole.length / BLOB_CHUNK_BYTES));
  });

  it('take no more from the source than is asked for', async () => {
    let taken = 0;
    async function* counted(): AsyncIterable<Uint8Array> {
      for (;;) {
        taken += 1;
        yield await Promise.resolve(new Uint8Array(BLOB_CHUNK_BYTES));
      }
    }
    for await (const batch of batched(sliced(counted()), 4)) {
      expect(batch).toHaveLength(4);
      break;
    }
    expect(taken).toBe(4);
  });
});
