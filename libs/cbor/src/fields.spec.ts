import { readFields, readItems, type FieldReader } from './fields.js';
import { CborError, type CborValue } from './value.js';

const fields = (entries: [number | string, CborValue][]): FieldReader => readFields(new Map(entries));

describe('readFields', () => {
  it('reads each type and ends when every field was read', () => {
    const reader = fields([
      [0, 'sr1'],
      [1, Uint8Array.of(1, 2)],
      [2, 7],
      [3, true],
      [4, [1, 2]],
      [5, new Map([[0, 'in']])],
      [6, null],
      ['k', 'AMBER'],
    ]);
    expect(reader.text(0)).toBe('sr1');
    expect(reader.bytes(1, 2)).toEqual(Uint8Array.of(1, 2));
    expect(reader.uint(2)).toBe(7);
    expect(reader.bool(3)).toBe(true);
    expect(reader.array(4)).toEqual([1, 2]);
    expect(reader.map(5).text(0)).toBe('in');
    expect(reader.nullableBytes(6, 32)).toBeNull();
    expect(reader.code('k', ['GREEN', 'AMBER'])).toBe('AMBER');
    expect(() => reader.end()).not.toThrow();
  });

  it('throws at the end when a field was not read', () => {
    const reader = fields([
      [0, 1],
      [1, 2],
    ]);
    reader.uint(0);
    expect(() => reader.end()).toThrow(CborError);
  });

  it.each<[string, (reader: FieldReader) => unknown]>([
    ['a field is missing', (r) => r.uint(9)],
    ['a nullable field is missing', (r) => r.nullableUint(9)],
    ['bytes were expected and text found', (r) => r.bytes(0)],
    ['bytes are too short', (r) => r.bytes(1, 3)],
    ['bytes are too long', (r) => r.bytes(1, { max: 1 })],
    ['a number is negative', (r) => r.uint(2)],
    ['a number is over the bound', (r) => r.uint(3, { max: 6 })],
    ['a number is a bigint beyond 2^53', (r) => r.uint(4)],
    ['a text is too long', (r) => r.text(0, { max: 2 })],
    ['a code is not in the list', (r) => r.code(0, ['sr2'])],
    ['an array was expected and a map found', (r) => r.array(6)],
    ['a map was expected and an array found', (r) => r.map(5)],
    ['an array has too many items', (r) => r.array(5, { max: 1 })],
    ['a boolean was expected and null found', (r) => r.bool(7)],
  ])('throws when %s', (_, read) => {
    const reader = fields([
      [0, 'sr1'],
      [1, Uint8Array.of(1, 2)],
      [2, -1],
      [3, 7],
      [4, 2n ** 60n],
      [5, [1, 2]],
      [6, new Map()],
      [7, null],
    ]);
    expect(() => read(reader)).toThrow(CborError);
  });

  it('returns a copy, so that a later change of the input does not change what was read', () => {
    const source = Buffer.of(1);
    const read = readFields(new Map([[0, source]])).bytes(0);
    source[0] = 9;
    expect(read).toEqual(Uint8Array.of(1));
  });
});

describe('readItems', () => {
  it('reads by position and refuses an item that was not read', () => {
    const reader = readItems(['a', 1]);
    expect(reader.text(0)).toBe('a');
    expect(() => reader.end()).toThrow(CborError);
    expect(reader.uint(1)).toBe(1);
    expect(() => reader.end()).not.toThrow();
  });

  it('throws when given a map', () => {
    expect(() => readItems(new Map())).toThrow(CborError);
  });
});
