/** A piece of exactly the size asked for; only the last may be shorter. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts a source into chunks of `size` bytes, whatever its pieces measure. An empty source gives one empty last chunk. Holds
 * one chunk at a time.
 */
export async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Chunk, void> {
  let bytes = new Uint8Array(size);
  let filled = 0;
  for await (const piece of source) {
    let offset = 0;
    while (offset < piece.length) {
      if (filled === size) {
        yield { bytes, last: false };
        bytes = new Uint8Array(size);
        filled = 0;
      }
      const taken = piece.subarray(offset, offset + size - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      offset += taken.length;
    }
  }
  yield { bytes: bytes.subarray(0, filled), last: true };
}
