// Whole numbers from (seed, case), for checks whose cases can be repeated one by one.

/** Whole numbers below a limit: mulberry32. */
export function randomOf(seed, index) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const pick = (random, values) => values[random(values.length)];
/** Up to three of the values, one perhaps twice. */
export const listOf = (random, values) => Array.from({ length: random(4) }, () => pick(random, values));
/** Each of the values, two times out of three. */
export const some = (random, values) => values.filter(() => random(3) > 0);
