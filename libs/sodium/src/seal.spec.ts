import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, aeadOpen, aeadSeal } from './aead.js';
import { randomBytes } from './bytes.js';
import { utf8 } from './encoding.js';
import type { CryptoErrorCode } from './error.js';
import { ready } from './library.js';
import { makeStreamOpener, makeStreamSealer, STREAM_HEADER_BYTES, STREAM_OVERHEAD_BYTES } from './stream.js';
import sodium from 'libsodium-wrappers-sumo';

const refusal = (code: CryptoErrorCode): Error => expect.objectContaining({ name: 'CryptoError', code }) as Error;

beforeAll(ready);

describe('aead', () => {
  it('opens only with the same key and aad', () => {
    const key = randomBytes(32);
    const sealed = aeadSeal({ key, plaintext: utf8('secret'), aad: utf8('a') });
    expect(sealed).toHaveLength(6 + AEAD_NONCE_BYTES + AEAD_TAG_BYTES);
    expect(aeadOpen({ key, sealed, aad: utf8('a') })).toEqual(utf8('secret'));
    expect(() => aeadOpen({ key, sealed, aad: utf8('b') })).toThrow(refusal('E_OPEN'));
    expect(() => aeadOpen({ key: randomBytes(32), sealed, aad: utf8('a') })).toThrow(refusal('E_OPEN'));
    expect(() => aeadOpen({ key: randomBytes(31), sealed, aad: utf8('a') })).toThrow(refusal('E_LENGTH'));
  });

  it('refuses every flipped bit and every shortening', () => {
    const key = randomBytes(32);
    const sealed = aeadSeal({ key, plaintext: utf8('secret'), aad: utf8('a') });
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => aeadOpen({ key, sealed: changed, aad: utf8('a') })).toThrow(refusal('E_OPEN'));
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => aeadOpen({ key, sealed: sealed.slice(0, length), aad: utf8('a') })).toThrow(refusal('E_OPEN'));
    }
  });
});

describe('stream', () => {
  const key = (): Uint8Array => new Uint8Array(32).fill(7);

  it('gives back the chunks in order and says which was last', () => {
    const sealer = makeStreamSealer(key());
    const first = sealer.push(utf8('one'), { last: false, aad: utf8('x') });
    const second = sealer.push(utf8('two'), { last: true });
    expect(sealer.header).toHaveLength(STREAM_HEADER_BYTES);
    expect(first).toHaveLength(3 + STREAM_OVERHEAD_BYTES);
    const opener = makeStreamOpener(key(), sealer.header);
    expect(opener.pull(first, { aad: utf8('x') })).toEqual({ chunk: utf8('one'), last: false });
    expect(opener.pull(second)).toEqual({ chunk: utf8('two'), last: true });
  });

  it('throws E_STREAM when a chunk follows the last one', () => {
    const sealer = makeStreamSealer(key());
    const only = sealer.push(utf8('one'), { last: true });
    expect(() => sealer.push(utf8('two'), { last: false })).toThrow(refusal('E_STREAM'));
    const opener = makeStreamOpener(key(), sealer.header);
    opener.pull(only);
    expect(() => opener.pull(only)).toThrow(refusal('E_STREAM'));
  });

  it.each(['PUSH', 'REKEY'] as const)('throws E_STREAM when a chunk has tag %s', (name) => {
    const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key());
    const tag = sodium[`crypto_secretstream_xchacha20poly1305_TAG_${name}`];
    const ct = sodium.crypto_secretstream_xchacha20poly1305_push(state, utf8('one'), null, tag);
    const opener = makeStreamOpener(key(), header);
    expect(() => opener.pull(ct)).toThrow(refusal('E_STREAM'));
    expect(() => opener.pull(ct)).toThrow(refusal('E_STREAM'));
  });

  it('throws E_OPEN when the aad, the order, the key or a byte differs, and stays closed', () => {
    const sealer = makeStreamSealer(key());
    const first = sealer.push(utf8('one'), { last: false, aad: utf8('x') });
    const second = sealer.push(utf8('two'), { last: true });
    const opener = (): ReturnType<typeof makeStreamOpener> => makeStreamOpener(key(), sealer.header);
    expect(() => opener().pull(first)).toThrow(refusal('E_OPEN'));
    expect(() => opener().pull(second)).toThrow(refusal('E_OPEN'));
    expect(() => makeStreamOpener(new Uint8Array(32), sealer.header).pull(first)).toThrow(refusal('E_OPEN'));
    expect(() => opener().pull(new Uint8Array(STREAM_OVERHEAD_BYTES - 1))).toThrow(refusal('E_OPEN'));
    const closed = opener();
    expect(() => closed.pull(second)).toThrow(refusal('E_OPEN'));
    expect(() => closed.pull(first, { aad: utf8('x') })).toThrow(refusal('E_STREAM'));
  });
});
