// Whole numbers from a seed, for worlds that can be made again.
import { randomOf as numbersOf } from '../policies/random.mjs';

/** A whole number below a limit. */
export type Random = (below: number) => number;

/** Numbers of the case `index` of a seed: a case depends on both and on nothing else. */
export const randomOf: (seed: number, index: number) => Random = numbersOf;

/** One of these, which must not be empty. */
export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[random(values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

const MAX_SEED = 2 ** 32;

/** `SEALBRIDGE_SEED`, else a fresh one, which is printed. */
export function freshSeed(what: string): number {
  const given = process.env['SEALBRIDGE_SEED'];
  const seed = given === undefined ? Math.floor(Math.random() * MAX_SEED) : Number(given);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('SEALBRIDGE_SEED is not a whole number');
  process.stdout.write(`${what}: SEALBRIDGE_SEED=${String(seed)}\n`);
  return seed;
}
