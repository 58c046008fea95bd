import { concat, equal, HASH_BYTES, utf8 } from '@sealbridge/sodium';
import { requireThat } from './directory-error.js';
import { eventHash, parseLeaf, type Leaf } from './leaf.js';

const DIRECTORY_PREFIX = utf8('dl1');
const GRANT_SET_PREFIX = utf8('gs1');
const GRANT_SET_ENTRY_BYTES = GRANT_SET_PREFIX.length + HASH_BYTES;

/** A directory event as found on the log. */
export interface LoggedLeaf extends Leaf {
  /** Position of the entry on the log, from 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly eventHash: Uint8Array;
}

/** The log entry of a directory event: "dl1" || leaf. */
export function directoryEntry(leafBytes: Uint8Array): Uint8Array {
  return concat(DIRECTORY_PREFIX, leafBytes);
}

/** The log entry of a grant set: "gs1" || grantset_hash. Throws E_RECORD unless the hash has 32 bytes. */
export function grantSetEntry(grantSetHash: Uint8Array): Uint8Array {
  requireThat(grantSetHash.length === HASH_BYTES, 'E_RECORD', 'a grant set hash has 32 bytes');
  return concat(GRANT_SET_PREFIX, grantSetHash);
}

/**
 * The directory event of one log entry, or null when the entry is of another kind. The length decides first: entries of 32
 * bytes (audit, cover) and 35 bytes (grant set) are never directory events, whatever they begin with. Throws E_RECORD when
 * an entry claims to be one and is not: skipping it could hide a revocation.
 */
export function directoryLeafOf(entry: Uint8Array, index: number): LoggedLeaf | null {
  if (entry.length <= GRANT_SET_ENTRY_BYTES || !hasPrefix(entry, DIRECTORY_PREFIX)) return null;
  const bytes = entry.slice(DIRECTORY_PREFIX.length);
  return { ...parseLeaf(bytes), index, bytes, eventHash: eventHash(bytes) };
}

/** All directory events among consecutive log entries, in log order; `firstIndex` is the position of the first entry. */
export function scanEntries(entries: Iterable<Uint8Array>, firstIndex = 0): LoggedLeaf[] {
  const leaves: LoggedLeaf[] = [];
  let index = firstIndex;
  for (const entry of entries) {
    const leaf = directoryLeafOf(entry, index);
    if (leaf !== null) leaves.push(leaf);
    index += 1;
  }
  return leaves;
}

/** The grant set hash of one log entry, or null when the entry is of another kind. */
export function grantSetHashOf(entry: Uint8Array): Uint8Array | null {
  const isGrantSet = entry.length === GRANT_SET_ENTRY_BYTES && hasPrefix(entry, GRANT_SET_PREFIX);
  return isGrantSet ? entry.slice(GRANT_SET_PREFIX.length) : null;
}

function hasPrefix(entry: Uint8Array, prefix: Uint8Array): boolean {
  return equal(entry.slice(0, prefix.length), prefix);
}
