import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Account, serverAccount } from './account.js';
import { type Binaries, findBinaries } from './binaries.js';
import { freePort } from './free-port.js';
import { initialise } from './initialise.js';
import { locateStore } from './location.js';
import { endProcess, readPostmasterFile, stopLeftBehind } from './postmaster-file.js';
import { dieWithParent } from './pdeathsig.js';

/** How to run an embedded PostgreSQL. */
export interface ClusterOptions {
  /** Folder of this cluster; made if absent. */
  readonly home: string;
  /** Password of the superuser, used when the cluster is first made. */
  readonly password: string;
  /** File that takes the server's own words, appended. */
  readonly logFile: string;
  /** False in tests only: commits are then not flushed to disk. */
  readonly durable: boolean;
  /** The port to listen on; a free one when absent. */
  readonly port?: number;
}

/** A running PostgreSQL. */
export interface Cluster {
  readonly port: number;
  readonly pid: number;
  /** Settles when the server process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** The connection string of a role on a database. */
  url(role: string, password: string, database: string): string;
  stop(): Promise<void>;
}

const START_ATTEMPTS = 3;
const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;
const STATUS_READY = 'ready';

/**
 * Starts PostgreSQL on 127.0.0.1 and a free port, making its data directory first when absent and ending a server that
 * was left behind on it. Resolves when it accepts connections; throws when it does not within a minute.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const account = serverAccount();
  const binaries = findBinaries(account);
  const store = realpathSync(locateStore(options.home, account));
  const data = await initialise({ binaries, account, store, password: options.password, durable: options.durable });
  await stopLeftBehind(data);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const child = launch(binaries, account, data, port, options);
    if (await isReady(child, data)) return describe(child, port);
    if (attempt === START_ATTEMPTS) throw new Error(`PostgreSQL did not start: see ${options.logFile}`);
  }
}

function launch(
  binaries: Binaries,
  account: Account | null,
  data: string,
  port: number,
  { durable, logFile }: ClusterOptions,
): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const [command, args] = dieWithParent('INT', binaries.postgres, ['-D', data, ...serverSettings(port, durable)]);
  try {
    return spawn(command, args, { stdio: ['ignore', log, log], cwd: data, detached: true, ...(account ?? {}) });
  } finally {
    closeSync(log);
  }
}

/** No socket file: a path may be too long for one. Statements and parameters stay out of the log: they name people. */
function serverSettings(port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    log_min_error_statement: 'panic',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Like pg_ctl, waits for the word `ready` in the postmaster file of exactly this process. False when it ended instead. */
async function isReady(child: ChildProcess, data: string): Promise<boolean> {
  const ended = once(child, 'exit').then(
    () => true,
    () => true,
  );
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end;) {
    const file = readPostmasterFile(data);
    if (file?.pid === child.pid && file?.status === STATUS_READY) return true;
    if (await Promise.race([ended, sleep(POLL_MS, false)])) return false;
  }
  if (child.pid !== undefined) await endProcess(child.pid);
  return false;
}

function describe(child: ChildProcess, port: number): Cluster {
  const pid = child.pid as number;
  const ended =
    child.exitCode === null && child.signalCode === null
      ? once(child, 'exit').then(() => undefined)
      : Promise.resolve();
  return {
    port,
    pid,
    ended,
    url: (role, password, database) =>
      `postgres://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      await endProcess(pid);
      await ended;
    },
  };
}
