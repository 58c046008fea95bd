import { ready } from '@sealbridge/sodium';
import { appendLeaves, EMPTY_EDGE, leafHash, rootOf, tilePath } from '@sealbridge/transparency';

import { isRootAt } from './prove-root.js';

const SIZE = 300;

describe('the root the log had at a size', () => {
  let leaves: Uint8Array[];
  let tiles: Map<string, Uint8Array>;

  beforeAll(async () => {
    await ready();
    leaves = Array.from({ length: SIZE }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));
    const made = appendLeaves(EMPTY_EDGE, leaves).tiles;
    tiles = new Map(made.map(({ level, index, width, bytes }) => [tilePath(level, index, width), bytes]));
  });

  const at = (size: number): { size: number; root: Uint8Array } => ({ size, root: rootOf(leaves.slice(0, size)) });
  const files = (change = (bytes: Uint8Array): Uint8Array => bytes) => ({
    read: (path: string) => Promise.resolve(change(tiles.get(path) ?? new Uint8Array(0))),
  });

  it.each([0, 1, 2, 255, 256, 257, 299, 300])('is the recomputed one at %i', async (size) => {
    expect(await isRootAt(files(), at(SIZE), at(size))).toBe(true);
  });

  it.each([0, 1, 256, 299, 300])('is no other one at %i', async (size) => {
    expect(await isRootAt(files(), at(SIZE), { size, root: at(17).root })).toBe(false);
  });

  it('is unknown beyond the own checkpoint', async () => {
    expect(await isRootAt(files(), at(256), at(257))).toBe(false);
  });

  it.each([
    ['differ', (bytes: Uint8Array) => bytes.with(0, (bytes[0] ?? 0) ^ 1)],
    ['are cut short', (bytes: Uint8Array) => bytes.slice(1)],
  ])('is not decided when the tiles of the server %s', async (_name, change) => {
    await expect(isRootAt(files(change), at(SIZE), at(257))).rejects.toMatchObject({
      code: 'E_TILE',
      kind: 'verification',
    });
  });
});
