// Chance that can be repeated: case i of a seed draws the same numbers whatever was run before it.

/**
 * Whole numbers below a limit from (seed, case): mulberry32.
 * @returns {(below: number) => number}
 */
export function randomOf(seed, index) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of the values. */
export const pick = (random, values) => values[random(values.length)];

/** Whether something happens that does so in so many of a hundred. */
export const inHundred = (random, percent) => random(100) < percent;

/** Random bytes in base64. */
export const bytesOf = (random, length) => Buffer.from(Array.from({ length }, () => random(256))).toString('base64');

/** A random UUID of version 4. */
export function uuidOf(random) {
  const hex = Buffer.from(Array.from({ length: 16 }, () => random(256))).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

/** The seed of a run: the one that is asked for, or a new one. */
export function seedOf(environment = process.env) {
  const asked = environment.SEALBRIDGE_SEED;
  return asked === undefined || asked === '' ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
}
