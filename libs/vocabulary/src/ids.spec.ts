import fc from 'fast-check';

import { idFromBytes, idToBytes, parseId } from './ids.js';

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('ids', () => {
  test('come back as the same bytes', () => {
    fc.assert(fc.property(bytes16, (bytes) => expect(idToBytes(idFromBytes(bytes))).toEqual(bytes)));
  });

  test('are 36 lower-case characters that parse', () => {
    fc.assert(
      fc.property(bytes16, (bytes) => {
        const id = idFromBytes(bytes);
        expect(id).toHaveLength(36);
        expect(parseId(id)).toBe(id);
      }),
    );
  });

  test.each([0, 15, 17])('are not made of %i bytes', (length) => {
    expect(() => idFromBytes(new Uint8Array(length))).toThrow(RangeError);
  });

  test.each([
    '',
    'x',
    '00000000-0000-0000-0000-00000000000',
    '0000000A-0000-0000-0000-000000000000',
    '00000000000000000000000000000000',
    ' 00000000-0000-0000-0000-000000000000',
    '00000000-0000-0000-0000-000000000000\n',
  ])('are not read from %j', (text) => {
    expect(parseId(text)).toBeNull();
  });
});
