// `npm run soak -- NAME [--seed N] [--count N] [--from N]`: the long form of a check.
//
// A check is a module test/faults/soak/NAME.mjs, whose case i depends on the seed and on i alone; so a run can stop at any
// case and go on at the next, and a failure is repeated with the `--seed` and `--from` it prints. Without `--seed` the last
// unfinished run of that name goes on; a finished one starts anew with another seed. The suite runs the same modules with
// a small count.
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CHECKS = fileURLToPath(new URL('soak', import.meta.url));
const STATE = fileURLToPath(new URL('../../.cache/soak', import.meta.url));
const BATCH = 1_000;
const MAX_SEED = 2 ** 32;

/**
 * @typedef {object} Check
 * @property {string} unit what one case is, in the plural
 * @property {number} defaultCount
 * @property {number} [batch] cases between two notes of the state
 * @property {(work: {seed: number, from: number, count: number, onProgress: (done: number) => void}) =>
 *   Promise<{done: number, failures: string[], notes?: string[]}>} run `notes` are printed as they are
 */

const known = readdirSync(CHECKS)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));
const { name, ...wanted } = readArguments();
/** @type {Check} */
const check = await import(join(CHECKS, `${name}.mjs`));
const state = beginning();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = true));
process.exitCode = await soak();

async function soak() {
  console.error(`${name}: ${state.count} ${check.unit}, seed ${state.seed}, from ${state.next}`);
  while (state.next < state.count && !stopping) {
    const count = Math.min(check.batch ?? BATCH, state.count - state.next);
    const {
      done,
      failures,
      notes = [],
    } = await check.run({ seed: state.seed, from: state.next, count, onProgress: show });
    for (const note of notes) console.log(note);
    if (failures.length > 0) return report(failures);
    if (done !== count) return report([`${done} of ${count} cases from ${state.next} were run`]);
    state.next += count;
    save();
    show(0);
  }
  process.stderr.write('\n');
  const finished = state.next >= state.count;
  console.log(
    `${name}: ${state.next} of ${state.count} ${check.unit} passed, seed ${state.seed}${finished ? '' : '; stopped, the same command goes on'}`,
  );
  return finished ? 0 : 130;
}

function report(failures) {
  process.stderr.write('\n');
  for (const failure of failures) console.log(failure);
  console.log(
    `${name}: ${failures.length} failed; repeat: npm run soak -- ${name} --seed ${state.seed} --from ${state.next}`,
  );
  return 1;
}

function show(done) {
  if (process.stderr.isTTY) process.stderr.write(`\r${state.next + done} of ${state.count}`);
}

function beginning() {
  const file = join(STATE, `${name}.json`);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  const goesOn =
    before !== null && before.next < before.count && wanted.seed === undefined && wanted.from === undefined;
  if (goesOn) return { ...before, count: wanted.count ?? before.count };
  return {
    seed: wanted.seed ?? randomInt(MAX_SEED),
    next: wanted.from ?? 0,
    count: wanted.count ?? check.defaultCount,
  };
}

/** Written whole beside the old one and put in its place, so that a kill leaves one or the other. */
function save() {
  mkdirSync(STATE, { recursive: true });
  const file = join(STATE, `${name}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function readArguments() {
  const options = { seed: { type: 'string' }, count: { type: 'string' }, from: { type: 'string' } };
  try {
    const { positionals, values } = parseArgs({ options, allowPositionals: true });
    if (positionals.length !== 1 || !known.includes(positionals[0])) throw new Error('name one check');
    const number = (text) => (text === undefined ? undefined : wholeNumber(text));
    return { name: positionals[0], seed: number(values.seed), count: number(values.count), from: number(values.from) };
  } catch (error) {
    console.error(
      `error: ${error.message}\nhint: npm run soak -- NAME [--seed N] [--count N] [--from N], NAME one of: ${known.join(', ')}`,
    );
    process.exit(2);
  }
}

function wholeNumber(text) {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`not a whole number: ${text}`);
  return Number(text);
}
