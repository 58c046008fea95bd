import type { ChainPlace, ChainRow, EventRow } from './directory.rows.js';

/** A part of a chain, as much of it as fits a page, and where it ends. */
export interface ChainPiece extends ChainRow {
  readonly end: ChainPlace;
}

/**
 * Events, in order, as pieces of chains: at most `maxChains` of them and `maxEvents` events together, so that an organisation of
 * many people costs more pages and never a longer one. `more` says whether events were left.
 */
export function chainPieces(
  rows: readonly EventRow[],
  { maxChains, maxEvents }: { readonly maxChains: number; readonly maxEvents: number },
): { readonly pieces: readonly ChainPiece[]; readonly more: boolean } {
  const pieces: (ChainPiece & { records: Uint8Array[] })[] = [];
  for (const [index, { organisation, seq, handle, headSeq, record }] of rows.entries()) {
    const last = pieces.at(-1);
    const continues = last?.organisation === organisation;
    if (index === maxEvents || (!continues && pieces.length === maxChains)) return { pieces, more: true };
    const end = { organisation, seq };
    if (last !== undefined && continues) {
      last.records.push(record);
      pieces[pieces.length - 1] = { ...last, end };
    } else {
      pieces.push({ organisation, handle, headSeq, records: [record], end });
    }
  }
  return { pieces, more: false };
}
