import { directoryEntry, DirectoryError } from '@sealbridge/directory';
import { equal, fromHex, toBase64, toHex } from '@sealbridge/sodium';
import {
  checkCheckpoint,
  type CheckedCheckpoint,
  newestCosignature,
  type Policy,
  rootOfEdge,
  TransparencyError,
} from '@sealbridge/transparency';

import { ClientError } from '../client-error.js';
import type { Identity } from '../session/person.js';
import { sleep } from '../sleep.js';
import type { ClientStores, SeenCheckpoint } from '../stores.js';
import { type LogEntry, type LogFiles, readEntries } from './log-files.js';
import { EMPTY_VIEW, extendView, type LogView, readView, writeView } from './log-view.js';

const OLDER_ANSWERS = 4;
const OLDER_ANSWER_PAUSE_MS = 500;

/** The log up to a checkpoint that was checked, recomputed and compared with what the device had seen before. */
export interface VerifiedLog extends LogView {
  readonly checkpoint: CheckedCheckpoint;
  /** Newest cosignature of this checkpoint in unix seconds; 0 when the policy asks for none. */
  readonly cosignedAt: number;
  /** Newest cosignature this device has ever seen. */
  readonly newestCosignatureSeen: number;
  /** Unix seconds: the later of the clock and that cosignature, so that setting the clock back does not help (C2). */
  readonly now: number;
}

/** Whose copy of the log it is, and what that has to satisfy. */
export interface LogOwner {
  readonly profile: Pick<Identity, 'origin'>;
  readonly policy: Policy;
  readonly stores: Pick<ClientStores, 'checkpoint' | 'logView' | 'lock'>;
}

/**
 * Brings a device's copy of the log up to the server's checkpoint. Nothing is trusted for coming from the server: the
 * checkpoint has to satisfy the pinned policy, its root has to come out of the entries, and the entries have to continue
 * those seen before. The checkpoint is asked for under the device's lock, so that a smaller one than the one seen is never just an
 * older answer. Throws a ClientError of kind `verification` otherwise; the stored checkpoint then stays as it was.
 */
export function syncLog(
  { profile, policy, stores }: LogOwner,
  source: { readonly files: LogFiles; readonly note: () => Promise<Uint8Array> },
): Promise<VerifiedLog> {
  return stores.lock(async () => {
    const seen = await stores.checkpoint.read();
    const checkpoint = await newestCheckpoint(source.note, policy, seen?.size ?? 0);
    const kept = await readKeptView(stores);
    if (checkpoint.size < (seen?.size ?? 0)) {
      throw verification('E_ROLLBACK', 'the log is shorter than this profile has seen it');
    }
    if (checkpoint.origin !== profile.origin) throw verification('E_ORIGIN', 'the checkpoint is of another log');
    const view = await verifyingLog(() => readUpTo(source.files, kept, seen, checkpoint.size));
    requireRoot(view, checkpoint.root, 'E_FORK', 'the entries of the log do not give the root of its checkpoint');
    const cosignedAt = newestCosignature(checkpoint) ?? 0;
    const newestCosignatureSeen = Math.max(cosignedAt, seen?.cosignedAt ?? 0);
    if (view.edge.size !== kept.edge.size) await stores.logView.write(writeView(view));
    await stores.checkpoint.write({
      size: checkpoint.size,
      root: toHex(checkpoint.root),
      note: toBase64(checkpoint.note),
      cosignedAt: newestCosignatureSeen,
    });
    const now = Math.max(Math.floor(Date.now() / 1000), newestCosignatureSeen);
    return { ...view, checkpoint, cosignedAt, newestCosignatureSeen, now };
  });
}

/**
 * The server's checkpoint. One behind another may answer from a copy that is half a second old, so a smaller one than the
 * one seen is asked for again before it counts as a log that went back.
 */
async function newestCheckpoint(
  note: () => Promise<Uint8Array>,
  policy: Policy,
  atLeast: number,
): Promise<CheckedCheckpoint> {
  let checkpoint = checkNote(await note(), policy);
  for (let attempt = 0; checkpoint.size < atLeast && attempt < OLDER_ANSWERS; attempt++) {
    await sleep(OLDER_ANSWER_PAUSE_MS);
    checkpoint = checkNote(await note(), policy);
  }
  return checkpoint;
}

/** The result of reading the log; what is malformed in it is a ClientError (`verification`) with the library's reason as the code. */
export async function verifyingLog<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TransparencyError || error instanceof DirectoryError) {
      throw verification(error.code, `the log does not verify: ${error.message}`);
    }
    throw error;
  }
}

/** Checks a note against the pinned policy, with the library's reason as the code. */
export function checkNote(note: Uint8Array, policy: Policy): CheckedCheckpoint {
  try {
    return checkCheckpoint(note, policy, { now: Math.floor(Date.now() / 1000) });
  } catch (error) {
    if (error instanceof TransparencyError) throw verification(error.code, error.message);
    throw error;
  }
}

async function readUpTo(files: LogFiles, kept: LogView, seen: SeenCheckpoint | null, size: number): Promise<LogView> {
  let view = kept.edge.size <= size ? kept : EMPTY_VIEW;
  if (seen !== null) {
    view = await extendTo(files, view, seen.size);
    if (view.edge.size === seen.size)
      requireRoot(view, fromHex(seen.root), 'E_FORK', 'the log is not the one this profile has seen');
  }
  return extendTo(files, view, size);
}

async function extendTo(files: LogFiles, view: LogView, size: number): Promise<LogView> {
  if (view.edge.size >= size) return view;
  const entries: LogEntry[] = [];
  for await (const entry of readEntries(files, view.edge.size, size)) entries.push(entry);
  return extendView(view, entries);
}

function requireRoot(view: LogView, root: Uint8Array, code: `E_${string}`, message: string): void {
  if (!equal(rootOfEdge(view.edge), root)) throw verification(code, message);
}

/** The kept view is only a saving of work: when it is damaged the log is read from its beginning. */
async function readKeptView({ logView }: Pick<ClientStores, 'logView'>): Promise<LogView> {
  const text = await logView.read();
  if (text === null) return EMPTY_VIEW;
  try {
    return readView(text, directoryEntry);
  } catch {
    return EMPTY_VIEW;
  }
}

function verification(code: `E_${string}`, message: string): ClientError {
  return new ClientError(
    code,
    'verification',
    message,
    'stop, keep the profile folder as evidence, and call the stewards by a way you trust',
  );
}
