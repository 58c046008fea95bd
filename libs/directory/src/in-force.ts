import type { Ending, LogIndex } from './world.js';

/**
 * Whether something was in force at a position of the log: added before it and not yet ended. A null position asks about
 * now. What is not integrated yet counts now, and at no position.
 */
export function isInForce(
  thing: { readonly addedIndex: LogIndex; readonly ended: Ending | null },
  position: LogIndex,
): boolean {
  if (position === null) return thing.ended === null;
  const added = thing.addedIndex !== null && thing.addedIndex < position;
  const endedAt = thing.ended?.index ?? Infinity;
  return added && position < endedAt;
}
