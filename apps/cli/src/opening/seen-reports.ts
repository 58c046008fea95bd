import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SeenReport } from '@sealbridge/opening';
import { fromHex, toHex } from '@sealbridge/sodium';

import { writePrivateFile } from '../instance/private-file.js';
import type { Profile } from '../profile/profile-file.js';
import { withProfileLock } from '../profile/seen-checkpoint.js';

interface StoredSeen {
  readonly version: number;
  readonly seq: number;
  /** Hex. */
  readonly grantSetHash: string;
}

/** What this profile saw of a report when it last opened it, or null. A server that goes back behind it is refused. */
export function readSeenReport(profile: Profile, reportId: string): SeenReport | null {
  const seen = readAll(profile)[reportId];
  return seen === undefined ? null : { ...seen, grantSetHash: fromHex(seen.grantSetHash) };
}

/** Keeps what was seen of a report. */
export async function keepSeenReport(profile: Profile, reportId: string, seen: SeenReport): Promise<void> {
  await withProfileLock(profile, () => {
    const all = { ...readAll(profile), [reportId]: { ...seen, grantSetHash: toHex(seen.grantSetHash) } };
    writePrivateFile(seenFile(profile), `${JSON.stringify(all, null, 2)}\n`);
    return Promise.resolve();
  });
}

function readAll(profile: Profile): Readonly<Record<string, StoredSeen>> {
  const path = seenFile(profile);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, StoredSeen>) : {};
}

function seenFile(profile: Profile): string {
  return join(profile.folder, 'seen-reports.json');
}
