import fc from 'fast-check';
import { EnvelopeError } from './error.js';
import { checkPadding, pad, paddedLength, paddingAfter, padme, unpad, type StreamKind } from './padding.js';
import { CHUNK_BYTES, ciphertextLength, requireCiphertextLength } from './stream-form.js';

const KINDS: readonly StreamKind[] = ['body', 'attachment'];
const lengths = fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.constantFrom(4095, 4096, 65_535, 65_536, 262_143));

describe('padme', () => {
  it('is the published function: at most 12 % longer, never shorter, and its own fixed point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 30 }), (length) => {
        const padded = padme(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded).toBeLessThanOrEqual(length * 1.12);
        expect(padme(padded)).toBe(padded);
      }),
    );
    expect([9, 1000, 65_537, 1_048_577].map(padme)).toEqual([10, 1024, 67_584, 1_081_344]);
  });
});

describe('padding', () => {
  it.each(KINDS)('of a %s comes off again, whole or piece by piece', (kind) => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 70_000 }), (length, piece) => {
        const plaintext = new Uint8Array(length).fill(0x80);
        const padded = pad(kind, plaintext);
        expect(Buffer.compare(unpad(kind, padded), plaintext)).toBe(0);
        expect(Buffer.compare(paddingAfter(kind, length), padded.subarray(length))).toBe(0);
        const check = checkPadding(kind, length);
        let taken = 0;
        for (let offset = 0; offset < padded.length; offset += piece) {
          taken += check.take(padded.subarray(offset, offset + piece)).length;
        }
        check.end();
        expect(taken).toBe(length);
      }),
      { numRuns: 40 },
    );
  });

  it.each(KINDS)('of a %s gives a ciphertext length that a reader accepts, and neighbours that it refuses', (kind) => {
    fc.assert(
      fc.property(lengths, (length) => {
        const padded = paddedLength(kind, length);
        const ciphertext = ciphertextLength(padded);
        expect(requireCiphertextLength(kind, ciphertext)).toBe(padded);
        expect(() => requireCiphertextLength(kind, ciphertext + 1)).toThrow(EnvelopeError);
        expect(() => requireCiphertextLength(kind, ciphertext - 1)).toThrow(EnvelopeError);
      }),
    );
  });

  it('refuses padding that is not exactly the one that belongs there', () => {
    const padded = pad('body', new Uint8Array(10));
    expect(() => unpad('body', padded.with(10, 0))).toThrow(EnvelopeError);
    expect(() => unpad('body', padded.with(-1, 1))).toThrow(EnvelopeError);
    expect(() => unpad('body', new Uint8Array(4096))).toThrow(EnvelopeError);
    expect(() => unpad('body', new Uint8Array(0))).toThrow(EnvelopeError);
    const longer = new Uint8Array(16_384);
    longer.set(padded);
    expect(() => unpad('body', longer)).toThrow(EnvelopeError);
  });

  it.each([
    ['too short', 9, (bytes: Uint8Array) => bytes],
    ['too long', 11, (bytes: Uint8Array) => bytes],
    ['cut', 10, (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['followed by a byte', 10, (bytes: Uint8Array) => Uint8Array.of(...bytes, 0)],
    ['not zero', 10, (bytes: Uint8Array) => bytes.with(-1, 1)],
  ])('refuses a stream whose plaintext is said to be otherwise: %s', (_, length, change) => {
    const padded = change(pad('body', new Uint8Array(10)));
    const check = checkPadding('body', length);
    expect(() => {
      check.take(padded);
      check.end();
    }).toThrow(EnvelopeError);
  });
});

describe('ciphertextLength', () => {
  it('adds 17 bytes for each begun chunk', () => {
    expect([1, CHUNK_BYTES, CHUNK_BYTES + 1].map(ciphertextLength)).toEqual([18, CHUNK_BYTES + 17, CHUNK_BYTES + 35]);
  });
});
