import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operating-system account a server process runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` on every Linux distribution; initdb needs a name in the passwd file, so a free number would not do. */
const NOBODY: Account = { uid: 65534, gid: 65534 };
const MODE_OTHERS_EXECUTE = 0o001;
const MODE_GROUP_EXECUTE = 0o010;
const MODE_OWNER_EXECUTE = 0o100;

/**
 * The account PostgreSQL has to run under: null means "as we are". PostgreSQL refuses to run as root, so root hands it
 * to `nobody`.
 */
export function serverAccount(): Account | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}

/** Whether `account` may pass through every directory above `path`. Only the mode bits are looked at, no access lists. */
export function canReach(path: string, account: Account): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (!mayPass(directory, account)) return false;
    if (directory === dirname(directory)) return true;
  }
}

function mayPass(directory: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(directory);
  if (uid === account.uid) return (mode & MODE_OWNER_EXECUTE) !== 0;
  if (gid === account.gid) return (mode & MODE_GROUP_EXECUTE) !== 0;
  return (mode & MODE_OTHERS_EXECUTE) !== 0;
}
