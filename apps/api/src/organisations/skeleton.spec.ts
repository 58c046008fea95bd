import { skeleton } from './skeleton.js';

describe('the skeleton of a name', () => {
  it.each([
    ['Cyrillic letters', 'Harbour', '\u041d\u0430rbour'],
    ['Greek letters', 'Harbour', '\u0397\u03b1rb\u03bfur'],
    ['a Cherokee letter', 'Harbour', '\u13bbarbour'],
    ['r and n for m', 'Amber Home', 'Arnber Home'],
    ['a one for a small L', 'Lantern Hill', 'Lantern Hi1l'],
    ['a capital I for a small L', 'Lantern Hill', 'Lantern HiIl'],
    ['a bar for a small L', 'Lantern Hill', 'Lantern Hi|l'],
    ['a dotless i', 'Lantern Hill', 'Lantern H\u0131ll'],
    ['a zero for an O', 'Beacon', 'Beac0n'],
    ['v and v for w', 'Northway', 'Northvvay'],
    ['c and l for d', 'Sandbank', 'Sanclbank'],
    ['full-width letters', 'Harbour', '\uff28\uff41\uff52\uff42\uff4f\uff55\uff52'],
    ['mathematical letters', 'Harbour', '\u{1d407}\u{1d41a}\u{1d42b}\u{1d41b}\u{1d428}\u{1d42e}\u{1d42b}'],
    ['a ligature', 'Office', 'O\ufb03ce'],
    ['an accent', 'Harbour', 'H\u00e1rbour'],
    ['a combining mark', 'Harbour', 'Ha\u0323rbour'],
    ['a zero-width space', 'Harbour', 'Har\u200bbour'],
    ['a soft hyphen', 'Harbour', 'Har\u00adbour'],
    ['a variation selector', 'Harbour', 'Harbour\ufe0f'],
    ['other case', 'Iris House', 'IRIS HOUSE'],
    ['other spaces and punctuation', 'Harbour House', 'Harbour\u00a0-\u2010house.'],
  ])('is that of the other name when it differs by %s', (_, name, other) => {
    expect(other).not.toBe(name);
    expect(skeleton(other)).toBe(skeleton(name));
  });

  it.each([
    ['another letter', 'Harbour', 'Harbuor'],
    ['a letter less', 'Harbour', 'Harbor'],
    ['a word more', 'Harbour', 'Harbour East'],
    ['the letters of another script that look like nothing of ours', 'Harbour', '\u6e2f'],
    ['punctuation alone', '--', '..'],
  ])('is another one when the names differ by %s', (_, name, other) => {
    expect(skeleton(other)).not.toBe(skeleton(name));
  });

  it('does not change when it is made of a skeleton', () => {
    for (const name of ['Harbour', 'Lantern Hill 10', '\u041c\u043e\u0441\u0442 W', '\u{1d407}\u00e9 rn'])
      expect(skeleton(skeleton(name))).toBe(skeleton(name));
  });

  it('takes a name of any length in a moment and never becomes empty', () => {
    expect(skeleton('a\u0301'.repeat(100_000))).toBe('a'.repeat(100_000));
    for (const name of ['\u0301', ' ', '-']) expect(skeleton(name)).not.toBe('');
  });
});
