import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ClientStores, LogViewStore, SeenStore } from '@sealbridge/client';

import { writePrivateFile } from '../instance/private-file.js';
import type { Profile } from './profile-file.js';
import { readSeenCheckpoint, withProfileLock, writeSeenCheckpoint } from './seen-checkpoint.js';

/** What a profile has seen, kept in its folder: `state.json`, `log.json`, `seen-agreements.json`, all of mode 0600. */
export function storesOf(profile: Pick<Profile, 'folder'>): ClientStores {
  return {
    checkpoint: {
      read: async () => Promise.resolve(readSeenCheckpoint(profile)),
      write: async (seen) => Promise.resolve(writeSeenCheckpoint(profile, seen)),
    },
    logView: logViewIn(join(profile.folder, 'log.json')),
    agreements: seenAgreementsIn(join(profile.folder, 'seen-agreements.json')),
    lock: (work) => withProfileLock(profile, work),
  };
}

function logViewIn(path: string): LogViewStore {
  return {
    read: async () => Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : null),
    write: async (view) => Promise.resolve(writePrivateFile(path, view)),
  };
}

/** What is kept of each agreement: version and statements. Files of before the statements hold the version alone. */
type Kept = number | readonly [version: number, statements: number];

function seenAgreementsIn(path: string): SeenStore {
  return {
    read: async () => {
      if (!existsSync(path)) return Promise.resolve(new Map());
      const kept = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Kept>;
      const seen = Object.entries(kept).map(([id, one]) => [id, typeof one === 'number' ? [one, 0] : one] as const);
      return Promise.resolve(new Map(seen as [string, readonly [number, number]][]));
    },
    write: async (seen) =>
      Promise.resolve(writePrivateFile(path, `${JSON.stringify(Object.fromEntries(seen), null, 2)}\n`)),
  };
}
