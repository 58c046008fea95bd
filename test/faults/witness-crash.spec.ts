// A witness killed at any moment never forgets a checkpoint it cosigned: real processes, kill -9, the built program.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ready } from '@sealbridge/sodium';
import { parseCheckpoint, parseNote } from '@sealbridge/transparency';
import { makeWitnessedLog, type WitnessedLog } from '../support/witness-fixture.js';

const PROGRAM = join(__dirname, '../../apps/witness/bin/sealbridge-witness.mjs');
const ROUNDS = 12;
const STEPS = 40;

let folder: string;
let log: WitnessedLog;
const started = new Set<ChildProcess>();

beforeAll(async () => {
  await ready();
  folder = mkdtempSync(join(tmpdir(), 'witness-crash-'));
  log = makeWitnessedLog('log.example/crash', ROUNDS * STEPS + 1);
  writeFileSync(join(folder, 'policy'), log.policyText);
  const maker = launch(['--make-key', 'witness.example/crash', join(folder, 'key')]);
  expect(await exitOf(maker)).toBe(0);
});

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function launch(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SEALBRIDGE_WITNESS_PORT: '0',
      SEALBRIDGE_WITNESS_KEY_FILE: join(folder, 'key'),
      SEALBRIDGE_WITNESS_STATE_DIR: join(folder, 'state'),
      SEALBRIDGE_WITNESS_LOGS_FILE: join(folder, 'policy'),
    },
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function startWitness(): Promise<{ child: ChildProcess; url: string }> {
  const child = launch([]);
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the witness did not start');
}

async function submit(url: string, oldSize: number, size: number): Promise<{ status: number; body: string } | null> {
  try {
    const body = Buffer.from(await log.request(oldSize, size));
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return null;
  }
}

async function recordedSize(url: string): Promise<number> {
  const answer = await submit(url, 0, 1);
  return answer?.status === 409 ? Number(answer.body) : 0;
}

const needsBuild = existsSync(join(__dirname, '../../apps/witness/dist/main.js')) ? it : it.skip;

describe('a witness that is killed', () => {
  needsBuild('still knows every checkpoint it cosigned, and holds a whole record', async () => {
    let cosigned = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { child, url } = await startWitness();
      const size = await recordedSize(url);
      expect(size).toBeGreaterThanOrEqual(cosigned);
      const exited = exitOf(child);
      const killer = setTimeout(() => child.kill('SIGKILL'), 5 + Math.random() * 60);
      for (let next = size; next < size + STEPS; next += 1) {
        const answer = await submit(url, next, next + 1);
        if (answer?.status === 200) cosigned = next + 1;
        if (answer === null) break;
      }
      clearTimeout(killer);
      child.kill('SIGKILL');
      await exited;
    }
    expect(cosigned).toBeGreaterThan(0);
    const { child, url } = await startWitness();
    expect(await recordedSize(url)).toBeGreaterThanOrEqual(cosigned);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
  });

  needsBuild('does not run twice on one state folder, and leaves the lock free after SIGTERM', async () => {
    const { child } = await startWitness();
    const second = launch([]);
    expect(await exitOf(second)).toBe(6);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(existsSync(join(folder, 'state', 'lock'))).toBe(false);
    const third = await startWitness();
    const note = readFileSync(join(folder, 'state', await originFolder(), 'checkpoint'));
    expect(parseCheckpoint(parseNote(note).text).origin).toBe(log.origin);
    third.child.kill('SIGTERM');
    expect(await exitOf(third.child)).toBe(0);
  });

  needsBuild('is followed by exactly one of many that start at once', async () => {
    const { child } = await startWitness();
    const killed = exitOf(child);
    child.kill('SIGKILL');
    await killed;
    const candidates = Array.from({ length: 5 }, () => launch([]));
    const outcomes = candidates.map(async (candidate) => Promise.race([exitOf(candidate), listening(candidate)]));
    expect((await Promise.all(outcomes)).toSorted()).toEqual([6, 6, 6, 6, 'listening']);
    await Promise.all(candidates.filter((candidate) => started.has(candidate)).map(stop));
  });
});

async function listening(child: ChildProcess): Promise<'listening'> {
  return new Promise((resolve) =>
    child.stdout?.once('data', () => {
      resolve('listening');
    }),
  );
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = exitOf(child);
  child.kill('SIGTERM');
  await exited;
}

async function originFolder(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(log.origin));
  return Buffer.from(digest).toString('hex');
}
