import { oneLine } from './printable.js';

/** Words for the person at the terminal: stderr, one line each, never data. */
export interface Words {
  say(line: string): void;
}

/** Words on stderr. */
export const stderrWords: Words = {
  say: (line) => void process.stderr.write(`${oneLine(line)}\n`),
};
