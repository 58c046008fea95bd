import { equal } from '@sealbridge/sodium';
import { extendEdge, EMPTY_EDGE, rootOfEdge, type Tile, type TreeEdge } from '../tiles/append.js';
import { TILE_WIDTH, tilesOf } from '../tiles/path.js';
import { parseTile, writeTile } from '../tiles/tile.js';
import { BUNDLE_TILES, bundleTilePath } from './manifest.js';
import type { BundleSource } from './source.js';
import { FirstFault } from './step.js';

/**
 * Grows the tree again from the entries and compares it with the tiles of the bundle on the way, a tile at a time. The
 * tiles were published before anybody could know which entry would be changed, so they name it.
 */
export class TreeCheck {
  /** Faults of entries that are not the leaves of the tiles. */
  readonly leaves = new FirstFault();
  /** Faults of tiles that are missing, differ or do not belong. */
  readonly tiles = new FirstFault();
  readonly #source: BundleSource;
  readonly #size: number;
  #edge: TreeEdge = EMPTY_EDGE;
  #pending: Uint8Array[] = [];

  /** `size` is that of the checkpoint, which says how wide the last tile of each level is. */
  constructor(source: BundleSource, size: number) {
    this.#source = source;
    this.#size = size;
  }

  /** Leaves added so far. */
  get size(): number {
    return this.#edge.size + this.#pending.length;
  }

  /** Adds the next leaf. */
  async add(leaf: Uint8Array): Promise<void> {
    this.#pending.push(leaf);
    if (this.#pending.length === TILE_WIDTH) await this.#flush();
  }

  /** Root of the leaves added so far. */
  root(): Uint8Array {
    return rootOfEdge(extendEdge(this.#edge, this.#pending).edge);
  }

  /** Compares what is left: the partial tiles, and that the bundle has no tile beyond those of the tree. */
  async finish(): Promise<void> {
    if (this.#pending.length > 0) await this.#flush();
    for (const [level, row] of this.#edge.rows.entries()) {
      const index = Math.floor(this.#edge.size / TILE_WIDTH ** (level + 1));
      if (row.length > 0) await this.#compare({ level, index, width: row.length, bytes: writeTile(row) });
    }
    await this.#refuseStrangers();
  }

  async #flush(): Promise<void> {
    await this.#compareLeaves(this.#edge.size, this.#pending);
    const { edge, tiles } = extendEdge(this.#edge, this.#pending);
    for (const tile of tiles) if (tile.width === TILE_WIDTH) await this.#compare(tile);
    this.#edge = edge;
    this.#pending = [];
  }

  async #compareLeaves(start: number, leaves: readonly Uint8Array[]): Promise<void> {
    const width = Math.min(TILE_WIDTH, this.#size - start);
    const bytes = await this.#read(bundleTilePath(0, start / TILE_WIDTH, width));
    const published = bytes === null ? [] : hashesOrNone(bytes, width);
    const place = leaves.findIndex((leaf, at) => !equal(leaf, published[at] ?? leaf));
    if (place >= 0) this.leaves.note('E_LEAF', start + place);
  }

  async #compare(tile: Tile): Promise<void> {
    const bytes = await this.#read(bundleTilePath(tile.level, tile.index, tile.width));
    const first = tile.level === 0 ? tile.index * TILE_WIDTH : null;
    if (bytes === null) this.tiles.note('E_TILE', null);
    else if (!equal(bytes, tile.bytes))
      this.tiles.note('E_TILE', first === null ? null : first + firstDifference(bytes, tile));
  }

  async #refuseStrangers(): Promise<void> {
    const known = new Set<string>();
    for (const { level, index, width } of tilesOf(this.#size)) known.add(bundleTilePath(level, index, width));
    const paths = await this.#source.list().catch(() => null);
    const strangers = paths?.filter((path) => path.startsWith(BUNDLE_TILES) && !path.endsWith('/') && !known.has(path));
    if (strangers === undefined || strangers.length > 0) this.tiles.note('E_TILE', null);
  }

  #read(path: string): Promise<Uint8Array | null> {
    return this.#source.read(path).catch(() => null);
  }
}

function hashesOrNone(bytes: Uint8Array, width: number): Uint8Array[] {
  try {
    return parseTile(bytes, width);
  } catch {
    return [];
  }
}

function firstDifference(bytes: Uint8Array, tile: Tile): number {
  const published = hashesOrNone(bytes, tile.width);
  const rebuilt = parseTile(tile.bytes, tile.width);
  return Math.max(
    0,
    rebuilt.findIndex((hash, place) => !equal(hash, published[place] ?? new Uint8Array(0))),
  );
}
