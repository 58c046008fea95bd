// Scripts that write words apart and mark them by letters alone: there, a name inside a longer word is another word.
const WORD_LETTER = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}]/u;
const MARK = /^\p{M}/u;

/** A stretch of a text in UTF-16 units, `end` excluded. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Gives every place where `needle` stands in `text` as a whole: not inside a longer word of a script that writes words
 * apart, and never cut between a letter and its marks. In other scripts (Arabic, Devanagari, Thai ...) a particle may be
 * written to it, so any place counts. Occurrences do not overlap. Case and spaces have to agree.
 */
export function occurrences(text: string, needle: string): Stretch[] {
  const found: Stretch[] = [];
  if (needle === '') return found;
  for (let start = text.indexOf(needle); start >= 0;) {
    const end = start + needle.length;
    const whole = isWhole(text, start, end);
    if (whole) found.push({ start, end });
    start = text.indexOf(needle, whole ? end : start + 1);
  }
  return found;
}

function isWhole(text: string, start: number, end: number): boolean {
  return (
    !joined(before(text, start), after(text, start)) &&
    !joined(before(text, end), after(text, end)) &&
    !MARK.test(text.slice(end))
  );
}

function joined(left: string, right: string): boolean {
  return WORD_LETTER.test(left) && WORD_LETTER.test(right);
}

/** The character that ends at an offset; empty at the start of the text. */
function before(text: string, offset: number): string {
  return Array.from(text.slice(Math.max(0, offset - 2), offset)).at(-1) ?? '';
}

/** The character that begins at an offset; empty at the end of the text. */
function after(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  return point === undefined ? '' : String.fromCodePoint(point);
}
