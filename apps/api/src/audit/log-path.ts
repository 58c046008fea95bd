import { entryBundlePath, TILE_WIDTH, tilePath } from '@sealbridge/transparency';

/** A tile or bundle that a request asks for: its canonical path, and how many leaves a tree must have for it to exist. */
export interface LogResource {
  readonly path: string;
  readonly leavesNeeded: number;
}

/** Highest tile level (tlog-tiles). */
const MAX_LEVEL = 63;

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/u;

/** Reads a request path below `/log/`; null unless it is the one canonical spelling (tlog-tiles). */
export function parseLogPath(path: string): LogResource | null {
  const [, kind = '', indexText = '', widthText] = PATH.exec(path) ?? [];
  const index = Number(indexText.replaceAll(/[x/]/gu, ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (kind === '' || width > TILE_WIDTH) {
    return null;
  }
  const level = kind === 'entries' ? 0 : Number(kind);
  if (level > MAX_LEVEL) {
    return null;
  }
  const canonical = kind === 'entries' ? entryBundlePath(index, width) : tilePath(level, index, width);
  return canonical === path ? { path, leavesNeeded: (index * TILE_WIDTH + width) * TILE_WIDTH ** level } : null;
}
