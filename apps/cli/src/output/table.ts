import { oneLine } from './printable.js';

const GAP = '  ';

/** Rows as columns of equal width, the first row being the heading. A cell is one line; widths count code points. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(oneLine));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => line(row, widths)).join('\n');
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
    .join(GAP)
    .trimEnd();
}

function width(text: string): number {
  return Array.from(text).length;
}
