import { inChunks, SEALED_CHUNK_BYTES, type StreamRef } from '@sealbridge/envelope';
import { CryptoError, equal, makeStreamOpener, newSha256 } from '@sealbridge/sodium';
import { OpeningError, requireThat } from './error.js';
import type { CiphertextSource } from './streams.js';

/** A stream to open. `aad` is bound to the first chunk. */
export interface StreamToOpen {
  readonly key: Uint8Array;
  readonly aad: Uint8Array;
  readonly ref: StreamRef;
}

/**
 * Step 19: reads the whole ciphertext and compares its length and hash with CORE, before any of it is decrypted. Reads no
 * further than the first byte too many. `keep` gets each piece. Throws OpeningError E_CIPHERTEXT.
 */
export async function checkCiphertext(
  source: CiphertextSource,
  ref: StreamRef,
  keep?: (piece: Uint8Array) => void,
): Promise<void> {
  const hash = newSha256();
  let length = 0;
  for await (const piece of source.open()) {
    length += piece.length;
    requireThat(length <= ref.length, 'E_CIPHERTEXT');
    hash.update(piece);
    keep?.(piece);
  }
  requireThat(length === ref.length && equal(hash.digest(), ref.sha256), 'E_CIPHERTEXT');
}

/**
 * Step 20: the padded plaintext, chunk by chunk, to FINAL and nothing after it. Throws OpeningError E_STREAM.
 */
export async function* openStream(
  { key, aad, ref }: StreamToOpen,
  ciphertext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const opener = makeStreamOpener(key, ref.header);
  let first = true;
  for await (const { bytes, last } of inChunks(ciphertext, SEALED_CHUNK_BYTES)) {
    const pulled = pull(opener, bytes, first ? { aad } : {});
    requireThat(pulled.last === last, 'E_STREAM');
    yield pulled.chunk;
    first = false;
  }
}

function pull(
  opener: ReturnType<typeof makeStreamOpener>,
  ct: Uint8Array,
  options: { readonly aad?: Uint8Array },
): { chunk: Uint8Array; last: boolean } {
  try {
    return opener.pull(ct, options);
  } catch (error) {
    if (error instanceof CryptoError) throw new OpeningError('E_STREAM');
    throw error;
  }
}
