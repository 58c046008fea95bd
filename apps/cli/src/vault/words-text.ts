import { readFileSync } from 'node:fs';

import { KeyringError, parseRecoveryWords, WORD_COUNT } from '@sealbridge/keyring';

import { usage } from '../output/failure.js';

const COLUMNS = 4;
const WIDTH = 14;

/** The words by number, in four columns read downwards. */
export function wordsTable(words: readonly string[]): string {
  const rows = WORD_COUNT / COLUMNS;
  const cell = (at: number): string => `${String(at + 1).padStart(2)} ${words[at] ?? ''}`.padEnd(WIDTH);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: COLUMNS }, (__, column) => cell(row + column * rows))
      .join('')
      .trimEnd(),
  ).join('\n');
}

/** The entropy of the words in a file, `-` for stdin. Throws a Failure (exit 2). The caller wipes it. */
export function readWordsFile(path: string): Uint8Array {
  try {
    return parseRecoveryWords(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (error) {
    if (error instanceof KeyringError) throw usage(error.code, error.message);
    throw usage('E_FILE', 'the file with the words cannot be read');
  }
}

/** "3, 9 and 20". */
export function numbersText(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(', ')} and ${String(numbers.at(-1))}`;
}
