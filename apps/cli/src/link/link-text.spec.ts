import { readCode, readLink, readWait, writeLink } from './link-text.js';

const CODE = 'ABCD-EFGH-JKMN-PQRS';
const refusedWith = (code: string): Error => expect.objectContaining({ name: 'Failure', code, exit: 2 }) as Error;

describe('the link of a device', () => {
  it('leads to its server and holds the code in its fragment, and reads back', () => {
    const link = writeLink('http://localhost:4000', CODE);
    expect(link).toBe(`http://localhost:4000/enrol#${CODE}`);
    expect(readLink(` ${link}\n`)).toEqual({ server: 'http://localhost:4000', code: CODE });
  });

  it('may be the code alone, however it is typed', () => {
    expect(readLink('abcd efgh jkmn pqrs')).toEqual({ server: null, code: CODE });
    expect(readCode('ABCDEFGHJKMNPQRS')).toBe(CODE);
  });

  it.each(['', 'http://localhost:4000/join#AAAA', 'http://localhost:4000/enrol#', `${CODE}A`])('is not %j', (text) => {
    expect(() => readLink(text)).toThrow(refusedWith('E_LINK_CODE'));
  });

  it.each([
    [undefined, 900_000],
    ['1m', 60_000],
    ['15m', 900_000],
  ])('is waited for as long as --wait %j says', (text, milliseconds) => {
    expect(readWait(text)).toBe(milliseconds);
  });

  it.each(['0m', '16m', '10', '10s', '-1m', ''])('is not waited for --wait %j', (text) => {
    expect(() => readWait(text)).toThrow(refusedWith('E_USAGE'));
  });
});
