import { equal } from '@sealbridge/sodium';

import type { LogStore, TreeHead } from './log-store.js';

/** Why the log may not go on. It stays frozen until people have settled it (security §3.5). */
export type FreezeCode = 'E_LOG_BEHIND_MARK' | 'E_LOG_BEHIND_WITNESS' | 'E_LOG_FORKED' | 'E_LOG_CORRUPT';

/**
 * Compares the tree in the database with one that was seen before (high-water mark or witness). A smaller tree or another root
 * means that the database went back or was changed: signing on would be a fork. Null when the tree continues the seen one.
 */
export async function compareWithSeen(
  store: LogStore,
  newest: TreeHead | null,
  seen: TreeHead,
  behind: FreezeCode,
): Promise<FreezeCode | null> {
  if (seen.size === 0) {
    return null;
  }
  if (newest === null || newest.size < seen.size) {
    return behind;
  }
  const root = await store.rootAt(seen.size);
  return root !== null && equal(root, seen.root) ? null : 'E_LOG_FORKED';
}
