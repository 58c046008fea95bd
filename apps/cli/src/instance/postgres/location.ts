import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Account, canReach } from './account.js';

/** Where root keeps the data of an instance whose own folder `nobody` cannot reach (a home folder of mode 0700, say). */
const FAR_STORE = '/var/lib/sealbridge/data';
const MODE_PRIVATE = 0o700;
const MODE_TRAVERSABLE = 0o755;

/**
 * The folder that holds the data directory: `home` itself, or, where the account could not reach it, a folder of its own
 * under /var/lib whose path is noted in `home/location`. Made if absent, owned by the account, mode 0700.
 */
export function locateStore(home: string, account: Account | null): string {
  mkdirSync(home, { recursive: true, mode: account === null ? MODE_PRIVATE : MODE_TRAVERSABLE });
  const store = account === null || canReach(join(home, 'store'), account) ? join(home, 'store') : farStore(home);
  mkdirSync(store, { recursive: true, mode: MODE_PRIVATE });
  if (account !== null) chownSync(store, account.uid, account.gid);
  return store;
}

function farStore(home: string): string {
  const note = join(home, 'location');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  mkdirSync(FAR_STORE, { recursive: true, mode: MODE_TRAVERSABLE });
  const store = join(FAR_STORE, randomBytes(8).toString('hex'));
  writeFileSync(note, `${store}\n`, { mode: 0o600 });
  return store;
}
