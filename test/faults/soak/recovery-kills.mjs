// A member comes back by guardians again and again, while the command line of a guardian or the API is killed with kill -9 at a seeded
// moment of a seeded step. Afterwards the step run again completes, the new device opens all that the member could, the others open what
// they could, and shares and recovery lockboxes are of one key. Case i depends on (seed, i) alone.
import { once } from 'node:events';

import { faultsOf, HALF_WRAPPED, LATEST_KILL_MS, oneLine, runCycles, until } from '../key-world.mjs';

/** What is counted. */
export const unit = 'recoveries';
/** Cycles of the long form. */
export const defaultCount = 200;
/** Cycles on one instance, between two notes of the state. */
export const batch = 25;

const GUARDIANS = ['admin', 'steward1', 'auditor'];
const VICTIMS = ['command line', 'api'];
const STEPS = ['start', 'approve', 'complete'];

/**
 * Runs `count` cycles from case `from` on.
 * @param {{ seed: number, from: number, count: number, home?: string, onProgress?: (done: number) => void }} options
 * `home` is a stopped instance with the demo world, which is used up; without it a new one is made.
 * @returns {Promise<{ done: number, failures: string[] }>}
 */
export function run(options) {
  return runCycles(options, prepare, cycle);
}

/** Guardians without a delay, which two roots name. The member who comes back each time is `liaison`. */
async function prepare(world) {
  const guardians = GUARDIANS.flatMap((profile) => ['--guardian', world.memberOf(profile)]);
  const set = ['keys', 'guardians', 'set', ...guardians, '--delay', '0h', ...world.roots('northgate')];
  await world.must('liaison', set);
  const opened = new Map([['liaison2', new Set()]]);
  const held = new Set();
  await world.cannotOpen('liaison', held);
  return { opened, held };
}

async function cycle(world, { opened, held }, random, index) {
  const victim = VICTIMS[index % VICTIMS.length];
  const killed = STEPS[random(STEPS.length)];
  const profile = `back-${index}-${random(1_000_000)}`;
  const asking = await ask(world, profile);
  const step = async (name, by, args) => {
    const faults = [];
    if (name === killed)
      faults.push(...faultsOf(name, await world.runAndKill(by, args, victim, random(LATEST_KILL_MS))));
    return faults;
  };
  const start = ['keys', 'recover', 'start', asking.code, '--member', world.memberOf('liaison')];
  start.push('--reason', 'replaced', '--fingerprint', asking.fingerprint.slice(0, 9));
  const faults = await step('start', 'admin', start);
  const recovery = await goOn(faults, () => openRecovery(world), world, 'admin', start);
  await asking.asked;
  await until(async () => (await shown(world, recovery)).waitsFor !== 'not_witnessed');
  const approve = ['keys', 'recover', 'approve', recovery, '--fingerprint', asking.fingerprint.slice(0, 9)];
  faults.push(...(await step('approve', 'steward1', approve)));
  await goOn(
    faults,
    async () => ((await shown(world, recovery)).guardians === 2 ? true : null),
    world,
    'steward1',
    approve,
  );
  const complete = ['keys', 'recover', 'complete', recovery];
  faults.push(...(await step('complete', 'admin', complete)));
  const isDone = async () => ((await shown(world, recovery)).state === 'completed' ? true : null);
  await goOn(faults, isDone, world, 'admin', complete);
  faults.push(...(await check(world, opened, profile, held)));
  return faults.map((fault) => `${victim} killed in ${killed}: ${fault}`);
}

/** What the step has led to; when it has not, the command is run again, and has to end well. */
async function goOn(faults, outcome, world, profile, args) {
  const before = await outcome();
  if (before !== null) return before;
  const again = await world.run(profile, args);
  if (again.exit !== 0) faults.push(`run again, ${args[2]} ended with ${again.exit}: ${oneLine(again.stderr)}`);
  const after = await outcome();
  if (after === null) throw new Error([...faults, `${args[2]} run again has led to nothing`].join('; '));
  return after;
}

async function check(world, opened, profile, held) {
  const faults = (await world.rows(HALF_WRAPPED)).map(({ place, fault }) => `${place} ${fault}`);
  for (const [other, before] of opened) faults.push(...(await world.cannotOpen(other, before)));
  return [...faults, ...(await world.cannotOpen(profile, new Set(held)))];
}

async function shown(world, recovery) {
  return world.must('admin', ['keys', 'recover', 'show', recovery]);
}

async function openRecovery(world) {
  const { recoveries } = await world.must('admin', ['keys', 'recover', 'list']);
  return recoveries.find(({ state }) => state === 'open')?.id ?? null;
}

/** A new device asks, as a program of its own. */
async function ask(world, profile) {
  const child = world.spawn(null, ['keys', 'recover', 'ask', '--server', world.url, '--profile', profile]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  child.stdout.resume();
  const asked = once(child, 'close').then(([exit]) => {
    if (exit !== 0) throw new Error(`ask ended with ${exit}: ${oneLine(said)}`);
  });
  asked.catch(() => undefined);
  await until(async () => said.split('\n').length > 2);
  const [code, fingerprint] = said.split('\n').map((line) => line.replace(/^\w+ +/, ''));
  return { code, fingerprint, asked };
}
