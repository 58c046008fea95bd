// An instance on which people change keys, and programs are killed with kill -9 while they do. What has to hold afterwards is asked of the
// devices themselves: each signs in, reads the directory, and opens every lockbox that it lists.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openListedSeed, ownLockboxes, syncDirectory } from '@sealbridge/client';
import { ready, wipe } from '@sealbridge/sodium';
import pg from 'pg';

const BIN = resolve('test/support/sealbridge.mjs');
const DIST = resolve('apps/cli/dist');
const WITHIN_MS = 60_000;
const START_WITHIN_MS = 180_000;
/** A command takes one to four seconds: kills fall before, in and after its one transaction. */
export const LATEST_KILL_MS = 3500;
/** How a command may fail whose server died under it: named, and never as a failed verification. */
const MAY_FAIL_WITH = [1, 4, 6, 7, 8];

/** An instance, its people, and a folder for what they write. */
export class KeyWorld {
  constructor(home, folder) {
    this.home = home;
    this.folder = folder;
    this.env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SEALBRIDGE_|DATABASE_URL)/.test(name))),
      SEALBRIDGE_HOME: home,
      SEALBRIDGE_PORT: '0',
      XDG_CONFIG_HOME: join(folder, 'config'),
    };
  }

  async start() {
    await ready();
    this.supervisor = spawn(process.execPath, [BIN, 'instance', 'start', '--json'], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const late = new AbortController();
    const ended = once(this.supervisor, 'exit').then(() => null);
    const said = once(this.supervisor.stdout, 'data');
    const first = await Promise.race([said, ended, sleep(START_WITHIN_MS, null, { signal: late.signal })]);
    late.abort();
    if (first === null) throw new Error('the instance did not start');
    this.url = JSON.parse(String(first[0])).url;
  }

  async stop() {
    if (this.supervisor === undefined || this.supervisor.exitCode !== null) return;
    this.supervisor.kill('SIGTERM');
    await once(this.supervisor, 'exit');
  }

  /** Runs a command; `killed` after so many ms when given. */
  async run(profile, args, killAfter = null) {
    const child = this.spawn(profile, args);
    const timer = killAfter === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfter);
    const result = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (result[name] += text));
    const [exit, signal] = await once(child, 'close');
    if (timer !== null) clearTimeout(timer);
    return { exit, killed: signal === 'SIGKILL', ...result };
  }

  /** A command as a program of its own. */
  spawn(profile, args) {
    const env = profile === null ? this.env : { ...this.env, SEALBRIDGE_PROFILE: profile };
    return spawn(process.execPath, [BIN, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a command while its own program or the API is killed. */
  async runAndKill(profile, args, victim, after) {
    if (victim === 'command line') return this.run(profile, args, after);
    const running = this.run(profile, args);
    await sleep(after);
    process.kill(JSON.parse(readFileSync(join(this.home, 'running.json'), 'utf8')).processes.api, 'SIGKILL');
    const result = await running;
    await this.recover();
    return result;
  }

  /** Waits until people can work again. */
  async recover() {
    await until(async () => (await this.run('steward2', ['login'])).exit === 0);
  }

  /** A command that was to end well; throws with what it said. */
  async must(profile, args) {
    const result = await this.run(profile, args);
    if (result.exit !== 0)
      throw new Error(`${args.slice(0, 3).join(' ')} ended with ${result.exit}: ${oneLine(result.stderr)}`);
    return JSON.parse(result.stdout);
  }

  /**
   * What a device cannot open of what the directory lists for it, and of what it could open before: names of epochs. Empty when all is well.
   * @param {string} profile
   * @param {Set<string>} before epochs that it opened earlier; what it opens now is added
   */
  async cannotOpen(profile, before) {
    const { signInAs } = await import(join(DIST, 'session', 'person.js'));
    const { readProfile } = await import(join(DIST, 'profile', 'profile-file.js'));
    const person = await signInAs(readProfile(this.folderOf(profile)), this.url, this.env);
    const { state } = await syncDirectory(person);
    const boxes = await ownLockboxes(person);
    const listed = [...state.units.values()].flatMap(({ unit, epochs }) =>
      epochs.filter(({ lockboxes }) => lockboxes.has(person.keys.device)).map(({ epoch }) => ({ unit, epoch })),
    );
    const opened = new Set();
    for (const place of listed) {
      try {
        wipe(openListedSeed(person.keys, state, boxes, place).seed);
        opened.add(`${place.unit}/${place.epoch}`);
      } catch {
        // told below: it is not among those that were opened
      }
    }
    const wanted = new Set([...before, ...listed.map(({ unit, epoch }) => `${unit}/${epoch}`)]);
    for (const name of opened) before.add(name);
    return [...wanted].filter((name) => !opened.has(name)).map((name) => `${profile} cannot open ${name}`);
  }

  folderOf(profile) {
    const demo = join(this.home, 'demo', profile);
    return existsSync(demo) ? demo : join(this.folder, 'config', 'sealbridge', profile);
  }

  /** Rows of the database, past every wall. */
  async rows(text, values = []) {
    const client = new pg.Client(this.#superuser());
    await client.connect();
    try {
      await client.query('SET search_path TO sealbridge');
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  #superuser() {
    const far = join(this.home, 'postgres', 'location');
    const store = existsSync(far) ? readFileSync(far, 'utf8').trim() : join(this.home, 'postgres', 'store');
    const port = Number(readFileSync(join(store, 'data', 'postmaster.pid'), 'utf8').split('\n')[3]);
    const password = readFileSync(join(this.home, 'keys', 'database', 'superuser'), 'utf8').trim();
    return { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' };
  }

  /** The two root keys that sign for an organisation of the demo world, as flags. */
  roots(handle) {
    const folder = join(this.home, 'demo', '.organisations', handle);
    return [0, 1].flatMap((number) => ['--root', join(folder, `root-${number}.key`)]);
  }

  /** The role handle of a demo person. */
  memberOf(profile) {
    return JSON.parse(readFileSync(join(this.folderOf(profile), 'profile.json'), 'utf8')).member;
  }
}

/** What is half there of the keys of an organisation: epochs, lockboxes and recovery lockboxes as rows, against each other. */
export const HALF_WRAPPED = `
  SELECT u.handle || '/' || e.epoch AS place, 'has no lockbox' AS fault FROM unit u JOIN unit_epoch e ON e.unit_id = u.id
  WHERE NOT EXISTS (SELECT 1 FROM lockbox l WHERE l.unit_id = e.unit_id AND l.epoch = e.epoch)
  UNION ALL
  SELECT u.handle || '/' || e.epoch, 'is not sealed to the recovery key' FROM unit u JOIN unit_epoch e ON e.unit_id = u.id
  WHERE NOT EXISTS (SELECT 1 FROM recovery_lockbox r WHERE r.unit_id = e.unit_id AND r.epoch = e.epoch)
  UNION ALL
  SELECT u.handle, 'is sealed to by another epoch than its newest' FROM unit u
  WHERE u.current_epoch <> (SELECT coalesce(max(e.epoch), 0) FROM unit_epoch e WHERE e.unit_id = u.id)
  UNION ALL
  SELECT u.handle || '/' || r.epoch, 'is sealed to another recovery key than the shares are of' FROM recovery_lockbox r
  JOIN unit u ON u.id = r.unit_id
  WHERE EXISTS (SELECT 1 FROM recovery_share s WHERE s.org_id = r.org_id AND s.key_number <> r.key_number)`;

/** Runs cycles on a world; `failures` names what was lost or left half done. */
export async function runCycles({ seed, from, count, home, onProgress }, prepare, cycle) {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-keys-'));
  chmodSync(folder, 0o711);
  const world = new KeyWorld(home ?? join(folder, 'home'), folder);
  const failures = [];
  try {
    await world.start();
    const prepared = await prepare(world);
    for (let done = 0; done < count; done += 1) {
      const faults = await cycle(world, prepared, randomOf(seed, from + done), from + done);
      failures.push(...faults.map((fault) => `case ${from + done} of seed ${seed}: ${fault}`));
      if (failures.length > 0) return { done: done + 1, failures };
      onProgress?.(done + 1);
    }
    return { done: count, failures };
  } finally {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A command that did not end well has said so by name; killed, it said nothing that counts. */
export function faultsOf(command, { exit, killed, stderr }) {
  if (killed || exit === 0) return [];
  const named = /\ncode: E_[A-Z_]+\n$/.test(stderr) && MAY_FAIL_WITH.includes(exit);
  return named ? [] : [`${command} ended with exit ${exit}: ${oneLine(stderr)}`];
}

export function oneLine(text) {
  return text.trim().replaceAll('\n', ' / ');
}

export async function until(condition) {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error('what was waited for did not happen within a minute');
}

/** Numbers below `bound` that follow from seed and case alone (splitmix32). */
function randomOf(seed, index) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return (/** @type {number} */ bound) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % bound;
  };
}
