import { ApiError } from '../../platform/errors/api-error.js';
import { readPrefix } from './list-page.js';

const ID = 'b964c637-c694-6822-14b1-8f8af17f6c58';

describe('the beginning of an id', () => {
  it.each([8, 9, 13, 20, 36])('is taken when it is the first %i characters of one', (length) => {
    expect(readPrefix(ID.slice(0, length))).toBe(ID.slice(0, length));
  });

  it('is none when nothing is asked', () => {
    expect([readPrefix(null), readPrefix(undefined)]).toEqual([null, null]);
  });

  it.each(['', 'b964c63', 'B964C637', 'b964c637c694', 'b964c637--', `${ID}0`, 'b964c637%', "b964c637-' or 1=1"])(
    'is refused as bad input, and is no failure of the server, when it is %j',
    (text) => {
      expect(() => readPrefix(text)).toThrow(ApiError);
      expect(() => readPrefix(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error);
    },
  );
});
