import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { InstanceHome } from './home.js';
import { readOrMakePrivateFile } from './private-file.js';

/** The database roles of the instance; each password is a file of its own. */
export const DATABASE_ROLES = ['superuser', 'owner', 'api', 'sequencer'] as const;
/** One of them. */
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

const PASSWORD_BYTES = 24;

/** The file that holds the role's password; made with 192 random bits when absent. */
export function passwordFile(home: InstanceHome, role: DatabaseRole): string {
  const path = join(home.passwords, role);
  readPassword(home, role);
  return path;
}

/** The role's password. */
export function readPassword(home: InstanceHome, role: DatabaseRole): string {
  const make = (): string => randomBytes(PASSWORD_BYTES).toString('hex');
  return readOrMakePrivateFile(join(home.passwords, role), make).toString('utf8').trim();
}

/** A connection string for one of our roles on the database that `adminUrl` names. */
export function roleUrl(home: InstanceHome, adminUrl: string, role: 'api' | 'sequencer'): string {
  const url = new URL(adminUrl);
  url.username = `sealbridge_${role}`;
  url.password = readPassword(home, role);
  return url.href;
}
