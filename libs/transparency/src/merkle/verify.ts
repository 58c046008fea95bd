import { equal } from '@sealbridge/sodium';
import { nodeHash, TREE_HASH_BYTES } from './hash.js';
import { isPowerOfTwo } from './subtrees.js';

/** What an inclusion proof claims: this leaf hash stands at `index` of the tree with `size` leaves and this root. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** What a consistency proof claims: the tree of size1 and root1 is the beginning of the tree of size2 and root2. */
export interface ConsistencyClaim {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether an inclusion claim holds (RFC 9162 section 2.1.3.2). Any wrong number or length is false; never throws. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { index, size, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (!areHashes([claim.leafHash, ...proof])) return false;
  let [node, last, hash] = [index, size - 1, claim.leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(hash, claim.root);
}

/**
 * Whether a consistency claim holds (RFC 9162 section 2.1.4.2). Equal sizes need equal roots and an empty proof. From
 * size 0 nothing is proved, so it is false. Any wrong number or length is false; never throws.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { size1, size2, root1, root2, proof } = claim;
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && equal(root1, root2);
  const [first, ...rest] = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  if (first === undefined || proof.length === 0 || !areHashes([first, ...rest])) return false;
  const roots = climb(size1 - 1, size2 - 1, first, rest);
  return roots !== null && equal(roots.old, root1) && equal(roots.new, root2);
}

// Rebuilds both roots at once: every left sibling belongs to both trees, a right one only to the newer.
function climb(
  index: number,
  size: number,
  first: Uint8Array,
  rest: readonly Uint8Array[],
): { old: Uint8Array; new: Uint8Array } | null {
  let [node, last] = [index, size];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  let [older, newer] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return null;
    if (isOdd(node) || node === last) {
      [older, newer] = [nodeHash(sibling, older), nodeHash(sibling, newer)];
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? { old: older, new: newer } : null;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === TREE_HASH_BYTES);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Arithmetic, because bit operators stop at 32 bits and a tree may be larger.
function half(value: number): number {
  return Math.floor(value / 2);
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}
