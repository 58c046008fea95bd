import { BLOB_CHUNK_BYTES } from './report-rules.js';

/** The same bytes in slices of 64 KiB, the last one shorter; each slice is a fresh array that the caller may keep. */
export async function* sliced(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let slice = new Uint8Array(BLOB_CHUNK_BYTES);
  let filled = 0;
  for await (const part of bytes) {
    let taken = 0;
    while (taken < part.length) {
      const piece = part.subarray(taken, taken + BLOB_CHUNK_BYTES - filled);
      slice.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
      if (filled < BLOB_CHUNK_BYTES) continue;
      yield slice;
      slice = new Uint8Array(BLOB_CHUNK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield slice.slice(0, filled);
}

/** The same items in lists of at most `size`. */
export async function* batched<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * The same slices, which have to be `length` bytes together. Throws before it gives a byte too many, and at the end when bytes are
 * missing: whoever was told the length would wait for the rest until the connection is given up, and take what is over for the next answer.
 */
export async function* ofLength(slices: AsyncIterable<Uint8Array>, length: number): AsyncIterable<Uint8Array> {
  let missing = length;
  for await (const slice of slices) {
    missing -= slice.length;
    if (missing < 0) throw new Error('stored ciphertext is longer than its length');
    yield slice;
  }
  if (missing > 0) throw new Error('stored ciphertext ends before its length');
}
