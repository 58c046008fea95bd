import { join } from 'node:path';

import { makeFounders } from './demo/founders.js';
import { layoutOf, makeFolders } from './home.js';
import { makeInstanceKeys } from './keys.js';
import { readPassword, roleUrl } from './passwords.js';
import { writePrivateFile } from './private-file.js';

/**
 * Makes every key of an instance without starting it, for programs that run elsewhere: besides the keys the connection
 * strings of the programs, each beside the keys of the one that uses it. `database` is `host:port/name`.
 */
export async function makeKeysOnly(folder: string, database: string): Promise<void> {
  const home = layoutOf(folder);
  makeFolders(home);
  await makeInstanceKeys(home);
  await makeFounders(home);
  const adminUrl = `postgres://postgres:${readPassword(home, 'superuser')}@${database}`;
  writePrivateFile(join(home.passwords, 'admin-url'), adminUrl);
  writePrivateFile(join(home.apiKeys, 'database-url'), roleUrl(home, adminUrl, 'api'));
  writePrivateFile(join(home.logKeys, 'database-url'), roleUrl(home, adminUrl, 'sequencer'));
}
