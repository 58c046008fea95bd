import { concat } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { TILE_WIDTH } from './path.js';

/** Longest entry a bundle can hold (uint16 length prefix). */
export const MAX_ENTRY_BYTES = 65_535;

/** An entry bundle to publish. */
export interface EntryBundle {
  readonly index: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** The bytes of an entry bundle (tlog-tiles): each entry after its length, two bytes big-endian. Throws E_SIZE. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > TILE_WIDTH) throw new TransparencyError('E_SIZE', 'a bundle has at most 256 entries');
  return concat(...entries.flatMap((entry) => [lengthOf(entry), entry]));
}

/** The entries of a bundle. Throws E_FORM unless it holds exactly `width` entries and nothing else. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const [high, low] = [bytes[offset], bytes[offset + 1]];
    const end = offset + 2 + (high ?? 0) * 256 + (low ?? 0);
    if (low === undefined || end > bytes.length) throw new TransparencyError('E_FORM', 'an entry bundle is cut short');
    entries.push(bytes.slice(offset + 2, end));
    offset = end;
  }
  if (entries.length !== width) throw new TransparencyError('E_FORM', 'an entry bundle has the wrong width');
  return entries;
}

/**
 * The bundles that adding `entries` to a tree of `size` leaves makes or widens. `tail` is the entries of its last,
 * partial bundle (size mod 256 of them). Throws RangeError when the tail has another length.
 */
export function appendBundles(
  size: number,
  tail: readonly Uint8Array[],
  entries: readonly Uint8Array[],
): readonly EntryBundle[] {
  if (tail.length !== size % TILE_WIDTH) throw new RangeError('the tail is not that of the tree');
  const all = entries.length === 0 ? [] : [...tail, ...entries];
  const first = Math.floor(size / TILE_WIDTH);
  return Array.from({ length: Math.ceil(all.length / TILE_WIDTH) }, (_, place) => {
    const bundle = all.slice(place * TILE_WIDTH, (place + 1) * TILE_WIDTH);
    return { index: first + place, width: bundle.length, bytes: encodeEntryBundle(bundle) };
  });
}

function lengthOf(entry: Uint8Array): Uint8Array {
  if (entry.length > MAX_ENTRY_BYTES) throw new TransparencyError('E_SIZE', 'an entry is longer than allowed');
  return Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256);
}
