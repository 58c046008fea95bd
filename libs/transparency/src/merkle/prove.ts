import { emptyRoot, nodeHash } from './hash.js';
import { isPowerOfTwo, log2, parents, splitPoint } from './subtrees.js';

/**
 * The hash of a complete subtree: `level` counts from the leaves (0), `index` counts subtrees of that height from the
 * left, so it covers leaves index * 2^level up to (index + 1) * 2^level. Only asked for what the tree holds whole.
 */
export type HashSource = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

/** A HashSource over leaf hashes in memory. Each level is computed once, when first asked for. */
export function memorySource(leafHashes: readonly Uint8Array[]): HashSource {
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  return (level, index) => {
    while (levels.length <= level) levels.push(parents(levels.at(-1) ?? []));
    const hash = levels[level]?.[index];
    if (hash === undefined) throw new RangeError('the tree does not hold this subtree');
    return hash;
  };
}

/** Root of the first `size` leaves. Throws RangeError unless `size` is an integer from 0. */
export async function rootAt(source: HashSource, size: number): Promise<Uint8Array> {
  requireSize(size);
  return size === 0 ? emptyRoot() : subtree(source, 0, size);
}

/**
 * Inclusion proof of leaf `index` in the tree of the first `size` leaves, leaf's sibling first (RFC 6962 section 2.1.1).
 * Throws RangeError unless 0 <= index < size.
 */
export async function inclusionProof(source: HashSource, index: number, size: number): Promise<Uint8Array[]> {
  requireSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError('the index is not in the tree');
  return path(source, index, 0, size);
}

/**
 * Consistency proof between the trees of `size1` and `size2` leaves (RFC 6962 section 2.1.2); empty when they are equal.
 * Throws RangeError unless 1 <= size1 <= size2: from the empty tree there is nothing to prove.
 */
export async function consistencyProof(source: HashSource, size1: number, size2: number): Promise<Uint8Array[]> {
  requireSize(size1);
  requireSize(size2);
  if (size1 === 0 || size1 > size2) throw new RangeError('no proof exists between these sizes');
  return subproof(source, size1, 0, size2, true);
}

// PATH(m, D[n]) of the RFC over the leaves begin .. begin + size.
async function path(source: HashSource, index: number, begin: number, size: number): Promise<Uint8Array[]> {
  if (size === 1) return [];
  const split = splitPoint(size);
  if (index < split) {
    return [...(await path(source, index, begin, split)), await subtree(source, begin + split, size - split)];
  }
  return [...(await path(source, index - split, begin + split, size - split)), await subtree(source, begin, split)];
}

// SUBPROOF(m, D[n], b) of the RFC; `known` is its b: the verifier already holds this subtree's hash as the old root.
async function subproof(
  source: HashSource,
  size1: number,
  begin: number,
  size: number,
  known: boolean,
): Promise<Uint8Array[]> {
  if (size1 === size) return known ? [] : [await subtree(source, begin, size)];
  const split = splitPoint(size);
  if (size1 <= split) {
    const left = await subproof(source, size1, begin, split, known);
    return [...left, await subtree(source, begin + split, size - split)];
  }
  const right = await subproof(source, size1 - split, begin + split, size - split, false);
  return [...right, await subtree(source, begin, split)];
}

// MTH of the leaves begin .. begin + size, where begin is aligned as the recursion of the RFC leaves it.
async function subtree(source: HashSource, begin: number, size: number): Promise<Uint8Array> {
  if (isPowerOfTwo(size)) return source(log2(size), begin / size);
  const split = splitPoint(size);
  return nodeHash(await subtree(source, begin, split), await subtree(source, begin + split, size - split));
}

function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('a tree size is an integer from 0');
}
