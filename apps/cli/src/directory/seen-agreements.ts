import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Agreement } from '@sealbridge/directory';

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';
import { withProfileLock } from '../profile/seen-checkpoint.js';

/**
 * Keeps the newest version of each agreement this profile has seen, and throws a Failure (exit 5) when the server gives an older
 * one: agreements are not on the log, and an amended one must not come back in its wider form.
 */
export async function requireNewestSeen(profile: Profile, agreements: readonly Agreement[]): Promise<void> {
  await withProfileLock(profile, () => {
    const seen = readSeen(profile);
    const newer = agreements.filter(({ agreement, version }) => version > (seen.get(agreement) ?? 0));
    if (agreements.some(({ agreement, version }) => version < (seen.get(agreement) ?? 0))) throw older();
    const all = new Map([...seen, ...newer.map(({ agreement, version }) => [agreement, version] as const)]);
    if (newer.length > 0) writePrivateFile(seenFile(profile), `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    return Promise.resolve();
  });
}

function readSeen(profile: Profile): Map<string, number> {
  const path = seenFile(profile);
  if (!existsSync(path)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>));
}

function seenFile(profile: Profile): string {
  return join(profile.folder, 'seen-agreements.json');
}

function older(): Failure {
  return new Failure({
    code: 'E_ROLLBACK',
    exit: EXIT.VERIFICATION,
    message: 'the server gives an older version of an agreement than this profile has seen',
    hint: 'do not send anything; ask the other party which version is in force',
  });
}
