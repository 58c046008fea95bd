import { equal } from '@sealbridge/sodium';
import type { CheckedCheckpoint } from '@sealbridge/transparency';

import type { Person } from '../session/person.js';
import { sleep } from '../sleep.js';
import { type LogFiles, readEntries, serverLogFiles } from './log-files.js';
import { isIncluded } from './prove-included.js';
import { syncLog, verifyingLog } from './sync-log.js';

const POLL_MS = 250;

/**
 * Waits until an entry is in the log and returns its index, proved under a cosigned checkpoint that continues what this
 * device has seen. Null when that did not happen within `withinMs`. `from` is the size of the log before the event: the
 * entry cannot lie before it. Throws a ClientError when the log does not verify.
 */
export async function awaitEntry(
  person: Person,
  leafHash: Uint8Array,
  { from, withinMs }: { readonly from: number; readonly withinMs: number },
): Promise<number | null> {
  const files = serverLogFiles(person.server, person.token);
  let searched = from;
  for (const end = Date.now() + withinMs; ; await sleep(POLL_MS)) {
    const { checkpoint } = await syncLog(person, { files, note: () => files.read('checkpoint') });
    const index = await verifyingLog(() => findIncluded(files, leafHash, { from: searched, checkpoint }));
    if (index !== null) return index;
    searched = Math.max(searched, checkpoint.size);
    if (Date.now() >= end) return null;
  }
}

async function findIncluded(
  files: LogFiles,
  leafHash: Uint8Array,
  { from, checkpoint }: { readonly from: number; readonly checkpoint: CheckedCheckpoint },
): Promise<number | null> {
  const index = await findEntry(files, leafHash, from, checkpoint.size);
  return index !== null && (await isIncluded(files, checkpoint, index, leafHash)) ? index : null;
}

async function findEntry(files: LogFiles, leafHash: Uint8Array, from: number, to: number): Promise<number | null> {
  for await (const entry of readEntries(files, from, to)) {
    if (equal(entry.leafHash, leafHash)) return entry.index;
  }
  return null;
}
