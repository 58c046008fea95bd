import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SeenCheckpoint } from '@sealbridge/client';

import { takeLock } from '../instance/lock.js';
import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from './profile-file.js';

/** Name of the file that holds the newest checkpoint of a profile. */
export const STATE_FILE = 'state.json';

const LOCK_WITHIN_MS = 60_000;
const POLL_MS = 25;

/** The newest checkpoint a profile has seen (`state.json`), or null when it has seen none. Throws a Failure when the file is damaged. */
export function readSeenCheckpoint(profile: Pick<Profile, 'folder'>): SeenCheckpoint | null {
  const path = stateFile(profile);
  if (!existsSync(path)) return null;
  try {
    const { size, root, note, cosignedAt } = JSON.parse(readFileSync(path, 'utf8')) as Partial<SeenCheckpoint>;
    if (
      Number.isSafeInteger(size) &&
      typeof root === 'string' &&
      typeof note === 'string' &&
      typeof cosignedAt === 'number'
    ) {
      return { size: size as number, root, note, cosignedAt };
    }
  } catch {
    // Fails closed below: without what it has seen a client cannot tell that the log went back.
  }
  throw new Failure({
    code: 'E_STATE',
    exit: EXIT.VERIFICATION,
    message: 'the stored checkpoint is damaged',
    hint: `${path} has to come back from a copy, or be removed knowingly`,
  });
}

/** Stores a checkpoint; the caller holds the lock and has shown that it extends the one before. */
export function writeSeenCheckpoint(profile: Pick<Profile, 'folder'>, seen: SeenCheckpoint): void {
  writePrivateFile(stateFile(profile), `${JSON.stringify({ version: 1, ...seen }, null, 2)}\n`);
}

/** Runs `work` while no other process of this machine changes the profile's state. */
export async function withProfileLock<T>(profile: Pick<Profile, 'folder'>, work: () => Promise<T>): Promise<T> {
  const path = join(profile.folder, 'state.lock');
  for (const end = Date.now() + LOCK_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
    const taken = await takeLock(path);
    if ('holder' in taken) continue;
    try {
      return await work();
    } finally {
      taken.lock.release();
    }
  }
  throw new Failure({ code: 'E_PROFILE_BUSY', exit: EXIT.CONFLICT, message: 'another command uses this profile' });
}

function stateFile(profile: Pick<Profile, 'folder'>): string {
  return join(profile.folder, STATE_FILE);
}
