// What a terminal obeys instead of showing: control characters, and marks that reorder text so that it reads as something else.
const OBEYED = String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069`;
const IN_TEXT = new RegExp(`[${OBEYED}]`, 'g');
const IN_LINE = new RegExp(String.raw`[\t\n${OBEYED}]+`, 'g');
const REPLACEMENT = '\ufffd';
const HEX = 16;
const CODE_UNIT_DIGITS = 4;

/** Text for a terminal, lines and tabs kept. What servers and other members wrote must not move the cursor or hide text. */
export function printable(text: string): string {
  return text.replaceAll(IN_TEXT, REPLACEMENT);
}

/** Text for one line of a terminal: a line break in it would let it pass for a line of ours. */
export function oneLine(text: string): string {
  return text.replaceAll(IN_LINE, ' ');
}

/** JSON that says the same and holds nothing a terminal obeys: what JSON leaves as it is, is written as an escape. */
export function printableJson(json: string): string {
  return json.replaceAll(
    IN_TEXT,
    (character) => `\\u${character.charCodeAt(0).toString(HEX).padStart(CODE_UNIT_DIGITS, '0')}`,
  );
}
