// An instance of our own: a fresh home, started twice so that both starts are timed, removed afterwards.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type InstanceHome, layoutOf } from '../../../apps/cli/src/instance/home.js';
import { readPassword } from '../../../apps/cli/src/instance/passwords.js';
import { findRunning } from '../../../apps/cli/src/instance/running.js';
import { startInstance, type TestInstance } from '../../support/instance.js';

/** A running instance with the demo world, and how long it took to get there. */
export interface BenchInstance {
  readonly url: string;
  readonly home: InstanceHome;
  readonly scratch: string;
  /** Process number of the API. */
  readonly api: number;
  /** A connection string as the superuser: past row-level security. */
  readonly adminUrl: string;
  readonly firstStartSeconds: number;
  readonly laterStartSeconds: number;
  stop(): Promise<void>;
}

/** A running instance without the demo world: for a world that is written into its database. */
export type BareInstance = Pick<BenchInstance, 'url' | 'adminUrl' | 'stop'>;

/** PostgreSQL runs under another account and has to pass through. */
const MODE_PASSABLE = 0o711;
const EXIT_INTERRUPTED = 130;

/** Starts, stops and starts again. The second run is the one that is measured. */
export async function startTwice(): Promise<BenchInstance> {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-bench-'));
  chmodSync(folder, MODE_PASSABLE);
  const root = join(folder, 'home');
  try {
    const first = await timedStart(root);
    await first.instance.stop();
    const later = await timedStart(root);
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> =>
      (stopping ??= later.instance.stop().then(() => rmSync(folder, { recursive: true, force: true })));
    stopOnSignal(stop);
    return {
      ...described(later.instance),
      firstStartSeconds: first.seconds,
      laterStartSeconds: later.seconds,
      stop,
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Starts an instance with nobody but the stewards in it. */
export async function startBare(): Promise<BareInstance> {
  const instance = await startInstance({ env: { SEALBRIDGE_DEMO: '0' } });
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= instance.stop());
  stopOnSignal(stop);
  const { url, adminUrl } = described(instance);
  return { url, adminUrl, stop };
}

/** A run that is broken off leaves nothing running and nothing on the disk. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => void stop().finally(() => process.exit(EXIT_INTERRUPTED)));
  }
}

async function timedStart(home: string): Promise<{ readonly instance: TestInstance; readonly seconds: number }> {
  const from = performance.now();
  const instance = await startInstance({ home });
  return { instance, seconds: (performance.now() - from) / 1000 };
}

function described({ url, home: root, scratch }: TestInstance) {
  const home = layoutOf(root);
  const { api, postgres } = findRunning(home)?.processes ?? {};
  if (api === undefined || postgres === undefined) throw new Error('the instance does not say what runs');
  const port = /port=(?<port>\d+)/.exec(readFileSync(`/proc/${postgres}/cmdline`, 'utf8'))?.groups?.['port'];
  if (port === undefined) throw new Error('PostgreSQL does not say where it listens');
  const adminUrl = `postgres://postgres:${readPassword(home, 'superuser')}@127.0.0.1:${port}/postgres`;
  return { url, home, scratch, api, adminUrl };
}
