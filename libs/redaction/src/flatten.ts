/** A text made comparable, with the way back: unit i of `text` stands for [starts[i], ends[i]) of the original. */
export interface FlatText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

// Characters that a reader does not see and that would split a number: soft hyphen, zero-width space and joiners, word
// joiner, byte order mark, variation selectors, the place of an object that was not pasted.
const UNSEEN = /^[\u00AD\u034F\u200B-\u200D\u2060\uFEFF\uFFFC\uFE00-\uFE0F]$/;
const SPACE = /^[\u00A0\u2000-\u200A\u202F\u205F\u3000]$/;
// Not the dashes of a span (U+2013 to U+2015): 900–1000 is no telephone number.
const DASH = /^[\u2010-\u2012\u2212\uFE58\uFE63\uFF0D]$/;
const DIGIT = /^\p{Nd}$/u;
const COMPATIBLE = /^[\p{No}\p{Nd}\uFF01-\uFF5E\u2100-\u214F\u{1D400}-\u{1D7FF}]$/u;

/**
 * Rewrites a text for the finders: digits of every script become 0 to 9, full-width and mathematical forms their plain
 * ones, special spaces and dashes the ASCII ones, unseen characters vanish. Letters stay. The offsets lead back, so a
 * finding always lies on the original text.
 */
export function flatten(original: string): FlatText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of original) {
    const next = at + character.length;
    const plain = flattenOne(character);
    parts.push(plain);
    for (let unit = 0; unit < plain.length; unit += 1) {
      // A surrogate pair keeps its two units apart, so that offsets stay exact.
      const paired = plain === character && character.length === 2;
      starts.push(paired ? at + unit : at);
      ends.push(paired ? at + unit + 1 : next);
    }
    at = next;
  }
  return { text: parts.join(''), starts, ends };
}

function flattenOne(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return character;
  if (UNSEEN.test(character)) return '';
  if (SPACE.test(character)) return ' ';
  if (DASH.test(character)) return '-';
  if (character === '٫') return '.';
  if (character === '،' || character === '٬') return ',';
  const plain = COMPATIBLE.test(character) ? character.normalize('NFKC') : character;
  return DIGIT.test(plain) ? digitOf(plain) : plain;
}

/** Decimal digits of a script stand in a row from its zero: count back to the first of the row. */
function digitOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  if (point < 0x80) return digit;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
}
