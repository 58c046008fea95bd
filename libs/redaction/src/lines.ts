import type { Problem } from '@sealbridge/vocabulary';

import type { Decisions, LineRef } from './decisions.js';

/** The lines nobody says to have read, and numbers of lines that are not there. */
export interface ReadLines {
  readonly unread: readonly LineRef[];
  readonly problems: readonly Problem[];
}

/**
 * Compares what was read with what there is. A line ends at \n; a line of spaces needs no reading. `all` counts only with
 * the name of the person who attests it.
 */
export function checkLines(texts: readonly string[], decisions: Decisions): ReadLines {
  const { linesRead, attest } = decisions;
  const lines = texts.map((text) => text.split('\n'));
  if (linesRead === 'all' && attest !== undefined) return { unread: [], problems: [] };
  if (linesRead === 'all') {
    const message = 'reading all lines has to be attested by name';
    return { unread: unreadOf(lines, {}), problems: [{ path: 'attest', code: 'E_ATTEST', message }] };
  }
  const read = linesRead ?? {};
  return { unread: unreadOf(lines, read), problems: unknownLines(lines, read) };
}

type LinesOf = Readonly<Record<number, readonly number[]>>;

function unreadOf(lines: readonly (readonly string[])[], read: LinesOf): LineRef[] {
  return lines.flatMap((texts, index) => {
    const done = new Set(read[index + 1]);
    return texts.flatMap((text, at) =>
      text.trim() === '' || done.has(at + 1) ? [] : [{ statement: index + 1, line: at + 1 }],
    );
  });
}

function unknownLines(lines: readonly (readonly string[])[], read: LinesOf): Problem[] {
  return Object.entries(read).flatMap(([statement, numbers]) => {
    const count = lines[Number(statement) - 1]?.length ?? 0;
    if (numbers.every((line) => line <= count)) return [];
    return [{ path: `linesRead.${statement}`, code: 'E_LINE_UNKNOWN', message: 'the statement has no such line' }];
  });
}
