// A running instance with the demo world, in four seconds: the world is loaded once per run, and every journey starts from a
// copy of that stopped home. So a journey may break what it likes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, chmodSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { startInstance, type TestInstance } from './instance.js';

const POLL_MS = 100;
const PORT_LINE = 3;

/** An instance on a home of its own, which goes with it. */
export interface DemoInstance extends TestInstance {
  /** A connection as the superuser, past every wall; the caller ends it. */
  superuser(): Promise<Client>;
  /** Stops it as Ctrl-C does, and keeps the home for another start. */
  halt(): Promise<void>;
}

/** Starts an instance from a copy of the demo world, or on a home that an earlier one left. */
export async function startDemo(
  options: { readonly home?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<DemoInstance> {
  const home = options.home ?? (await copyDemoHome());
  const instance = await startInstance({ home, env: options.env ?? {} });
  return {
    ...instance,
    superuser: () => superuserOf(home),
    halt: () => instance.stop(),
    stop: async () => {
      await instance.stop();
      rmSync(join(home, '..'), { recursive: true, force: true });
    },
  };
}

/** A copy of the stopped home of a demo world, alone in a folder of its own. */
export async function copyDemoHome(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-home-'));
  chmodSync(folder, 0o711);
  copyTree(await demoHome(), join(folder, 'home'));
  return join(folder, 'home');
}

/** Copies a folder with owners and modes: PostgreSQL insists on both. */
export function copyTree(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** The demo home of this run; the first to need it makes it, and others wait. */
async function demoHome(): Promise<string> {
  const folder = process.env['SEALBRIDGE_TEST_DEMO'];
  if (folder === undefined) throw new Error('the end-to-end project was not set up');
  const home = join(folder, 'home');
  const made = join(folder, 'made');
  const making = join(folder, 'making');
  while (!existsSync(made)) {
    if (!entered(making)) {
      await sleep(POLL_MS);
      continue;
    }
    try {
      // whoever comes next finds it made and at rest, or nobody at it: a copy of a running database does not start
      const instance = await startInstance({ home });
      await instance.stop();
      writeFileSync(made, '');
    } finally {
      rmdirSync(making);
    }
  }
  return home;
}

function entered(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** A connection to the database of a running instance as the superuser, past every wall; the caller ends it. */
export async function superuserOf(home: string): Promise<Client> {
  const port = readFileSync(join(postgresData(home), 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE];
  const password = readFileSync(join(home, 'keys', 'database', 'superuser'), 'utf8').trim();
  const client = new Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password,
    database: 'postgres',
  });
  await client.connect();
  await client.query('SET search_path TO sealbridge');
  return client;
}

/** The data directory of the embedded PostgreSQL. */
export function postgresData(home: string): string {
  const far = join(home, 'postgres', 'location');
  return join(existsSync(far) ? readFileSync(far, 'utf8').trim() : join(home, 'postgres', 'store'), 'data');
}
