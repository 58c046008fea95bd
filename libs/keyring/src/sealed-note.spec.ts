import fc from 'fast-check';
import { MAX_NOTE_BYTES, parseSealedNote } from '@sealbridge/directory';
import { makeKemKeyPair, ready, utf8 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { openNote, sealNote } from './sealed-note.js';

const CONTEXT = { application: idFromBytes(new Uint8Array(16).fill(1)), round: 1, kind: 'registration' } as const;
const UNIT = idFromBytes(new Uint8Array(16).fill(2));

describe('a sealed note', () => {
  beforeAll(ready);

  function recipient() {
    const { publicKey, seed } = makeKemKeyPair();
    return { to: { unit: UNIT, epoch: 3, kemPublicKey: publicKey }, seed };
  }

  it('gives its text back in NFC, whatever the text', () => {
    const { to, seed } = recipient();
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 900 });
    const fits = text.filter((value) => utf8(value.normalize('NFC')).length <= MAX_NOTE_BYTES);
    fc.assert(
      fc.property(fits, (value) => {
        const sealed = sealNote(value, CONTEXT, to);
        expect(parseSealedNote(sealed)).toMatchObject({ unit: UNIT, epoch: 3 });
        expect(openNote(sealed, CONTEXT, seed)).toBe(value.normalize('NFC'));
      }),
      { numRuns: 60 },
    );
  });

  it('tells its length in steps of a KiB alone', () => {
    const { to } = recipient();
    const lengths = [1, 500, 1023, 1024, 4000].map((length) => sealNote('x'.repeat(length), CONTEXT, to).length);
    expect(new Set(lengths.slice(0, 3)).size).toBe(1);
    expect(lengths.map((length) => length - (lengths[0] ?? 0))).toEqual([0, 0, 0, 1024, 3072]);
  });

  it.each([
    ['is empty', ''],
    ['has 4,001 bytes', 'x'.repeat(4001)],
    ['has 4,002 bytes in 2,001 characters', '\u00e9'.repeat(2001)],
    ['is not unicode', '\ud800'],
  ])('is not made of a text that %s', (_, text) => {
    expect(() => sealNote(text, CONTEXT, recipient().to)).toThrow(KeyringError);
  });
});
