// A database put back to an earlier day. What was signed since then must not be forgotten: the sequencer freezes, the witness
// refuses, and a client that kept the newer checkpoint refuses with exit 5.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { failure, send, succeeded, writeReport } from '../support/commands.js';
import { copyDemoHome, copyTree, type DemoInstance, startDemo } from '../support/demo-instance.js';

const BIN = join(__dirname, '../support/sealbridge.mjs');
const WITHIN_MS = 30_000;
/** What an instance keeps outside its keys and profiles. */
const PARTS = ['postgres', 'log', 'witness'] as const;
type Part = (typeof PARTS)[number];

jest.setTimeout(90_000);

let home: string;
let older: string;
let newer: string;
let instance: DemoInstance;

beforeAll(async () => {
  home = await copyDemoHome();
  [older, newer] = [join(home, '..', 'older'), join(home, '..', 'newer')];
  keep(older);
  instance = await startDemo({ home });
  await send(instance, writeReport(join(instance.scratch, 'one')));
  const { size } = (await signed()) as { size: number };
  await instance.halt();
  keep(newer);
  expect(size).toBeGreaterThan(0);
}, 180_000);
afterAll(() => rmSync(join(home, '..'), { recursive: true, force: true }));

/** Copies every part into `folder`. */
function keep(folder: string): void {
  mkdirSync(folder, { mode: 0o711 });
  for (const part of PARTS) copyTree(join(home, part), join(folder, part));
}

/** Puts the parts of the older day in the place of today's, and all others back to the newest. */
function rollBack(...parts: readonly Part[]): void {
  for (const part of PARTS) {
    rmSync(join(home, part), { recursive: true });
    copyTree(join(parts.includes(part) ? older : newer, part), join(home, part));
  }
}

function signed(): unknown {
  return JSON.parse(readFileSync(join(home, 'demo', 'analyst', 'state.json'), 'utf8'));
}

/** Starts an instance that may never become ready; gives its address and how to stop it. */
async function startAnyway(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const env = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_PORT: String(port) };
  const child: ChildProcess = spawn(process.execPath, [BIN, 'instance', 'start'], { env, stdio: 'ignore' });
  return {
    url: `http://localhost:${String(port)}`,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** What `/readyz` says once it says something else than that the log has not begun. */
async function readiness(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(100)) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer === null) continue;
    const body = (await answer.json()) as { code?: string };
    if (body.code !== 'E_LOG_NOT_STARTED') return { status: answer.status, body };
  }
  throw new Error('nothing answered');
}

function lastWordsOf(log: string): string {
  return (
    readFileSync(join(home, 'logs', `${log}.log`), 'utf8')
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}

describe('when only the database went back', () => {
  it('the sequencer freezes at the mark it keeps elsewhere, and says so by code', async () => {
    rollBack('postgres');
    const started = await startAnyway();
    try {
      await expectFrozen(started.url, 'E_LOG_BEHIND_MARK');
    } finally {
      await started.stop();
    }
  });

  it('freezes again on the next start: nothing heals by itself', async () => {
    const started = await startAnyway();
    try {
      await expectFrozen(started.url, 'E_LOG_BEHIND_MARK');
    } finally {
      await started.stop();
    }
  });

  it('goes on where it was once the right database is back', async () => {
    rollBack();
    instance = await startDemo({ home });
    succeeded(await instance.cli('auditor', ['audit', 'verify']));
    await instance.halt();
  });
});

describe('when database and published files went back', () => {
  it('the sequencer freezes at what the witness has signed', async () => {
    rollBack('postgres', 'log');
    const started = await startAnyway();
    try {
      await expectFrozen(started.url, 'E_LOG_BEHIND_WITNESS');
    } finally {
      await started.stop();
    }
  });
});

/** Polls, since the API looks at the file of the freeze only twice a second. */
async function expectFrozen(url: string, code: string): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(200)) {
    const { status, body } = await readiness(url);
    if (status === 503 && (body as { code: string }).code === code) break;
  }
  expect(await readiness(url)).toEqual({ status: 503, body: { ready: false, code } });
  expect(JSON.parse(lastWordsOf('sequencer'))).toMatchObject({ event: 'frozen', code });
  const frozenAt = publishedSize();
  const { exit, stderr } = await runAs('analyst2', url, ['login']);
  expect([exit, stderr]).toEqual([5, expect.stringContaining(`\ncode: ${code}\n`)]);
  await sleep(2_000);
  expect(publishedSize()).toBe(frozenAt);
}

function publishedSize(): number {
  return Number(readFileSync(join(home, 'log', 'prompt', 'checkpoint'), 'utf8').split('\n')[1]);
}

async function runAs(profile: string, url: string, args: readonly string[]) {
  const env = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_PROFILE: profile, SEALBRIDGE_SERVER: url };
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit, stderr };
}

describe('when everything on the machine went back, the witness too', () => {
  beforeAll(async () => {
    rollBack(...PARTS);
    instance = await startDemo({ home });
  });
  afterAll(() => instance.halt());

  it('a client that kept the newer checkpoint refuses, keeps what it knew, and refuses again', async () => {
    const before = signed();
    const results = [
      await instance.cli('analyst', ['directory', 'show', 'northgate']),
      await instance.cli('analyst', ['audit', 'verify']),
    ];
    expect(results.map(failure)).toEqual([
      { exit: 5, code: 'E_ROLLBACK' },
      { exit: 5, code: 'E_ROLLBACK' },
    ]);
    expect(signed()).toEqual(before);
  });

  it('it refuses also when the log has grown past the size it knew, on another history', async () => {
    const { size } = signed() as { size: number };
    for (let tries = 0; publishedSize() <= size && tries < 40; tries += 1) {
      succeeded(await instance.cli('analyst2', ['login']));
      await sleep(300);
    }
    const result = await instance.cli('analyst', ['directory', 'show', 'northgate']);
    expect(failure(result)).toEqual({ exit: 5, code: 'E_FORK' });
  });

  it('a checkpoint file kept elsewhere proves it to somebody who had not looked', async () => {
    const { note } = signed() as { note: string };
    const file = join(instance.scratch, 'kept-checkpoint');
    writeFileSync(file, Buffer.from(note, 'base64'));
    const result = await instance.cli('auditor2', ['audit', 'verify', '--since', file]);
    expect(result.exit).toBe(5);
    expect(result.stderr).toMatch(/^error: .+\n(hint: .+\n)?code: E_SINCE\n$/mu);
  });
});
