/** Hashes in a full tile and entries in a full bundle (tlog-tiles: height 8). */
export const TILE_WIDTH = 256;
/** Levels of a tile's height in the binary tree. */
export const TILE_HEIGHT = 8;

const MAX_LEVEL = 63;

/** Where a tile stands: `level` in steps of eight, `index` from the left, `width` hashes (256 when full). */
export interface TileAddress {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Path of a tile below the log's prefix (tlog-tiles): `tile/0/x001/x234/067` or, partial, `tile/0/000.p/5`. */
export function tilePath(level: number, index: number, width: number = TILE_WIDTH): string {
  if (!Number.isSafeInteger(level) || level < 0 || level > MAX_LEVEL) throw new RangeError('no such tile level');
  return `tile/${level}/${indexPath(index)}${widthPath(width)}`;
}

/** Path of an entry bundle below the log's prefix (tlog-tiles): `tile/entries/000` or, partial, `tile/entries/000.p/5`. */
export function entryBundlePath(index: number, width: number = TILE_WIDTH): string {
  return `tile/entries/${indexPath(index)}${widthPath(width)}`;
}

/** Every tile of a tree of `size` leaves, level by level from the leaves, left to right; the last of a level may be partial. */
export function* tilesOf(size: number): Generator<TileAddress> {
  for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / TILE_WIDTH)) {
    for (let index = 0; index * TILE_WIDTH < hashes; index += 1) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
    }
  }
}

function indexPath(index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError('a tile index is an integer from 0');
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const elements = digits.match(/[0-9]{3}/g) ?? [];
  return elements.map((element, place) => (place < elements.length - 1 ? `x${element}` : element)).join('/');
}

function widthPath(width: number): string {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new RangeError('no such tile width');
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}
