import type { Ending, LogIndex } from './world.js';

/**
 * Whether something was in force at a position of the log, which is the number of entries before it (the index of an entry,
 * or the size of a tree): added among them and not ended among them. A null position asks about now. What is not integrated
 * yet counts now, and at no position.
 */
export function isInForce(
  thing: { readonly addedIndex: LogIndex; readonly ended: Ending | null },
  position: LogIndex,
): boolean {
  if (position === null) return thing.ended === null;
  const added = thing.addedIndex !== null && thing.addedIndex < position;
  const endedAt = thing.ended?.index ?? Infinity;
  return added && position <= endedAt;
}
