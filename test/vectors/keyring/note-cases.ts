// Sealed notes written straight from docs/reference/vetting.md, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import { concat, deriveKemPublicKey, hpkeSeal, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idFromBytes, idToBytes } from '@sealbridge/vocabulary';

const STEP = 1024;
const TEXT = 'Registered as a charity; the letter of the registrar is the document named here.';

interface Note {
  readonly plaintext?: Uint8Array;
  readonly aad?: CborValue;
  readonly info?: string;
  readonly shown?: (parts: CborValue[]) => CborValue;
}

/** The cases of note.json. */
export function noteCases(): object[] {
  const application = id('application');
  const plain = { application, round: 1, evidence: 'registration', unitSeed: toHex(fresh('unit')) };
  const longest = 'x'.repeat(4000);
  const bad = { error: 'E_NOTE' };
  const closed = { error: 'E_NOTE_OPEN' };
  const padded = (text: string): Uint8Array => pad(utf8(text));
  const cases: [string, Uint8Array, object, object?][] = [
    ['a note', note(), { value: TEXT }],
    ['a note of one byte', note({ plaintext: padded('x') }), { value: 'x' }],
    ['a note of 1,023 bytes', note({ plaintext: padded('x'.repeat(STEP - 1)) }), { value: 'x'.repeat(STEP - 1) }],
    ['a note of 1,024 bytes', note({ plaintext: padded('x'.repeat(STEP)) }), { value: 'x'.repeat(STEP) }],
    ['a note of 4,000 bytes', note({ plaintext: padded(longest) }), { value: longest }],
    [
      'a note in another script',
      note({ plaintext: padded('\u041d\u0430\u0434\u0435\u0436\u0434\u0430') }),
      { value: '\u041d\u0430\u0434\u0435\u0436\u0434\u0430' },
    ],
    ['of another application', note(), closed, { application: id('other') }],
    ['of another round', note(), closed, { round: 2 }],
    ['about another kind of evidence', note(), closed, { evidence: 'two_references' }],
    ['opened with another key', note(), closed, { unitSeed: toHex(fresh('other unit')) }],
    ['sealed for another use', note({ info: 'sr1/lockbox' }), closed],
    [
      'sealed with additional data of another kind',
      note({ aad: ['sr1/other', idToBytes(application), 1, 'registration'] }),
      closed,
    ],
    ['one bit of the ciphertext is flipped', flipped(note(), -1), closed],
    ['one bit of the encapsulation is flipped', flipped(note(), 500), closed],
    ['no text', note({ plaintext: padded('') }), bad],
    ['4,001 bytes', note({ plaintext: padded('x'.repeat(4001)) }), bad],
    ['no mark of the padding', note({ plaintext: new Uint8Array(STEP).fill(0x78) }), bad],
    ['nothing but zeros', note({ plaintext: new Uint8Array(STEP) }), bad],
    ['a step of padding too many', note({ plaintext: concat(padded('x'), new Uint8Array(STEP)) }), bad],
    ['not padded to a step', note({ plaintext: padded('x').slice(1) }), bad],
    ['not utf-8', note({ plaintext: pad(Uint8Array.of(0xff, 0xfe)) }), bad],
    ['not in NFC', note({ plaintext: padded('e\u0301') }), bad],
    ['no unit', note({ shown: (parts) => parts.slice(1) }), bad],
    ['something more', note({ shown: (parts) => [...parts, 1] }), bad],
    ['for no epoch', note({ shown: ([unit = null, , ...rest]) => [unit, 0, ...rest] }), bad],
    ['a byte too many', concat(note(), new Uint8Array(1)), bad],
    ['nothing', new Uint8Array(0), bad],
  ];
  return cases.map(([description, bytes, expect, more]) => ({
    description,
    note: toBase64Url(bytes),
    ...plain,
    ...more,
    expect,
  }));
}

function note({ plaintext = pad(utf8(TEXT)), info = 'sr1/note', aad, shown }: Note = {}): Uint8Array {
  const sealed = hpkeSeal({
    publicKey: deriveKemPublicKey(fresh('unit')),
    info: utf8(info),
    aad: encode(aad ?? ['sr1/note', idToBytes(id('application')), 1, 'registration']),
    plaintext,
  });
  const parts: CborValue[] = [idToBytes(id('unit')), 7, sealed.enc, sealed.ct];
  return encode(shown?.(parts) ?? parts);
}

function pad(bytes: Uint8Array): Uint8Array {
  const zeros = STEP - ((bytes.length + 1) % STEP);
  return concat(bytes, Uint8Array.of(0x80), new Uint8Array(zeros % STEP));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes.at(at) ?? 0) ^ 1);
}

function id(label: string): ReturnType<typeof idFromBytes> {
  return idFromBytes(fresh(`id ${label}`).slice(0, 16));
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`note vector/${label}`));
}
