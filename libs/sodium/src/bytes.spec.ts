import { concat, equal, randomBytes, u32be, wipe } from './bytes.js';
import { fromBase64, fromBase64Url, fromHex, fromUtf8, toBase64, toBase64Url, toHex, utf8 } from './encoding.js';
import { CryptoError, type CryptoErrorCode } from './error.js';
import { ready } from './library.js';

const refusal = (code: CryptoErrorCode): Error => expect.objectContaining({ name: 'CryptoError', code }) as Error;

describe('before ready', () => {
  it('throws E_NOT_READY when randomness is asked for, and still converts text', () => {
    expect(() => randomBytes(1)).toThrow(refusal('E_NOT_READY'));
    expect(utf8('é')).toEqual(Uint8Array.of(0xc3, 0xa9));
  });
});

describe('bytes', () => {
  beforeAll(ready);

  it('gives different random bytes of the length asked for', () => {
    expect(randomBytes(32)).toHaveLength(32);
    expect(randomBytes(32)).not.toEqual(randomBytes(32));
    expect(() => randomBytes(-1)).toThrow(CryptoError);
    expect(() => randomBytes(1.5)).toThrow(CryptoError);
  });

  it('joins, compares and wipes', () => {
    const joined = concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3));
    expect(joined).toEqual(Uint8Array.of(1, 2, 3));
    expect(equal(joined, Uint8Array.of(1, 2, 3))).toBe(true);
    expect(equal(joined, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(equal(joined, Uint8Array.of(1, 2))).toBe(false);
    wipe(joined);
    expect(joined).toEqual(new Uint8Array(3));
  });

  it('writes 32-bit numbers big-endian and throws out of range', () => {
    expect(u32be(0x01020304)).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(u32be(0xffff_ffff)).toEqual(Uint8Array.of(255, 255, 255, 255));
    expect(() => u32be(2 ** 32)).toThrow(CryptoError);
    expect(() => u32be(-1)).toThrow(CryptoError);
  });
});

describe('encodings', () => {
  beforeAll(ready);

  it('round-trips bytes through every form', () => {
    const bytes = Uint8Array.from({ length: 67 }, (_, index) => (index * 37) & 0xff);
    expect(fromHex(toHex(bytes))).toEqual(bytes);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(toBase64Url(Uint8Array.of(251, 255))).toBe('-_8');
    expect(toBase64(Uint8Array.of(251, 255))).toBe('+/8=');
  });

  it('keeps a leading byte order mark in text', () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it.each<[string, () => unknown]>([
    ['upper-case hex', () => fromHex('AB')],
    ['odd hex', () => fromHex('abc')],
    ['base64 without padding', () => fromBase64('+/8')],
    ['base64 with stray bits', () => fromBase64('+/9=')],
    ['base64 with white space', () => fromBase64('+/8=\n')],
    ['base64url with padding', () => fromBase64Url('-_8=')],
    ['base64url with stray bits', () => fromBase64Url('-_9')],
    ['base64url with the other alphabet', () => fromBase64Url('+/8')],
    ['bytes that are not utf-8', () => fromUtf8(Uint8Array.of(0xc3, 0x28))],
    ['a lone surrogate', () => utf8('\udc00')],
  ])('throws E_ENCODING when given %s', (_, convert) => {
    expect(convert).toThrow(refusal('E_ENCODING'));
  });
});
