import { execFile } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Account } from './account.js';
import type { Binaries } from './binaries.js';

/** Name of the role that initdb makes; only the migration program and the tests use it. */
export const SUPERUSER = 'postgres';

interface InitialiseOptions {
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly store: string;
  readonly password: string;
  readonly durable: boolean;
}

/**
 * The data directory of `store`, made with initdb when absent: UTF-8, the built-in locale (no ICU, no libc collation that
 * changes under an upgrade), SCRAM passwords for every connection. It appears under its name only when complete.
 */
export async function initialise(options: InitialiseOptions): Promise<string> {
  const data = join(options.store, 'data');
  if (existsSync(data)) return data;
  const draft = join(options.store, 'data.new');
  rmSync(draft, { recursive: true, force: true });
  const passwordFile = writePasswordFile(options);
  try {
    await promisify(execFile)(options.binaries.initdb, initdbArguments(draft, passwordFile, options.durable), {
      cwd: options.store,
      ...(options.account ?? {}),
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, data);
  return data;
}

/** initdb reads the password from a file; it lies beside the data, for the server's account alone. */
function writePasswordFile({ store, password, account }: InitialiseOptions): string {
  const path = join(store, 'initdb.password');
  rmSync(path, { force: true });
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  if (account !== null) chownSync(path, account.uid, account.gid);
  return path;
}

function initdbArguments(data: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
}
