import { CHUNK_BYTES, inChunks, paddingAfter, type StreamKind } from '@sealbridge/envelope';
import { makeStreamSealer, newSha256 } from '@sealbridge/sodium';
import { requireThat } from './error.js';
import type { CiphertextSink, SealedStream } from './streams.js';

/** One stream to seal. `maxBytes` bounds the plaintext without padding. */
export interface StreamToSeal {
  readonly kind: StreamKind;
  readonly key: Uint8Array;
  /** Bound to the first chunk. */
  readonly aad: Uint8Array;
  readonly plaintext: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly sink: CiphertextSink;
}

/**
 * Pads and seals a stream chunk by chunk ("Streams" and "Padding" in docs/reference/envelope.md) and hashes both sides on
 * the way. Holds one chunk at a time. Throws SealingError E_SIZE or E_ATTACHMENT over the limit, and whatever source or
 * sink throw; the sink is aborted then.
 */
export async function sealStream(stream: StreamToSeal): Promise<SealedStream> {
  try {
    return await sealInto(stream);
  } catch (error) {
    await stream.sink.abort();
    throw error;
  }
}

async function sealInto({ kind, key, aad, plaintext, maxBytes, sink }: StreamToSeal): Promise<SealedStream> {
  const meter = measured(kind, plaintext, maxBytes);
  const sealer = makeStreamSealer(key);
  const ciphertextHash = newSha256();
  let length = 0;
  for await (const { bytes, last } of inChunks(meter.padded, CHUNK_BYTES)) {
    const ct = sealer.push(bytes, length === 0 ? { last, aad } : { last });
    ciphertextHash.update(ct);
    length += ct.length;
    await sink.write(ct);
  }
  const sha256 = ciphertextHash.digest();
  const written = await sink.finish();
  return {
    ref: { header: sealer.header, length, sha256 },
    blob: { sha256, length, open: () => written.open() },
    ...meter.plaintext(),
  };
}

interface Meter {
  /** The plaintext with its padding. */
  readonly padded: AsyncIterable<Uint8Array>;
  /** Size and hash of the plaintext; call once, after `padded` has ended. */
  plaintext(): { readonly size: number; readonly sha256: Uint8Array };
}

function measured(kind: StreamKind, plaintext: AsyncIterable<Uint8Array>, maxBytes: number): Meter {
  const hash = newSha256();
  let size = 0;
  async function* padded(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of plaintext) {
      size += piece.length;
      requireThat(size <= maxBytes, kind === 'body' ? 'E_SIZE' : 'E_ATTACHMENT', `the ${kind} is over its limit`);
      hash.update(piece);
      yield piece;
    }
    yield paddingAfter(kind, size);
  }
  return { padded: padded(), plaintext: () => ({ size, sha256: hash.digest() }) };
}
