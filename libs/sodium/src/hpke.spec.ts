import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { randomBytes } from './bytes.js';
import { utf8 } from './encoding.js';
import type { CryptoErrorCode } from './error.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { deriveKemPublicKey, isAcceptableKemKey, KEM_ENC_BYTES, KEM_PUBLIC_KEY_BYTES, makeKemKeyPair } from './kem.js';
import { ready } from './library.js';

const refusal = (code: CryptoErrorCode): Error => expect.objectContaining({ name: 'CryptoError', code }) as Error;

beforeAll(ready);

const info = utf8('sr1/dek');
const aad = utf8('aad');
const plaintext = utf8('thirty-two bytes of key material');

describe('hpke beside an independent implementation', () => {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const plain = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

  it('is opened by it', async () => {
    const pair = makeKemKeyPair();
    const { enc, ct } = hpkeSeal({ publicKey: pair.publicKey, info, aad, plaintext });
    const recipientKey = await suite.kem.importKey('raw', plain(pair.seed), false);
    const opened = await suite.open({ recipientKey, enc: plain(enc), info: plain(info) }, plain(ct), plain(aad));
    expect(new Uint8Array(opened)).toEqual(plaintext);
  });

  it('opens what it sealed', async () => {
    const pair = makeKemKeyPair();
    const recipientPublicKey = await suite.kem.importKey('raw', plain(pair.publicKey), true);
    const { enc, ct } = await suite.seal({ recipientPublicKey, info: plain(info) }, plain(plaintext), plain(aad));
    const sealed = { enc: new Uint8Array(enc), ct: new Uint8Array(ct) };
    expect(hpkeOpen({ seed: pair.seed, ...sealed, info, aad })).toEqual(plaintext);
  });
});

describe('hpke', () => {
  it('throws E_OPEN when key, info, aad, enc or ct differs', () => {
    const { publicKey, seed } = makeKemKeyPair();
    const { enc, ct } = hpkeSeal({ publicKey, info, aad, plaintext });
    const open = { seed, enc, ct, info, aad };
    expect(hpkeOpen(open)).toEqual(plaintext);
    expect(enc).toHaveLength(KEM_ENC_BYTES);
    for (const changed of [
      { ...open, seed: randomBytes(32) },
      { ...open, info: utf8('sr1/lockbox') },
      { ...open, aad: utf8('bad') },
      { ...open, enc: flipped(enc, 0) },
      { ...open, enc: flipped(enc, KEM_ENC_BYTES - 1) },
      { ...open, enc: enc.slice(1) },
      { ...open, ct: flipped(ct, 0) },
      { ...open, ct: ct.slice(0, 15) },
    ]) {
      expect(() => hpkeOpen(changed)).toThrow(refusal('E_OPEN'));
    }
    expect(() => hpkeOpen({ ...open, seed: seed.slice(1) })).toThrow(refusal('E_LENGTH'));
  });

  it('never gives the same bytes twice', () => {
    const { publicKey } = makeKemKeyPair();
    const sealed = { publicKey, info, aad, plaintext };
    expect(hpkeSeal(sealed).enc).not.toEqual(hpkeSeal(sealed).enc);
  });
});

describe('isAcceptableKemKey', () => {
  const honest = deriveKemPublicKeyOf(1);
  const X25519_START = KEM_PUBLIC_KEY_BYTES - 32;

  it('accepts an honest key', () => {
    expect(isAcceptableKemKey(honest())).toBe(true);
  });

  it('refuses a non-canonical ML-KEM part, to which sealing is refused too', () => {
    const key = honest();
    key.fill(0xff, 0, 3);
    expect(isAcceptableKemKey(key)).toBe(false);
    expect(() => hpkeSeal({ publicKey: key, info, aad, plaintext })).toThrow(refusal('E_BAD_KEY'));
  });

  it.each([
    ['zero', '00'.repeat(32)],
    ['one', '01' + '00'.repeat(31)],
    ['order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['order 8, the other', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'],
    ['p - 1', 'ec' + 'ff'.repeat(30) + '7f'],
    ['p', 'ed' + 'ff'.repeat(30) + '7f'],
    ['p + 1', 'ee' + 'ff'.repeat(30) + '7f'],
  ])('refuses a low-order X25519 part: %s', (_, hex) => {
    const key = honest();
    key.set(Buffer.from(hex, 'hex'), X25519_START);
    expect(isAcceptableKemKey(key)).toBe(false);
  });

  it('refuses a wrong length', () => {
    expect(isAcceptableKemKey(honest().slice(1))).toBe(false);
  });
});

function deriveKemPublicKeyOf(byte: number): () => Uint8Array {
  return () => deriveKemPublicKey(new Uint8Array(32).fill(byte));
}

function flipped(bytes: Uint8Array, index: number): Uint8Array {
  const changed = bytes.slice();
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}
