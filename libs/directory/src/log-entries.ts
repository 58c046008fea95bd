import { directoryLeafOf as leafBytesOf } from '@sealbridge/transparency';
import { eventHash, parseLeaf, type Leaf } from './leaf.js';

/** A directory event as found on the log. */
export interface LoggedLeaf extends Leaf {
  /** Position of the entry on the log, from 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly eventHash: Uint8Array;
}

/**
 * The directory event of one log entry, or null when the entry is of another kind. The length decides first: entries of 32
 * bytes (audit, cover) are never directory events, whatever they begin with. Throws E_RECORD when
 * an entry claims to be one and is not: skipping it could hide a revocation.
 */
export function directoryLeafOf(entry: Uint8Array, index: number): LoggedLeaf | null {
  const bytes = leafBytesOf(entry);
  return bytes === null ? null : { ...parseLeaf(bytes), index, bytes, eventHash: eventHash(bytes) };
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
