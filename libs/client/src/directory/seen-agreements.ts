import type { Agreement } from '@sealbridge/directory';

import { ClientError } from '../client-error.js';
import type { ClientStores } from '../stores.js';

/** How much of an agreement was seen: its newest version, and the statements about that. */
export interface SeenAgreement extends Pick<Agreement, 'agreement' | 'version'> {
  readonly statements: number;
}

type Seen = readonly [version: number, statements: number];

/**
 * Keeps the newest version of each agreement this device has seen and how much was said about it, and throws a ClientError
 * (`verification`) when the server gives less: the log does not say which agreement an entry is of, and an amended, suspended or
 * ended one must not come back as it was.
 */
export function requireNewestSeen(
  { agreements: store, lock }: Pick<ClientStores, 'agreements' | 'lock'>,
  agreements: readonly SeenAgreement[],
): Promise<void> {
  return lock(async () => {
    const seen = await store.read();
    const given = agreements.map(({ agreement, version, statements }) => [agreement, [version, statements]] as const);
    if (given.some(([agreement, now]) => isLess(now, seen.get(agreement)))) throw older();
    const newer = given.filter(([agreement, now]) => !isSame(now, seen.get(agreement)));
    if (newer.length > 0) await store.write(new Map<string, Seen>([...seen, ...newer]));
  });
}

function isLess([version, statements]: Seen, [seenVersion, seenStatements]: Seen = [0, 0]): boolean {
  return version < seenVersion || (version === seenVersion && statements < seenStatements);
}

function isSame([version, statements]: Seen, seen: Seen | undefined): boolean {
  return seen !== undefined && version === seen[0] && statements === seen[1];
}

function older(): ClientError {
  return new ClientError(
    'E_ROLLBACK',
    'verification',
    'the server gives an older version of an agreement than this profile has seen, or less of what was said about it',
    'do not send anything; ask the other party which version is in force',
  );
}
