import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';
import {
  readSeenCheckpoint,
  type SeenCheckpoint,
  withProfileLock,
  writeSeenCheckpoint,
} from '../profile/seen-checkpoint.js';
import { type LogEntry, type LogFiles, readEntries } from './log-files.js';
import { EMPTY_VIEW, extendView, type LogView, readView, writeView } from './log-view.js';

const OLDER_ANSWERS = 4;
const OLDER_ANSWER_PAUSE_MS = 500;

/** The log up to a checkpoint that was checked, recomputed and compared with what the profile had seen before. */
export interface VerifiedLog extends LogView {
  readonly checkpoint: CheckedCheckpoint;
  /** Newest cosignature of this checkpoint in unix seconds; 0 when the policy asks for none. */
  readonly cosignedAt: number;
  /** Newest cosignature this profile has ever seen. */
  readonly newestCosignatureSeen: number;
  /** Unix seconds: the later of the clock and that cosignature, so that setting the clock back does not help (C2). */
  readonly now: number;
}

/**
 * Brings the profile's copy of the log up to the server's checkpoint. Nothing is trusted for coming from the server: the
 * checkpoint has to satisfy the pinned policy, its root has to come out of the entries, and the entries have to continue
 * those seen before. The checkpoint is asked for under the profile's lock, so that a smaller one than the one seen is never just an
 * older answer. Throws a Failure with exit 5 otherwise; the stored checkpoint then stays as it was.
 */
export function syncLog(
  profile: Profile,
  policy: Policy,
  source: { readonly files: LogFiles; readonly note: () => Promise<Uint8Array> },
): Promise<VerifiedLog> {
  return withProfileLock(profile, async () => {
    const seen = readSeenCheckpoint(profile);
    const checkpoint = await newestCheckpoint(source.note, policy, seen?.size ?? 0);
    const kept = readKeptView(profile);
    if (checkpoint.size < (seen?.size ?? 0)) {
      throw verification('E_ROLLBACK', 'the log is shorter than this profile has seen it');
    }
    if (checkpoint.origin !== profile.origin) throw verification('E_ORIGIN', 'the checkpoint is of another log');
    const view = await verifyingLog(() => readUpTo(source.files, kept, seen, checkpoint.size));
    requireRoot(view, checkpoint.root, 'E_FORK', 'the entries of the log do not give the root of its checkpoint');
    const cosignedAt = newestCosignature(checkpoint) ?? 0;
    const newestCosignatureSeen = Math.max(cosignedAt, seen?.cosignedAt ?? 0);
    if (view.edge.size !== kept.edge.size) writePrivateFile(viewFile(profile), writeView(view));
    writeSeenCheckpoint(profile, {
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

/** The result of reading the log; what is malformed in it is a Failure (exit 5) with the library's reason as the code. */
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
function readKeptView(profile: Profile): LogView {
  const path = viewFile(profile);
  if (!existsSync(path)) return EMPTY_VIEW;
  try {
    return readView(readFileSync(path, 'utf8'), directoryEntry);
  } catch {
    return EMPTY_VIEW;
  }
}

function viewFile(profile: Profile): string {
  return join(profile.folder, 'log.json');
}

function verification(code: `E_${string}`, message: string): Failure {
  return new Failure({
    code,
    exit: EXIT.VERIFICATION,
    message,
    hint: 'stop, keep the profile folder as evidence, and call the stewards by a way you trust',
  });
}
