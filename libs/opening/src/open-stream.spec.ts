import { CHUNK_BYTES, SEALED_CHUNK_BYTES } from '@sealbridge/envelope';
import { concat, makeStreamSealer, ready, sha256, utf8 } from '@sealbridge/sodium';
import { sourceOf } from '../../../test/support/envelope-fixture.js';
import { OpeningError } from './error.js';
import { checkCiphertext, openStream } from './open-stream.js';

const KEY = new Uint8Array(32).fill(5);
const AAD = utf8('aad');

beforeAll(ready);

interface SealedChunks {
  readonly header: Uint8Array;
  readonly chunks: Uint8Array[];
}

/** Chunks of these lengths; FINAL stands at `final`, the last one unless told otherwise. */
function seal(lengths: readonly number[], final = lengths.length - 1): SealedChunks {
  const sealer = makeStreamSealer(KEY);
  const chunks = lengths.slice(0, final + 1).map((length, index) => {
    const plaintext = new Uint8Array(length).fill(index);
    return sealer.push(plaintext, index === 0 ? { last: index === final, aad: AAD } : { last: index === final });
  });
  const after = lengths.slice(final + 1).map((length) => new Uint8Array(length + 17).fill(9));
  return { header: sealer.header, chunks: [...chunks, ...after] };
}

async function read({ header, chunks }: SealedChunks, aad = AAD): Promise<string> {
  const ct = concat(...chunks);
  const stream = { key: KEY, aad, ref: { header, length: ct.length, sha256: sha256(ct) } };
  let bytes = 0;
  try {
    for await (const chunk of openStream(stream, sourceOf(ct).open())) bytes += chunk.length;
    return `opened ${bytes}`;
  } catch (error) {
    if (!(error instanceof OpeningError)) throw error;
    return error.local;
  }
}

const FULL = CHUNK_BYTES;

describe('openStream', () => {
  it('reads several chunks to FINAL', async () => {
    expect(await read(seal([FULL, FULL, 100]))).toBe(`opened ${2 * FULL + 100}`);
    expect(await read(seal([FULL, FULL]))).toBe(`opened ${2 * FULL}`);
    expect(await read(seal([100]))).toBe('opened 100');
  });

  it('refuses a stream that ends before FINAL', async () => {
    const { header, chunks } = seal([FULL, FULL, 100]);
    expect(await read({ header, chunks: chunks.slice(0, 2) })).toBe('E_STREAM');
    expect(await read({ header, chunks: [] })).toBe('E_STREAM');
  });

  it('refuses a chunk after FINAL', async () => {
    expect(await read(seal([FULL, 100], 0))).toBe('E_STREAM');
    expect(await read(seal([FULL, 0], 0))).toBe('E_STREAM');
  });

  it('refuses chunks that were swapped, repeated or left out', async () => {
    const { header, chunks } = seal([FULL, FULL, FULL, 100]);
    const [a, b, c, d] = chunks as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    for (const wrong of [[b, a, c, d], [a, b, b, c, d], [a, c, d], [d]]) {
      expect(await read({ header, chunks: wrong })).toBe('E_STREAM');
    }
  });

  it('refuses chunks that are not full', async () => {
    expect(await read(seal([FULL - 1, 100]))).toBe('E_STREAM');
    expect(await read(seal([1000, 1000, 1000]))).toBe('E_STREAM');
  });

  it('refuses another binding of the first chunk', async () => {
    expect(await read(seal([FULL, 100]), utf8('other'))).toBe('E_STREAM');
  });
});

describe('checkCiphertext', () => {
  const bytes = new Uint8Array(2 * SEALED_CHUNK_BYTES).fill(3);

  it('passes the bytes that CORE names and no others', async () => {
    const ref = { header: new Uint8Array(24), length: bytes.length, sha256: sha256(bytes) };
    await expect(checkCiphertext(sourceOf(bytes), ref)).resolves.toBeUndefined();
    await expect(checkCiphertext(sourceOf(bytes.slice(1)), ref)).rejects.toThrow(OpeningError);
    await expect(checkCiphertext(sourceOf(bytes, bytes), ref)).rejects.toThrow(OpeningError);
    await expect(checkCiphertext(sourceOf(bytes), { ...ref, sha256: new Uint8Array(32) })).rejects.toThrow(
      OpeningError,
    );
  });
});
