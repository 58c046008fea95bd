import { rootOfPeaks, completeSubtree, peaksOf } from '../merkle/subtrees.js';
import { TILE_WIDTH, type TileAddress } from './path.js';
import { hashesAtLevel, parseTile, tileHolding, writeTile, type ReadTile } from './tile.js';

/**
 * The right edge of a tree, all that is needed to add leaves to it: for each tile level the hashes of its last, partial
 * tile (none when the level ends with a full one). A value, never changed in place.
 */
export interface TreeEdge {
  readonly size: number;
  readonly rows: readonly (readonly Uint8Array[])[];
}

/** A tile to publish. */
export interface Tile extends TileAddress {
  readonly bytes: Uint8Array;
}

/** The edge of the tree without leaves. */
export const EMPTY_EDGE: TreeEdge = { size: 0, rows: [] };

/** Root of the tree with this edge. */
export function rootOfEdge(edge: TreeEdge): Uint8Array {
  return rootOfPeaks(edge.rows.toReversed().flatMap(peaksOf));
}

/** The edge of a tree of `size` leaves from its partial tiles. Throws E_TILE when a tile has not its width. */
export async function edgeFromTiles(size: number, readTile: ReadTile): Promise<TreeEdge> {
  const rows: Uint8Array[][] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    const hashes = hashesAtLevel(size, level);
    const partial = hashes % TILE_WIDTH > 0 ? tileHolding(size, level, hashes - 1) : null;
    rows.push(partial === null ? [] : parseTile(await readTile(partial), partial.width));
  }
  return { size, rows };
}

/**
 * Adds leaf hashes on the right. Gives the new edge, the new root, and the tiles this step made or widened: every tile
 * that became full, and the partial tile of each level that changed, in the order they may be published.
 */
export function appendLeaves(
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly tiles: readonly Tile[]; readonly root: Uint8Array } {
  const next = extendEdge(edge, leafHashes);
  return { ...next, root: rootOfEdge(next.edge) };
}

/** As appendLeaves without the root, which costs up to 255 hashes a level: for callers that add many batches. */
export function extendEdge(
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly tiles: readonly Tile[] } {
  const tiles: Tile[] = [];
  const rows: (readonly Uint8Array[])[] = [];
  let added: readonly Uint8Array[] = leafHashes;
  for (let level = 0; level < edge.rows.length || added.length > 0; level += 1) {
    const step = extendLevel(edge, level, added);
    tiles.push(...step.tiles);
    rows.push(step.row);
    added = step.carried;
  }
  return { edge: { size: edge.size + leafHashes.length, rows }, tiles };
}

function extendLevel(
  edge: TreeEdge,
  level: number,
  added: readonly Uint8Array[],
): { tiles: Tile[]; row: readonly Uint8Array[]; carried: Uint8Array[] } {
  let row = edge.rows[level] ?? [];
  if (added.length === 0) return { tiles: [], row, carried: [] };
  const firstIndex = Math.floor(hashesAtLevel(edge.size, level) / TILE_WIDTH);
  const hashes = [...row, ...added];
  const tiles: Tile[] = [];
  const carried: Uint8Array[] = [];
  for (let start = 0; start < hashes.length; start += TILE_WIDTH) {
    row = hashes.slice(start, start + TILE_WIDTH);
    tiles.push({ level, index: firstIndex + start / TILE_WIDTH, width: row.length, bytes: writeTile(row) });
    if (row.length < TILE_WIDTH) break;
    carried.push(completeSubtree(row));
    row = [];
  }
  return { tiles, row, carried };
}
