// Streams that libs/sodium refuses to write: only the library below it makes the tags that a reader must refuse.
import { library } from '../../../libs/sodium/src/library.js';

/** One chunk with a tag that `sr1` does not use. */
export function sealWithTag(
  tag: 'PUSH' | 'REKEY',
  key: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): { header: Uint8Array; ct: Uint8Array } {
  const sodium = library();
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  const value = sodium[`crypto_secretstream_xchacha20poly1305_TAG_${tag}`];
  return { header, ct: sodium.crypto_secretstream_xchacha20poly1305_push(state, plaintext, aad, value) };
}
