import { nodeHash, emptyRoot } from './hash.js';

/** The largest power of two below `size` (RFC 6962 section 2.1, k < n <= 2k). `size` is at least 2. */
export function splitPoint(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** The base-two logarithm of a power of two. Exact for every safe integer, where bit operators are not. */
export function log2(power: number): number {
  return Math.round(Math.log2(power));
}

/** Whether `value` is a power of two; 1 is. */
export function isPowerOfTwo(value: number): boolean {
  return value >= 1 && 2 ** log2(value) === value;
}

/**
 * Hashes of the complete subtrees a row of equal neighbours falls into, widest first: seven hashes give a subtree of
 * four, one of two and one of one. Together they determine the row.
 */
export function peaksOf(row: readonly Uint8Array[]): Uint8Array[] {
  if (row.length === 0) return [];
  const width = isPowerOfTwo(row.length) ? row.length : splitPoint(row.length);
  return [completeSubtree(row.slice(0, width)), ...peaksOf(row.slice(width))];
}

/** Root of a complete subtree whose leaves, a power of two of them, are `hashes`. */
export function completeSubtree(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) level = parents(level);
  const [root] = level;
  if (root === undefined) throw new RangeError('a subtree has at least one leaf');
  return root;
}

/** The tree's root from the hashes of its complete subtrees, widest first. No peak is the empty tree. */
export function rootOfPeaks(peaks: readonly Uint8Array[]): Uint8Array {
  return peaks.length === 0 ? emptyRoot() : peaks.reduceRight((right, left) => nodeHash(left, right));
}

/** Root of the tree over these leaf hashes (RFC 6962 section 2.1), computed anew. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  return rootOfPeaks(peaksOf(leafHashes));
}

/** The next level up of a row of even length. */
export function parents(row: readonly Uint8Array[]): Uint8Array[] {
  const level: Uint8Array[] = [];
  for (let index = 0; index + 1 < row.length; index += 2) {
    const [left, right] = [row[index], row[index + 1]];
    if (left !== undefined && right !== undefined) level.push(nodeHash(left, right));
  }
  return level;
}
