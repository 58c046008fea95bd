// A unit gets a new key while the command line or the API is killed with kill -9 at a seeded moment. Afterwards every device of the unit
// opens what it could, either the old key is in force or the new one, whole, and the command run again completes. Case i depends on
// (seed, i) alone.
import { faultsOf, HALF_WRAPPED, LATEST_KILL_MS, oneLine, runCycles } from '../key-world.mjs';

/** What is counted. */
export const unit = 'rotations';
/** Cycles of the long form. */
export const defaultCount = 200;
/** Cycles on one instance, between two notes of the state. */
export const batch = 25;

const PEOPLE = ['analyst', 'reader', 'admin'];
const VICTIMS = ['command line', 'api'];
const REASONS = ['scheduled', 'compromise'];

/**
 * Runs `count` cycles from case `from` on.
 * @param {{ seed: number, from: number, count: number, home?: string, onProgress?: (done: number) => void }} options
 * `home` is a stopped instance with the demo world, which is used up; without it a new one is made.
 * @returns {Promise<{ done: number, failures: string[] }>}
 */
export function run(options) {
  return runCycles(options, prepare, cycle);
}

async function prepare() {
  return new Map(PEOPLE.map((profile) => [profile, new Set()]));
}

async function cycle(world, opened, random, index) {
  const victim = VICTIMS[index % VICTIMS.length];
  const rotate = ['keys', 'rotate', '--unit', 'harbour', '--reason', REASONS[random(REASONS.length)]];
  const before = await epochOf(world);
  const first = await world.runAndKill('admin', rotate, victim, random(LATEST_KILL_MS));
  const faults = faultsOf('rotate', first);
  const after = await epochOf(world);
  if (after !== before && after !== before + 1) faults.push(`harbour went from key ${before} to ${after}`);
  faults.push(...(await check(world, opened)));
  const again = await world.run('admin', rotate);
  if (again.exit !== 0) faults.push(`run again, rotate ended with ${again.exit}: ${oneLine(again.stderr)}`);
  faults.push(...(await check(world, opened)));
  return faults.map((fault) => `${victim} killed: ${fault}`);
}

async function check(world, opened) {
  const faults = (await world.rows(HALF_WRAPPED)).map(({ place, fault }) => `${place} ${fault}`);
  for (const [profile, before] of opened) faults.push(...(await world.cannotOpen(profile, before)));
  return faults;
}

async function epochOf(world) {
  const [row] = await world.rows(`SELECT current_epoch AS epoch FROM unit WHERE handle = 'harbour'`);
  return row.epoch;
}
