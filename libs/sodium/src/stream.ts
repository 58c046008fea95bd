import { requireLength } from './bytes.js';
import { CryptoError } from './error.js';
import { library } from './library.js';

/** Length in bytes of a secretstream key. */
export const STREAM_KEY_BYTES = 32;
/** Length in bytes of the header, sent beside the ciphertext. */
export const STREAM_HEADER_BYTES = 24;
/** By how many bytes each chunk's ciphertext is longer than its plaintext. */
export const STREAM_OVERHEAD_BYTES = 17;

const NO_AAD = new Uint8Array(0);

/** The writing side of one secretstream. */
export interface StreamSealer {
  readonly header: Uint8Array;
  /** The ciphertext of one chunk; `last` gives it tag FINAL and ends the stream. Throws E_STREAM after the end. */
  push(chunk: Uint8Array, options: { last: boolean; aad?: Uint8Array }): Uint8Array;
}

/** The reading side of one secretstream. */
export interface StreamOpener {
  /**
   * The plaintext of one chunk and whether it was the last. Throws E_OPEN on forgery, E_STREAM on a chunk after the last
   * one or a tag other than MESSAGE and FINAL; after any throw the stream is closed for good (security-corrections A12).
   */
  pull(ct: Uint8Array, options?: { aad?: Uint8Array }): { chunk: Uint8Array; last: boolean };
}

/** Starts a secretstream XChaCha20-Poly1305 under a 32-byte key. Throws E_LENGTH. */
export function makeStreamSealer(key: Uint8Array): StreamSealer {
  requireLength(key, STREAM_KEY_BYTES, 'a stream key');
  const sodium = library();
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  let open = true;
  return {
    header,
    push(chunk, { last, aad }) {
      if (!open) throw new CryptoError('E_STREAM', 'the stream has ended');
      open = !last;
      const tag = last
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
      return sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, aad ?? NO_AAD, tag);
    },
  };
}

/** Starts reading a secretstream with its 24-byte header. Throws E_LENGTH. */
export function makeStreamOpener(key: Uint8Array, header: Uint8Array): StreamOpener {
  requireLength(key, STREAM_KEY_BYTES, 'a stream key');
  requireLength(header, STREAM_HEADER_BYTES, 'a stream header');
  const sodium = library();
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
  let open = true;
  return {
    pull(ct, options) {
      if (!open) throw new CryptoError('E_STREAM', 'the stream has ended');
      open = false;
      const { message, tag } = pullChunk(state, ct, options?.aad ?? NO_AAD);
      const last = tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
      if (!last && tag !== sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) {
        throw new CryptoError('E_STREAM', 'the stream uses a tag that is not allowed');
      }
      open = !last;
      return { chunk: message, last };
    },
  };
}

type PullState = ReturnType<ReturnType<typeof library>['crypto_secretstream_xchacha20poly1305_init_pull']>;

// libsodium returns `false` for a forged chunk here, where its other functions throw.
function pullChunk(state: PullState, ct: Uint8Array, aad: Uint8Array): { message: Uint8Array; tag: number } {
  if (ct.length < STREAM_OVERHEAD_BYTES) throw new CryptoError('E_OPEN', 'a stream chunk does not open');
  const pulled = library().crypto_secretstream_xchacha20poly1305_pull(state, ct, aad);
  if (pulled === false) throw new CryptoError('E_OPEN', 'a stream chunk does not open');
  return pulled;
}
