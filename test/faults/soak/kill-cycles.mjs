// Programs of a running instance killed with kill -9 at seeded moments, while reports are sent and opened. What a person was
// told is done must be there afterwards, once: every acknowledged report opens, every acknowledged event has one entry, the log
// verifies, and no program outlives its supervisor. Case i depends on (seed, i) alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** What is counted. */
export const unit = 'kill cycles';
/** Cycles of the long form. */
export const defaultCount = 100;
/** Cycles on one instance, between two notes of the state. */
export const batch = 10;

const BIN = resolve('test/support/sealbridge.mjs');
const VICTIMS = ['api', 'postgres', 'supervisor', 'sequencer', 'witness'];
/** A command takes one to three seconds: kills fall before, in and after its one transaction. */
const LATEST_KILL_MS = 2500;
const WITHIN_MS = 40_000;
const START_WITHIN_MS = 180_000;
const WHY = ['--purpose', 'trafficking_investigation', '--case-ref', 'K-1', '--justification', 'kill cycles'];
/** How a command may fail whose server died under it: named, and never as a failed verification. */
const MAY_FAIL_WITH = [1, 4, 6, 7];

/**
 * Runs `count` cycles from case `from` on. `failures` names what was lost, doubled or left behind.
 * @param {{ seed: number, from: number, count: number, home?: string, onProgress?: (done: number) => void }} options
 * `home` is a stopped instance with the demo world, which is used up; without it a new one is made.
 * @returns {Promise<{ done: number, failures: string[] }>}
 */
export async function run({ seed, from, count, home, onProgress }) {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-kill-'));
  chmodSync(folder, 0o711);
  const world = new World(home ?? join(folder, 'home'), folder);
  const failures = [];
  try {
    await world.start();
    for (let done = 0; done < count; done += 1) {
      const faults = await cycle(world, seed, from + done);
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

async function cycle(world, seed, index) {
  const random = randomOf(seed, index);
  const victim = VICTIMS[index % VICTIMS.length];
  const work = [
    world.send('analyst', `${seed}-${index}-a`, random(800)),
    world.send('analyst2', `${seed}-${index}-b`, random(1500)),
    ...(world.reports.length === 0 ? [] : [world.open(world.reports[random(world.reports.length)], random(800))]),
  ];
  await sleep(random(LATEST_KILL_MS));
  const left = await world.kill(victim);
  const faults = (await Promise.all(work)).flat();
  if (left.length > 0) faults.push(`${left.join(', ')} survived the ${victim}`);
  await world.recover();
  return [...faults, ...(await world.check())].map((fault) => `${victim} killed: ${fault}`);
}

/** One instance and what its people were told. */
class World {
  /** Reports that were acknowledged. */
  reports = [];
  /** Reports of this cycle that nobody has opened yet. */
  fresh = [];
  /** Ids of acknowledged audit events. */
  events = [];
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
    this.supervisor = spawn(process.execPath, [BIN, 'instance', 'start', '--json'], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(this.supervisor, 'exit').then(() => null);
    const said = once(this.supervisor.stdout, 'data');
    const late = new AbortController();
    const first = await Promise.race([said, ended, sleep(START_WITHIN_MS, null, { signal: late.signal })]);
    late.abort();
    if (first === null) throw new Error('the instance did not start');
  }

  async stop() {
    if (this.supervisor?.exitCode !== null || this.supervisor.signalCode !== null) return;
    this.supervisor.kill('SIGTERM');
    await once(this.supervisor, 'exit');
  }

  /** Sends a report; what was acknowledged is remembered. */
  async send(profile, name, after) {
    await sleep(after);
    const [report, decisions] = this.#write(name);
    const args = ['report', 'send', report, '--decisions', decisions, '--to', 'northgate', '--confirm-readers', '2'];
    const result = await this.#run(profile, [...args, '--json']);
    if (result.exit !== 0 && result.exit !== 8) return faultsOf('send', result);
    const { reportId, eventId } = JSON.parse(result.stdout);
    this.reports.push(reportId);
    this.fresh.push(reportId);
    this.events.push(eventId);
    return [];
  }

  async open(reportId, after = 0) {
    await sleep(after);
    const result = await this.#run('liaison', ['report', 'open', reportId, ...WHY, '--json']);
    if (result.exit !== 0) return faultsOf('open', result);
    this.events.push(JSON.parse(result.stdout).eventId);
    return [];
  }

  /** Kills one program; for the supervisor gives the programs that outlived it. */
  async kill(victim) {
    const { pid, processes } = this.#running();
    process.kill(victim === 'supervisor' ? pid : processes[victim], 'SIGKILL');
    if (victim !== 'supervisor') return [];
    const names = Object.keys(processes);
    await until(() => names.every((name) => !isAlive(processes[name]))).catch(() => undefined);
    return names.filter((name) => isAlive(processes[name]));
  }

  /** Waits until people can work again; a killed supervisor is started anew. */
  async recover() {
    if (!isAlive(this.supervisor.pid)) await this.start();
    await until(async () => (await this.#run('analyst', ['login'])).exit === 0);
  }

  /** What is not as the people were told. */
  async check() {
    const faults = [];
    for (const reportId of this.fresh.splice(0)) {
      const result = await this.#run('liaison', ['report', 'open', reportId, ...WHY, '--json']);
      if (result.exit !== 0) faults.push(`acknowledged report ${reportId} does not open: ${oneLine(result.stderr)}`);
      else this.events.push(JSON.parse(result.stdout).eventId);
    }
    faults.push(...(await this.#countEntries()));
    const verified = await this.#run('auditor', ['audit', 'verify', '--json']);
    if (verified.exit !== 0) faults.push(`the log does not verify: ${oneLine(verified.stderr)}`);
    return faults;
  }

  async #countEntries() {
    const client = new pg.Client(this.#superuser());
    await client.connect();
    try {
      await until(async () => (await client.query('SELECT 1 FROM sealbridge.audit_outbox LIMIT 1')).rowCount === 0);
      const { rows } = await client.query(
        `SELECT e.id::text, count(a.event_id)::int AS entries FROM unnest($1::uuid[]) AS e(id)
         LEFT JOIN sealbridge.audit_event a ON a.event_id = e.id GROUP BY e.id HAVING count(a.event_id) <> 1`,
        [this.events],
      );
      return rows.map(({ id, entries }) => `acknowledged event ${id} has ${entries} entries`);
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

  #running() {
    return JSON.parse(readFileSync(join(this.home, 'running.json'), 'utf8'));
  }

  #write(name) {
    const report = join(this.folder, `${name}.report.json`);
    const decisions = join(this.folder, `${name}.decisions.json`);
    writeFileSync(report, JSON.stringify({ ...REPORT, title: 'Farm crew' }));
    writeFileSync(decisions, JSON.stringify(DECISIONS));
    return [report, decisions];
  }

  async #run(profile, args) {
    const env = { ...this.env, SEALBRIDGE_PROFILE: profile };
    const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const result = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (result[name] += text));
    const [exit] = await once(child, 'close');
    return { exit, ...result };
  }
}

/** A command that did not end well acknowledged nothing; it has to have said so by name, and printed nothing. */
function faultsOf(command, { exit, stdout, stderr }) {
  const named = /\ncode: E_[A-Z_]+\n$/.test(stderr) && stdout === '';
  return named && MAY_FAIL_WITH.includes(exit) ? [] : [`${command} ended with exit ${exit}: ${oneLine(stderr)}`];
}

function oneLine(text) {
  return text.trim().replaceAll('\n', ' / ');
}

async function until(condition) {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error('what was waited for did not happen within 40 s');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
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

const REPORT = {
  lang: 'en',
  narrative: 'Crew of thirty men. The boss keeps the passports.',
  card: {
    palermo: { act: ['recruitment'], means: ['fraud'], purpose: ['forced_labour_or_services'] },
    exploitation: ['ForcedLabour'],
    controls: ['WithholdsDocuments'],
    recruitment: ['JobOffer'],
    route: { origin: ['TH'], transit: [], destination: ['GB'] },
    period: { from: '2019-01', to: '2020-06' },
    cohort: { count_band: '10-49', age_bands: ['21--23'], genders: ['Masculine'] },
  },
  tlp: 'AMBER',
  urgency: 'routine',
  reporterClass: 'staff_observation',
  contactWish: 'no_contact',
};

const DECISIONS = {
  version: 1,
  linesRead: 'all',
  attest: 'Analyst One',
  decisions: [],
  combination: { answered: true },
  closing: [false, false, false],
};
