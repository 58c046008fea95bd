import { randomBytes, ready, toHex, utf8 } from '@sealbridge/sodium';
import {
  isKeyName,
  makeNoteSigner,
  parseSignerKey,
  parseVerifierKey,
  verifierOf,
  writeSignerKey,
  writeVerifierKey,
} from './keys.js';
import { MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES, parseNote, signNote, verifyNote, writeNote } from './note.js';
import { makeCosignature, verifyCosignature } from '../checkpoint/cosignature.js';
import { mergeCosignatures } from '../checkpoint/check.js';
import { parsePolicy } from '../checkpoint/policy.js';
import { writeSignatureLine } from './note.js';

const TEXT = 'log.example/a\n7\nxlsx\n';

beforeAll(ready);

describe('keys', () => {
  it('come back as they were written', () => {
    for (const type of ['ed25519', 'cosignature'] as const) {
      const signer = makeNoteSigner('example.com/é', type);
      expect(parseSignerKey(`${writeSignerKey(signer)}\n`)).toEqual(signer);
      expect(parseVerifierKey(writeVerifierKey(verifierOf(signer)))).toEqual(verifierOf(signer));
    }
  });

  it('are refused when of another form, type or id', () => {
    const vkey = writeVerifierKey(verifierOf(makeNoteSigner('a', 'ed25519')));
    const small = `a+00000000+${Buffer.concat([Uint8Array.of(1), new Uint8Array(32)]).toString('base64')}`;
    const bad = [
      '',
      'a',
      'a+b',
      `${vkey}=`,
      `${vkey} `,
      vkey.replace(/^a/, 'b'),
      small,
      vkey.toUpperCase(),
      `+${vkey}`,
    ];
    for (const text of bad) expect(() => parseVerifierKey(text)).toThrow();
    for (const text of [...bad, vkey, `PRIVATE+KEY+${vkey}x`]) expect(() => parseSignerKey(text)).toThrow();
  });

  it('have names without spaces, plus and control characters', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u2028b', 'a\u0000', 'a\nb', 'x'.repeat(256)]) {
      expect(isKeyName(name)).toBe(false);
    }
    expect(isKeyName('example.com/log+'.slice(0, -1))).toBe(true);
  });
});

describe('notes', () => {
  it('may hold empty lines, and signatures by many', () => {
    const signer = makeNoteSigner('a', 'ed25519');
    const text = 'one\n\ntwo\n';
    const note = parseNote(writeNote({ text, signatures: [signNote(text, signer), signNote(text, signer)] }));
    expect(note.text).toBe(text);
    expect(verifyNote(note, [verifierOf(signer)])).toEqual([verifierOf(signer)]);
  });

  it('are refused whole when one line of a known key is wrong, and keep quiet about unknown keys', () => {
    const [known, unknown] = [makeNoteSigner('a', 'ed25519'), makeNoteSigner('a', 'ed25519')];
    const line = signNote(TEXT, known);
    const strangers = { ...signNote(TEXT, unknown), signature: randomBytes(70) };
    expect(verifyNote({ text: TEXT, signatures: [strangers, line] }, [verifierOf(known)])).toHaveLength(1);
    expect(verifyNote({ text: TEXT, signatures: [strangers] }, [verifierOf(known)])).toHaveLength(0);
    const wrong = { ...line, signature: randomBytes(64) };
    expect(() => verifyNote({ text: TEXT, signatures: [line, wrong] }, [verifierOf(known)])).toThrow('does not verify');
  });

  it.each([
    ['no signature', 'text\n\n'],
    ['no empty line', 'text\n— a AAAAAAA=\n'],
    ['no last newline', 'text\n\n— a AAAAAAA='],
    ['a carriage return', 'te\rxt\n\n— a AAAAAAA=\n'],
    ['a signature of the id alone', 'text\n\n— a AAAAAA==\n'],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAA=\n'],
    ['two spaces', 'text\n\n— a  AAAAAAA=\n'],
    ['a plus in the name', 'text\n\n— a+b AAAAAAA=\n'],
    ['a wide space in the name', 'text\n\n— a\u3000b AAAAAAA=\n'],
    ['base64 without padding', 'text\n\n— a AAAAAAA\n'],
    ['words behind the signature', 'text\n\n— a AAAAAAA= x\n'],
  ])('are refused with %s', (_, text) => {
    expect(() => parseNote(utf8(text))).toThrow('malformed');
  });

  it('are refused when not utf-8, too long, or with too many signatures', () => {
    expect(() => parseNote(Uint8Array.of(0xff, 0x0a, 0x0a))).toThrow('utf-8');
    expect(() => parseNote(new Uint8Array(MAX_NOTE_BYTES + 1))).toThrow('longer');
    expect(() => parseNote(utf8(`t\n\n${'— a AAAAAAA=\n'.repeat(MAX_NOTE_SIGNATURES + 1)}`))).toThrow('too many');
  });
});

describe('cosignatures', () => {
  it('carry their time, the newest of a witness counting', () => {
    const witness = makeNoteSigner('w', 'cosignature');
    const signatures = [makeCosignature(TEXT, 7, witness), makeCosignature(TEXT, 9, witness)];
    expect(verifyCosignature({ text: TEXT, signatures }, verifierOf(witness))).toBe(9);
    expect(verifyCosignature({ text: TEXT, signatures: [] }, verifierOf(witness))).toBeNull();
    expect(() => verifyCosignature({ text: `${TEXT}x\n`, signatures }, verifierOf(witness))).toThrow('does not verify');
    expect(() => makeCosignature(TEXT, 0, witness)).toThrow(RangeError);
  });

  it('are not made with the key of a log, nor notes signed with that of a witness', () => {
    expect(() => makeCosignature(TEXT, 5, makeNoteSigner('a', 'ed25519'))).toThrow('cosign');
    expect(() => signNote(TEXT, makeNoteSigner('a', 'cosignature'))).toThrow('sign notes');
  });

  it('are merged into a note when they verify, an older one replaced, others left out', () => {
    const log = makeNoteSigner('log.example/a', 'ed25519');
    const [witness, stranger] = [makeNoteSigner('w', 'cosignature'), makeNoteSigner('w', 'cosignature')];
    const policy = parsePolicy(`witness w ${writeVerifierKey(verifierOf(witness))}\nquorum w\n`);
    const note = writeNote({ text: TEXT, signatures: [signNote(TEXT, log), makeCosignature(TEXT, 5, witness)] });
    const lines = [
      makeCosignature(TEXT, 8, stranger),
      makeCosignature('other\n', 8, witness),
      makeCosignature(TEXT, 6, witness),
    ];
    const merged = parseNote(mergeCosignatures(note, lines.map(writeSignatureLine).join(''), policy));
    expect(merged.signatures.map(({ keyId }) => keyId)).toEqual([log.keyId, witness.keyId]);
    expect(verifyCosignature(merged, verifierOf(witness))).toBe(6);
    expect(toHex(merged.signatures[0]?.signature ?? new Uint8Array(0))).toBe(toHex(signNote(TEXT, log).signature));
  });
});
