// Text without a person in it, the same for the same number.
const WORDS = [
  'synthetic',
  'text',
  'without',
  'any',
  'person',
  'the',
  'van',
  'left',
  'before',
  'dawn',
  'and',
  'came',
  'back',
  'late',
  'wages',
  'were',
  'kept',
  'for',
  'room',
  'board',
  'travel',
  'papers',
  'held',
  'by',
  'organiser',
  'work',
  'moved',
  'weekly',
] as const;
const WORDS_PER_LINE = 12;

/** Lines of words, `bytes` long, chosen by a generator (mulberry32) that starts at `seed`. */
export function syntheticText(seed: number, bytes: number): string {
  const next = generator(seed);
  let text = 'SYNTHETIC';
  for (let count = 1; text.length < bytes; count += 1) {
    text += (count % WORDS_PER_LINE === 0 ? '\n' : ' ') + (WORDS[Math.floor(next() * WORDS.length)] ?? '');
  }
  return text.slice(0, bytes).trimEnd();
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
