import fc from 'fast-check';
import { randomBytes, ready } from '@sealbridge/sodium';
import { rootOf } from '../merkle/subtrees.js';
import { consistencyProof, inclusionProof, rootAt } from '../merkle/prove.js';
import { verifyConsistency, verifyInclusion } from '../merkle/verify.js';
import { appendLeaves, edgeFromTiles, EMPTY_EDGE, rootOfEdge, type TreeEdge } from './append.js';
import { appendBundles, encodeEntryBundle, MAX_ENTRY_BYTES, parseEntryBundle } from './bundle.js';
import { entryBundlePath, tilePath, tilesOf, type TileAddress } from './path.js';
import { parseTile, tileSource } from './tile.js';

const COUNT = 70_000;
let leaves: Uint8Array[];

beforeAll(async () => {
  await ready();
  const random = randomBytes(COUNT * 32);
  leaves = Array.from({ length: COUNT }, (_, index) => random.slice(index * 32, (index + 1) * 32));
});

/** Tiles as a log publishes them: by path, added to, never changed. */
class Published {
  readonly files = new Map<string, Uint8Array>();
  edge: TreeEdge = EMPTY_EDGE;

  append(added: readonly Uint8Array[]): Uint8Array {
    const { edge, tiles, root } = appendLeaves(this.edge, added);
    for (const tile of tiles) {
      const path = tilePath(tile.level, tile.index, tile.width);
      const known = this.files.get(path);
      if (known !== undefined) expect(Buffer.from(tile.bytes)).toEqual(Buffer.from(known));
      this.files.set(path, tile.bytes);
    }
    this.edge = edge;
    return root;
  }

  readonly read = ({ level, index, width }: TileAddress): Uint8Array => {
    const tile = this.files.get(tilePath(level, index, width));
    if (tile === undefined) throw new Error(`no tile ${tilePath(level, index, width)}`);
    return tile;
  };
}

describe('paths', () => {
  it('are those of tlog-tiles', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath(1, 0, 17)).toBe('tile/1/000.p/17');
    expect(tilePath(3, 1000)).toBe('tile/3/x001/000');
    expect(entryBundlePath(999, 1)).toBe('tile/entries/999.p/1');
    expect(() => tilePath(64, 0)).toThrow(RangeError);
    expect(() => tilePath(0, -1)).toThrow(RangeError);
    expect(() => tilePath(0, 0, 257)).toThrow(RangeError);
    expect(() => tilePath(0, 0, 0)).toThrow(RangeError);
  });

  it('name the tiles the specification counts for 70,000 and for 256 leaves', () => {
    const counted = new Map<string, number>();
    for (const { level, width } of tilesOf(70_000)) {
      const kind = `${level} ${width === 256 ? 'full' : width}`;
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(counted)).toEqual({ '0 full': 273, '0 112': 1, '1 full': 1, '1 17': 1, '2 1': 1 });
    expect([...tilesOf(256)].map(({ level, width }) => [level, width])).toEqual([
      [0, 256],
      [1, 1],
    ]);
    expect([...tilesOf(0)]).toEqual([]);
  });
});

describe('appending', () => {
  it('gives the same root and tiles however the leaves come in batches', () => {
    const batch = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(batch, (sizes) => {
        const published = new Published();
        let count = 0;
        for (const size of sizes) {
          const root = published.append(leaves.slice(count, count + size));
          count += size;
          expect(Buffer.from(root)).toEqual(Buffer.from(rootOf(leaves.slice(0, count))));
        }
        for (const { level, index, width } of tilesOf(count)) {
          expect(published.files.has(tilePath(level, index, width))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('continues from the edge read back from the tiles', async () => {
    for (const size of [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537]) {
      const published = new Published();
      const root = published.append(leaves.slice(0, size));
      const edge = await edgeFromTiles(size, published.read);
      expect(Buffer.from(rootOfEdge(edge))).toEqual(Buffer.from(root));
      published.edge = edge;
      const next = published.append(leaves.slice(size, size + 3));
      expect(Buffer.from(next)).toEqual(Buffer.from(rootOf(leaves.slice(0, size + 3))));
    }
  });

  it('returns only tiles that changed', () => {
    const published = new Published();
    published.append(leaves.slice(0, 511));
    const { tiles } = appendLeaves(published.edge, leaves.slice(511, 513));
    expect(tiles.map(({ level, index, width }) => [level, index, width])).toEqual([
      [0, 1, 256],
      [0, 2, 1],
      [1, 0, 2],
    ]);
    expect(appendLeaves(published.edge, []).tiles).toEqual([]);
  });

  it('serves proofs over three levels of tiles', async () => {
    const published = new Published();
    const root = published.append(leaves);
    const source = tileSource(COUNT, published.read);
    expect(Buffer.from(await rootAt(source, COUNT))).toEqual(Buffer.from(root));
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999]) {
      const proof = await inclusionProof(source, index, COUNT);
      expect(verifyInclusion({ leafHash: leaves[index] ?? root, index, size: COUNT, proof, root })).toBe(true);
    }
    for (const size1 of [1, 255, 256, 4_097, 65_536, 69_999]) {
      const proof = await consistencyProof(source, size1, COUNT);
      const root1 = rootOf(leaves.slice(0, size1));
      expect(verifyConsistency({ size1, size2: COUNT, root1, root2: root, proof })).toBe(true);
    }
  });

  it('refuses a tile of another width', () => {
    expect(() => parseTile(new Uint8Array(33), 1)).toThrow('wrong length');
    expect(() => parseTile(new Uint8Array(64), 1)).toThrow('wrong length');
  });
});

describe('entry bundles', () => {
  it('come back as they went in', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 70 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (list) => {
        const back = parseEntryBundle(encodeEntryBundle(list), list.length);
        expect(back.map((entry) => Buffer.from(entry))).toEqual(list.map((entry) => Buffer.from(entry)));
      }),
      { numRuns: 50 },
    );
  });

  it('are refused when cut short, of another width, or over a limit', () => {
    const bytes = encodeEntryBundle([randomBytes(3), randomBytes(300)]);
    expect(() => parseEntryBundle(bytes.slice(0, -1), 2)).toThrow('cut short');
    expect(() => parseEntryBundle(bytes.slice(0, 6), 2)).toThrow('cut short');
    expect(() => parseEntryBundle(bytes, 1)).toThrow('width');
    expect(() => encodeEntryBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow('longer');
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(0)))).toThrow('256');
  });

  it('are widened from the tail', () => {
    const entries = leaves.slice(0, 600);
    const first = appendBundles(0, [], entries.slice(0, 300));
    expect(first.map(({ index, width }) => [index, width])).toEqual([
      [0, 256],
      [1, 44],
    ]);
    const second = appendBundles(300, entries.slice(256, 300), entries.slice(300));
    expect(second.map(({ index, width }) => [index, width])).toEqual([
      [1, 256],
      [2, 88],
    ]);
    expect(parseEntryBundle(second[0]?.bytes ?? new Uint8Array(0), 256)[0]).toEqual(entries[256]);
    expect(() => appendBundles(300, [], entries)).toThrow(RangeError);
    expect(appendBundles(300, entries.slice(256, 300), [])).toEqual([]);
  });
});
