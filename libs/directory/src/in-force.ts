import type { Id } from '@sealbridge/vocabulary';
import type { Chain, Ending, LogIndex } from './world.js';

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

/** Whether every event of an organisation up to a position (null: now) was read. */
export function isKnownAt(
  { chains }: { readonly chains: ReadonlyMap<Id, Chain> },
  org: Id,
  position: LogIndex,
): boolean {
  const unreadFrom = chains.get(org)?.unreadFrom;
  if (unreadFrom === null || unreadFrom === undefined) return unreadFrom === null;
  if (position === null) return false;
  return unreadFrom.index === null || position <= unreadFrom.index;
}
