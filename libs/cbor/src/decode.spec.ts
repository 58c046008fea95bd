import { decodeStrict, DEFAULT_MAX_DEPTH } from './decode.js';
import { encode } from './encode.js';
import { CborError, type CborValue } from './value.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const LIMITS = { maxBytes: 1000 };

describe('decodeStrict', () => {
  it('reads back what encode wrote', () => {
    const value: CborValue = new Map<number, CborValue>([
      [0, 'sr1'],
      [1, Uint8Array.of(9)],
      [2, [1, null, [2n ** 60n, 'x']]],
      [3, new Map<string, CborValue>([['deep', true]])],
    ]);
    expect(decodeStrict(encode(value), LIMITS)).toEqual(value);
  });

  it.each([
    ['a half float', 'f93c00'],
    ['a double', 'fb3ff0000000000000'],
    ['a tag', 'c11a00000000'],
    ['undefined', 'f7'],
    ['a non-minimal integer', '1817'],
    ['a non-minimal length', '580101'],
    ['a non-minimal array length', '980101'],
    ['an indefinite array', '9f01ff'],
    ['an indefinite byte string', '5f4101ff'],
    ['an indefinite map', 'bf0102ff'],
    ['unsorted keys', 'a202010101'],
    ['duplicate keys', 'a201010102'],
    ['text that is not utf-8', '62c328'],
    ['text with a leading byte order mark', '64efbbbf61'],
    ['bytes left over', '0000'],
    ['a missing tail', '820'.padEnd(4, '1')],
    ['an array longer than its input', '9b0000000100000000'],
    ['a bare break', 'ff'],
    ['no input', ''],
    ['a map whose key is an array', 'a1810101'],
  ])('throws when the input has %s', (_, hex) => {
    expect(() => decodeStrict(bytes(hex), LIMITS)).toThrow(CborError);
  });

  it('throws when the input is one byte over the limit and accepts it at the limit', () => {
    const input = encode(new Uint8Array(98));
    expect(() => decodeStrict(input, { maxBytes: 99 })).toThrow(CborError);
    expect(decodeStrict(input, { maxBytes: 100 })).toHaveLength(98);
  });

  it('throws when nested one level deeper than allowed', () => {
    const nested = (depth: number): Uint8Array => bytes('81'.repeat(depth) + '00');
    expect(() => decodeStrict(nested(DEFAULT_MAX_DEPTH), LIMITS)).not.toThrow();
    expect(() => decodeStrict(nested(DEFAULT_MAX_DEPTH + 1), LIMITS)).toThrow(CborError);
  });

  it('throws CborError, not a stack overflow, when nesting is hostile', () => {
    expect(() => decodeStrict(bytes('81'.repeat(500_000) + '00'), { maxBytes: 1_000_000 })).toThrow(CborError);
  });

  it('refuses every one-bit change that does not encode another value deterministically', () => {
    const original = encode(
      new Map<number, CborValue>([
        [0, 'sr1'],
        [1, [1, 2, 300]],
        [7, Uint8Array.of(1, 2, 3)],
      ]),
    );
    for (let bit = 0; bit < original.length * 8; bit += 1) {
      const changed = original.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const reread = attempt(changed);
      if (reread !== null) expect(encode(reread.value)).toEqual(changed);
    }
  });
});

function attempt(input: Uint8Array): { value: CborValue } | null {
  try {
    return { value: decodeStrict(input, LIMITS) };
  } catch (error) {
    expect(error).toBeInstanceOf(CborError);
    return null;
  }
}
