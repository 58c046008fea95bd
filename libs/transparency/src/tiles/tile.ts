import { concat } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { TREE_HASH_BYTES } from '../merkle/hash.js';
import { completeSubtree } from '../merkle/subtrees.js';
import type { HashSource } from '../merkle/prove.js';
import { TILE_HEIGHT, TILE_WIDTH, type TileAddress } from './path.js';

/** Gives the bytes of a tile of a tree; width is 256 or what the tree's size leaves for the last tile of the level. */
export type ReadTile = (address: TileAddress) => Uint8Array | Promise<Uint8Array>;

/** The hashes of a tile. Throws E_TILE unless it holds exactly `width` of them. */
export function parseTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * TREE_HASH_BYTES) throw new TransparencyError('E_TILE', 'a tile has the wrong length');
  return Array.from({ length: width }, (_, place) =>
    bytes.slice(place * TREE_HASH_BYTES, (place + 1) * TREE_HASH_BYTES),
  );
}

/** The bytes of a tile: its hashes, one after the other. */
export function writeTile(hashes: readonly Uint8Array[]): Uint8Array {
  return concat(...hashes);
}

/** Hashes that level `level` (in steps of eight) holds in a tree of `size` leaves. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The tile that holds hash `place` of `level` in a tree of `size` leaves. */
export function tileHolding(size: number, level: number, place: number): TileAddress {
  const index = Math.floor(place / TILE_WIDTH);
  return { level, index, width: Math.min(TILE_WIDTH, hashesAtLevel(size, level) - index * TILE_WIDTH) };
}

/**
 * A HashSource over the tiles of a tree of `size` leaves; each tile is read once and kept. The hashes are as good as the
 * tiles: verify the proof made from them against a root that is trusted.
 */
export function tileSource(size: number, readTile: ReadTile): HashSource {
  const kept = new Map<string, Promise<Uint8Array[]>>();
  const tileAt = (address: TileAddress): Promise<Uint8Array[]> => {
    const name = `${address.level}/${address.index}`;
    const tile = kept.get(name) ?? Promise.resolve(readTile(address)).then((bytes) => parseTile(bytes, address.width));
    kept.set(name, tile);
    return tile;
  };
  return async (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const address = tileHolding(size, tileLevel, index * count);
    const start = (index * count) % TILE_WIDTH;
    return completeSubtree((await tileAt(address)).slice(start, start + count));
  };
}
