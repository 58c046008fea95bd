import { EnvelopeError, requireThat } from './error.js';

const KIB = 1024;
const MARKER = 0x80;

/** The steps of a body up to 256 KiB; above them Padmé. */
export const BODY_STEPS: readonly number[] = [4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB];
/** The least a padded attachment measures. */
export const MIN_PADDED_ATTACHMENT_BYTES = 64 * KIB;

/** What a stream holds; the padding rule differs. */
export type StreamKind = 'body' | 'attachment';

/**
 * Padmé (Nikitin et al. 2019): `length` (at least 2) rounded up so that only O(log log length) bits of it show; at most
 * 12 % longer.
 */
export function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(length / step) * step;
}

/** Length in bytes after padding of `length` bytes of plaintext, the marker byte included. */
export function paddedLength(kind: StreamKind, length: number): number {
  const marked = length + 1;
  if (kind === 'attachment') return Math.max(MIN_PADDED_ATTACHMENT_BYTES, padme(Math.max(2, marked)));
  return BODY_STEPS.find((step) => step >= marked) ?? padme(marked);
}

/** Plaintext with its padding (ISO/IEC 7816-4: 0x80, then zeros). */
export function pad(kind: StreamKind, plaintext: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(kind, plaintext.length));
  padded.set(plaintext);
  padded[plaintext.length] = MARKER;
  return padded;
}

/** The padding alone that follows `length` bytes of plaintext, for streams. */
export function paddingAfter(kind: StreamKind, length: number): Uint8Array {
  const padding = new Uint8Array(paddedLength(kind, length) - length);
  padding[0] = MARKER;
  return padding;
}

/** Takes the padding off. Throws EnvelopeError E_PADDING unless it is exactly the padding `pad` would have put on. */
export function unpad(kind: StreamKind, padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  requireThat(end >= 0 && padded[end] === MARKER, 'E_PADDING', 'the padding is malformed');
  requireThat(paddedLength(kind, end) === padded.length, 'E_PADDING', 'the padding has a wrong length');
  return padded.subarray(0, end);
}

/** Checks padding piece by piece, behind a plaintext whose length is known beforehand. */
export interface PaddingCheck {
  /** Takes the next padded bytes and returns those that are plaintext. Throws EnvelopeError E_PADDING. */
  take(bytes: Uint8Array): Uint8Array;
  /** Ends the check. Throws EnvelopeError E_PADDING when bytes are missing. */
  end(): void;
}

/** A check for a stream whose plaintext has `length` bytes. Nothing of the stream is kept. */
export function checkPadding(kind: StreamKind, length: number): PaddingCheck {
  const total = paddedLength(kind, length);
  let seen = 0;
  return {
    take(bytes) {
      const content = Math.min(Math.max(0, length - seen), bytes.length);
      for (let index = content; index < bytes.length; index += 1) {
        const expected = seen + index === length ? MARKER : 0;
        requireThat(bytes[index] === expected, 'E_PADDING', 'the padding is malformed');
      }
      seen += bytes.length;
      requireThat(seen <= total, 'E_PADDING', 'the padding is too long');
      return bytes.subarray(0, content);
    },
    end() {
      if (seen !== total) throw new EnvelopeError('E_PADDING', 'the padding is too short');
    },
  };
}
