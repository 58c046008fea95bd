import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startInstance, type TestInstance } from '../support/instance.js';

const WITHIN_MS = 60_000;
/** A first start loads the demo world; on a busy machine that takes a while. */
const LOADING_WITHIN_MS = 110_000;

interface Running {
  readonly pid: number;
  readonly processes: Readonly<Record<string, number>>;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Waits until `condition` holds. */
async function until(condition: () => boolean | Promise<boolean>, withinMs = WITHIN_MS): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error('did not happen in time');
}

async function isReady(instance: TestInstance): Promise<boolean> {
  return fetch(`${instance.url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Numbers of all reports that the liaison sees, and how many there are. */
async function inboxSize(instance: TestInstance): Promise<number> {
  const result = await instance.cli('liaison', ['inbox', 'list', '--json']);
  expect(result.exit).toBe(0);
  return (result.json() as { reports: unknown[] }).reports.length;
}

describe('an instance whose processes are killed', () => {
  let instance: TestInstance;

  const running = (): Running => JSON.parse(readFileSync(join(instance.home, 'running.json'), 'utf8')) as Running;

  beforeAll(async () => {
    instance = await startInstance();
  }, 120_000);
  afterAll(() => instance.stop(), 60_000);

  it('refuses a second start on the same home and says where the first one is', async () => {
    const second = await instance.cli(null, ['instance', 'start']);
    expect(second.exit).toBe(6);
    expect(second.stderr).toContain('E_ALREADY_RUNNING');
    expect(second.stderr).toContain(instance.url);
  });

  it.each(['api', 'sequencer', 'witness', 'postgres'])(
    'answers again when %s was killed with kill -9',
    async (name) => {
      const before = running().processes[name] ?? 0;
      process.kill(before, 'SIGKILL');
      await until(() => (running().processes[name] ?? before) !== before);
      await until(() => isReady(instance));
      await until(async () => (await instance.cli('liaison', ['inbox', 'list'])).exit === 0);
      expect(await inboxSize(instance)).toBe(60);
    },
    120_000,
  );

  it('leaves no process behind when the supervisor is killed, and goes on with the same data', async () => {
    const { pid, processes } = running();
    process.kill(pid, 'SIGKILL');
    await until(() => [pid, ...Object.values(processes)].every((number) => !isAlive(number)));
    const again = await startInstance({ home: instance.home });
    try {
      expect(await inboxSize(again)).toBe(60);
    } finally {
      await again.stop();
    }
    expect(existsSync(join(instance.home, 'lock'))).toBe(false);
    expect(existsSync(join(instance.home, 'running.json'))).toBe(false);
  }, 120_000);
});

describe('a first start that is killed while the demo world loads', () => {
  it('is finished by the next start, with every report there once', async () => {
    const first = await startAndKillWhileLoading();
    const instance = await startInstance({ home: first.home });
    try {
      expect(await inboxSize(instance)).toBe(60);
    } finally {
      await instance.stop();
      await first.remove();
    }
  }, 240_000);
});

/** Starts an instance on a new home and kills its supervisor once some of the reports were sent. */
async function startAndKillWhileLoading(): Promise<{ home: string; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-killed-'));
  chmodSync(folder, 0o711);
  const home = join(folder, 'home');
  const program = join(__dirname, '..', 'support', 'sealbridge.mjs');
  const env = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_PORT: '0' };
  const child = spawn(process.execPath, [program, 'instance', 'start'], { env, stdio: 'ignore' });
  const sent = join(home, 'demo', '.sent.json');
  try {
    await until(() => sentReports(sent) > 5, LOADING_WITHIN_MS);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  return { home, remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })) };
}

function sentReports(path: string): number {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as number[]).length : 0;
}
