import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Agreement } from '@sealbridge/directory';

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';
import { withProfileLock } from '../profile/seen-checkpoint.js';

/** How much of an agreement was seen: its newest version, and the statements about that. */
export interface SeenAgreement extends Pick<Agreement, 'agreement' | 'version'> {
  readonly statements: number;
}

/** What is kept of each agreement: version and statements. Files of before the statements hold the version alone. */
type Seen = readonly [version: number, statements: number];

/**
 * Keeps the newest version of each agreement this profile has seen and how much was said about it, and throws a Failure (exit 5)
 * when the server gives less: the log does not say which agreement an entry is of, and an amended, suspended or ended one must not come back as it was.
 */
export async function requireNewestSeen(profile: Profile, agreements: readonly SeenAgreement[]): Promise<void> {
  await withProfileLock(profile, () => {
    const seen = readSeen(profile);
    const given = agreements.map(({ agreement, version, statements }) => [agreement, [version, statements]] as const);
    if (given.some(([agreement, now]) => isLess(now, seen.get(agreement)))) throw older();
    const newer = given.filter(([agreement, now]) => !isSame(now, seen.get(agreement)));
    const all = Object.fromEntries([...seen, ...newer]);
    if (newer.length > 0) writePrivateFile(seenFile(profile), `${JSON.stringify(all, null, 2)}\n`);
    return Promise.resolve();
  });
}

function isLess([version, statements]: Seen, [seenVersion, seenStatements]: Seen = [0, 0]): boolean {
  return version < seenVersion || (version === seenVersion && statements < seenStatements);
}

function isSame([version, statements]: Seen, seen: Seen | undefined): boolean {
  return seen !== undefined && version === seen[0] && statements === seen[1];
}

function readSeen(profile: Profile): Map<string, Seen> {
  const path = seenFile(profile);
  if (!existsSync(path)) return new Map();
  const kept = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number | Seen>;
  return new Map(Object.entries(kept).map(([id, seen]) => [id, typeof seen === 'number' ? [seen, 0] : seen]));
}

function seenFile(profile: Profile): string {
  return join(profile.folder, 'seen-agreements.json');
}

function older(): Failure {
  return new Failure({
    code: 'E_ROLLBACK',
    exit: EXIT.VERIFICATION,
    message:
      'the server gives an older version of an agreement than this profile has seen, or less of what was said about it',
    hint: 'do not send anything; ask the other party which version is in force',
  });
}
