/** Something in a text that would let it read otherwise than it is stored. */
export interface TextFault {
  readonly code: 'E_BIDI' | 'E_CONTROL' | 'E_SURROGATE' | 'E_INVISIBLE';
  readonly message: string;
  /** UTF-16 offset of the first such character. */
  readonly offset: number;
}

// Unicode property Bidi_Control, whole: an overridden or isolated stretch shows other digits in another order.
const BIDI = /\p{Bidi_Control}/u;
// C0 and C1 but tab and line ends: they move cursors, end strings, or hide text in a terminal.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
// Tag characters and interlinear annotation can carry a whole text that nobody sees.
const INVISIBLE = /[\u{E0000}-\u{E0FFF}\uFFF9-\uFFFB]/u;
const SURROGATE = /\p{Surrogate}/u;

const FAULTS = [
  ['E_SURROGATE', SURROGATE, 'half a character (lone surrogate)'],
  ['E_BIDI', BIDI, 'a character that changes the direction of writing'],
  ['E_CONTROL', CONTROL, 'a control character'],
  ['E_INVISIBLE', INVISIBLE, 'an invisible character that can carry text'],
] as const;

/**
 * Looks for characters that no report needs and that deceive a reader. Null when there are none. Direction comes from the
 * letters themselves, so Arabic needs none of the refused marks.
 */
export function checkText(text: string): TextFault | null {
  for (const [code, pattern, words] of FAULTS) {
    const offset = text.search(pattern);
    if (offset >= 0) return { code, message: `${words} at offset ${String(offset)}`, offset };
  }
  return null;
}

/** Counts the bytes a text takes in UTF-8. A lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
