import { sha256 } from '@sealbridge/sodium';

/** Length of every hash of the tree in bytes. */
export const TREE_HASH_BYTES = 32;

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** Leaf hash of an entry, RFC 6962 section 2.1: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(LEAF_PREFIX, entry);
}

/** Hash of an inner node, RFC 6962 section 2.1: SHA-256(0x01 || left || right), children being 32-byte hashes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE_PREFIX, left, right);
}

/** Root of the tree without leaves, RFC 6962 section 2.1: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256();
}
