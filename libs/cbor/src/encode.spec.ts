import { encode } from './encode.js';
import { CborError, type CborValue } from './value.js';

const hex = (value: CborValue): string => Buffer.from(encode(value)).toString('hex');

describe('encode', () => {
  it('sorts map keys by their encoded bytes, integers before text', () => {
    const map = new Map<number | string, CborValue>([
      ['b', 1],
      [10, 2],
      ['aa', 3],
      [2, 4],
      [256, 5],
      [24, 6],
    ]);
    expect(hex(map)).toBe('a602040a0218180619010005616201626161' + '03');
  });

  it('gives a plain byte array, never a subclass whose slice shares memory', () => {
    expect(Object.getPrototypeOf(encode([1]))).toBe(Uint8Array.prototype);
  });

  it('writes the same bytes whatever order the entries were added in', () => {
    const entries: [number, CborValue][] = Array.from({ length: 40 }, (_, index) => [index, `v${index}`]);
    expect(hex(new Map(entries))).toBe(hex(new Map(entries.toReversed())));
  });

  it.each<[CborValue, string]>([
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [-1, '20'],
    [2 ** 53 - 1, '1b001fffffffffffff'],
    [2n ** 64n - 1n, '1bffffffffffffffff'],
    [Uint8Array.of(1, 2), '420102'],
    ['é', '62c3a9'],
    [[true, false, null], '83f5f4f6'],
  ])('writes %p in its shortest form', (value, expected) => {
    expect(hex(value)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['not a number', NaN],
    ['a number beyond 2^53', 2 ** 53],
    ['an integer beyond 64 bits', 2n ** 64n],
    ['a lone surrogate', 'a\ud800'],
    ['a leading byte order mark', '\ufeffa'],
    ['undefined', undefined],
    ['a plain object', { a: 1 }],
    ['a nested undefined', [new Map([[1, undefined]])]],
  ])('throws when given %s', (_, value) => {
    expect(() => encode(value as CborValue)).toThrow(CborError);
  });
});
