// Starting and stopping, as `npm start` does it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { startCluster } from '../../apps/cli/src/instance/postgres/cluster.js';
import { failure, send, succeeded, writeReport } from '../support/commands.js';
import { copyDemoHome, startDemo } from '../support/demo-instance.js';
import { startInstance, type TestInstance } from '../support/instance.js';

const PROGRAM = join(__dirname, '../support/sealbridge.mjs');

jest.setTimeout(120_000);

let home: string;

beforeAll(async () => {
  home = await copyDemoHome();
}, 180_000);
afterAll(() => rmSync(join(home, '..'), { recursive: true, force: true }));

interface Status {
  readonly running: boolean;
  readonly ready: boolean;
  readonly url: string | null;
  readonly processes: Readonly<Record<string, number>>;
}

async function statusOf(instance: TestInstance): Promise<Status> {
  return succeeded(await instance.cli(null, ['instance', 'status', '--json'])).json() as Status;
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${String(pid)}/stat`) && !readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ');
}

/** Processes that were started for this home, wherever they hang. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/u.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder) ||
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      );
    } catch {
      return false;
    }
  });
}

async function startAs(signal: NodeJS.Signals, env: NodeJS.ProcessEnv = {}) {
  const own = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_PORT: '0', ...env };
  const child = spawn(process.execPath, [PROGRAM, 'instance', 'start', '--json'], {
    env: own,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  await once(child.stdout, 'data');
  const running = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')) as { processes: Record<string, number> };
  child.kill(signal);
  const [exit] = (await once(child, 'exit')) as [number | null];
  return { exit, ...printed, processes: Object.values(running.processes) };
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('an instance that gets %s', (signal) => {
  it('stops with exit 0, says so, leaves no process, and keeps its data', async () => {
    const { exit, stdout, stderr, processes } = await startAs(signal);
    expect([exit, stderr]).toEqual([0, expect.stringMatching(/stopping\n$/u)]);
    expect(JSON.parse(stdout)).toMatchObject({
      home,
      url: expect.stringMatching(/^http:\/\/localhost:\d+$/u) as string,
    });
    expect(processes.length).toBe(4);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(processesOf(home)).toEqual([]);
    expect(existsSync(join(home, 'lock')) || existsSync(join(home, 'running.json'))).toBe(false);
  });
});

it('a signal while it is still starting stops it as well', async () => {
  const env = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_PORT: '0' };
  const child = spawn(process.execPath, [PROGRAM, 'instance', 'start'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  const [exit] = (await once(child, 'exit')) as [number | null];
  expect(exit).toBe(0);
  expect(processesOf(home)).toEqual([]);
});

it('a later start finds what an earlier one was given, on another port', async () => {
  const first = await startInstance({ home });
  const { reportId } = await send(first, writeReport(join(first.scratch, 'kept')));
  await first.stop();
  const port = await freePort();
  const second = await startInstance({ home, env: { SEALBRIDGE_PORT: String(port) } });
  expect(second.url).toBe(`http://localhost:${String(port)}`);
  const inbox = succeeded(await second.cli('liaison', ['inbox', 'list', '--json'])).json();
  expect((inbox as { reports: { reportId: string }[] }).reports.map((report) => report.reportId)).toContain(reportId);
  succeeded(await second.cli('auditor', ['audit', 'verify']));
  await second.stop();
});

describe('while an instance runs', () => {
  let instance: TestInstance;
  beforeAll(async () => {
    instance = await startInstance({ home });
  });
  afterAll(() => instance.stop());

  it('a second start on the same home says where it is, and leaves it alone', async () => {
    const before = await statusOf(instance);
    const second = await instance.cli(null, ['instance', 'start']);
    expect(failure(second)).toEqual({ exit: 6, code: 'E_ALREADY_RUNNING' });
    expect(second.stderr).toContain(instance.url);
    expect(await statusOf(instance)).toEqual(before);
    expect(before).toMatchObject({ running: true, ready: true, url: instance.url });
  });

  it('a port that is taken is named, and the home is left as it was', async () => {
    const other = await copyDemoHome();
    const { port } = new URL(instance.url);
    const result = await instance.cli(null, ['instance', 'status', '--json']);
    expect((result.json() as Status).running).toBe(true);
    await expect(startDemo({ home: other, env: { SEALBRIDGE_PORT: port } })).rejects.toThrow(/code: E_PORT_TAKEN/u);
    rmSync(join(other, '..'), { recursive: true, force: true });
  });
});

describe('with DATABASE_URL', () => {
  it('an existing PostgreSQL is used, and none is started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sealbridge-existing-'));
    chmodSync(folder, 0o711);
    const password = randomBytes(8).toString('hex');
    const cluster = await startCluster({
      home: join(folder, 'cluster'),
      password,
      logFile: join(folder, 'postgres.log'),
      durable: false,
    });
    const instance = await startInstance({
      home: join(folder, 'home'),
      env: { DATABASE_URL: cluster.url('postgres', password, 'postgres'), SEALBRIDGE_DEMO: '0' },
    });
    const { processes } = await statusOf(instance);
    expect(Object.keys(processes).sort()).toEqual(['api', 'sequencer', 'witness']);
    expect((await fetch(`${instance.url}/log/checkpoint`)).status).toBe(200);
    expect(existsSync(join(folder, 'home', 'postgres'))).toBe(false);
    await instance.stop();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe.each([
  ['SEALBRIDGE_PORT', '65536'],
  ['SEALBRIDGE_ORIGIN', 'http://localhost:4000/path'],
  ['SEALBRIDGE_DEMO', 'yes'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['SEALBRIDGE_PATTERN_WINDOW', 'a day'],
])('with %s=%s', (name, value) => {
  it('the start fails by the name of the variable, before anything is made', async () => {
    const empty = join(home, '..', 'empty');
    const child = spawn(process.execPath, [PROGRAM, 'instance', 'start'], {
      env: { ...process.env, SEALBRIDGE_HOME: empty, [name]: value },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [exit] = (await once(child, 'close')) as [number | null];
    expect([exit, stderr]).toEqual([2, expect.stringContaining(name)]);
    expect(stderr).toMatch(/code: E_CONFIGURATION\n$/u);
    expect(existsSync(empty)).toBe(false);
  });
});
