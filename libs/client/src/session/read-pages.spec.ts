import { type ListPage, pagesOf, readPages } from './read-pages.js';

const page = (edges: number[], endCursor: string | null, hasNextPage = endCursor !== null): ListPage<number> => ({
  edges,
  pageInfo: { hasNextPage, endCursor },
});

async function all(pages: readonly ListPage<number>[]): Promise<{ read: number[]; asked: (string | null)[] }> {
  const asked: (string | null)[] = [];
  const read: number[] = [];
  const next = (after: string | null): Promise<ListPage<number>> => {
    const found = pages[asked.length] ?? page([9], 'on and on');
    asked.push(after);
    return Promise.resolve(found);
  };
  for await (const edges of pagesOf(next)) read.push(...edges);
  return { read, asked };
}

describe('a list read page by page', () => {
  it('is read to its end, each page after the last', async () => {
    await expect(all([page([1, 2], 'a'), page([3], 'b'), page([], null)])).resolves.toEqual({
      read: [1, 2, 3],
      asked: [null, 'a', 'b'],
    });
  });

  it.each([
    ['stays where it is', [page([1], 'a'), page([2], 'a')]],
    ['has no place to go on from', [page([1], null, true)]],
    ['promises more and gives nothing', [page([], 'a')]],
  ])('is refused as a failed verification when it %s', async (_, pages) => {
    await expect(all(pages)).rejects.toMatchObject({ code: 'E_ANSWER', kind: 'verification' });
  });

  it('is left when the reader has enough', async () => {
    let asked = 0;
    for await (const edges of pagesOf(() => Promise.resolve(page([1], `c${(asked += 1)}`)))) {
      if (asked === 3) break;
      expect(edges).toEqual([1]);
    }
    expect(asked).toBe(3);
  });

  it('is asked for no more than is wanted', async () => {
    const asked: number[] = [];
    const nodes = await readPages(150, ({ first }) => {
      asked.push(first);
      const edges = Array.from({ length: first }, () => ({ node: asked.length }));
      return Promise.resolve({ edges, pageInfo: { hasNextPage: true, endCursor: String(asked.length) } });
    });
    expect(asked).toEqual([100, 50]);
    expect(nodes).toHaveLength(150);
  });
});
