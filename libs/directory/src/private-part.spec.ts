import { encode } from '@sealbridge/cbor';
import { ready, sha256 } from '@sealbridge/sodium';
import { type Id, idToBytes } from '@sealbridge/vocabulary';

import {
  hashPrivatePart,
  newPrivatePart,
  openPrivatePart,
  openShownName,
  parsePrivatePart,
  type PrivatePart,
  writePrivatePart,
  writeShownName,
} from './private-part.js';

const PERSON = '10000000-0000-4000-8000-0000000000aa' as Id;
const NAME = 'Synthetic Person';
const bytesOf = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const map = (...fields: readonly (readonly [number, Uint8Array | string])[]): Uint8Array => encode(new Map(fields));

const PART: PrivatePart = { salt: bytesOf(1), person: PERSON, name: NAME, personSalt: bytesOf(2) };
const FIRST_FORM: PrivatePart = { ...PART, personSalt: null };

/** Written from the reference, not by the code. */
const HIDDEN = (personSalt = bytesOf(2)): Uint8Array => sha256(map([0, personSalt], [1, idToBytes(PERSON)]));
const shown = (name = NAME): Uint8Array => map([0, bytesOf(1)], [2, name], [4, HIDDEN()]);

beforeAll(() => ready());

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return null;
};

describe('a private part', () => {
  it('is announced by what shows the name alone', () => {
    expect(hashPrivatePart(PART)).toEqual(sha256(shown()));
    expect(openPrivatePart(writePrivatePart(PART), sha256(shown()))).toEqual(PART);
  });

  it('of the first form is announced as a whole, and has nothing that shows the name alone', () => {
    const bytes = map([0, bytesOf(1)], [1, idToBytes(PERSON)], [2, NAME]);
    expect(writePrivatePart(FIRST_FORM)).toEqual(bytes);
    expect(openPrivatePart(bytes, sha256(bytes))).toEqual(FIRST_FORM);
    expect(writeShownName(FIRST_FORM)).toBeNull();
  });

  it('has salts of its own each time', () => {
    const [one, other] = [newPrivatePart(PERSON, NAME), newPrivatePart(PERSON, NAME)];
    expect(one.salt).not.toEqual(other.salt);
    expect(one.personSalt).not.toEqual(other.personSalt);
    expect(one.personSalt).not.toEqual(one.salt);
  });

  it.each<[string, () => Uint8Array, () => Uint8Array | null, string]>([
    ['nothing announces it', () => writePrivatePart(PART), () => null, 'E_PRIVATE'],
    ['another name', () => writePrivatePart({ ...PART, name: 'Another' }), () => sha256(shown()), 'E_PRIVATE'],
    [
      'another person',
      () => writePrivatePart({ ...PART, person: '20000000-0000-4000-8000-0000000000aa' as Id }),
      () => sha256(shown()),
      'E_PRIVATE',
    ],
    ['its second salt left out', () => writePrivatePart(FIRST_FORM), () => sha256(shown()), 'E_PRIVATE'],
    [
      'of the second form and announced as a whole',
      () => writePrivatePart(PART),
      () => sha256(writePrivatePart(PART)),
      'E_PRIVATE',
    ],
    ['what shows the name in place of the part', () => shown(), () => sha256(shown()), 'E_RECORD'],
    [
      'a field more',
      () => map([0, bytesOf(1)], [1, idToBytes(PERSON)], [2, NAME], [5, '']),
      () => HIDDEN(),
      'E_RECORD',
    ],
    ['no name', () => writePrivatePart({ ...PART, name: '' }), () => HIDDEN(), 'E_FIELD'],
  ])('is refused: %s', (_what, part, announced, code) => {
    expect(thrown(() => openPrivatePart(part(), announced()))).toBe(code);
  });
});

describe('what shows a name', () => {
  it('opens what was announced and holds neither the person nor what the person could be known by again', () => {
    const bytes = writeShownName(PART) ?? new Uint8Array();
    expect(openShownName(bytes, hashPrivatePart(PART))).toBe(NAME);
    const hex = Buffer.from(bytes).toString('hex');
    expect(hex).not.toContain(Buffer.from(idToBytes(PERSON)).toString('hex'));
    // a handle that is renewed has another salt, so that the same person looks like anybody
    const renewed = Buffer.from(writeShownName({ ...PART, personSalt: bytesOf(3) }) ?? new Uint8Array()).toString(
      'hex',
    );
    const [hidden, after] = [HIDDEN(), HIDDEN(bytesOf(3))].map((hash) => Buffer.from(hash).toString('hex'));
    expect(hex).toContain(hidden);
    expect(renewed).toContain(after);
    expect(hidden).not.toBe(after);
  });

  it.each<[string, () => Uint8Array, () => Uint8Array | null, string]>([
    ['nothing was announced', () => shown(), () => null, 'E_PRIVATE'],
    ['another name', () => shown('Another'), () => sha256(shown()), 'E_PRIVATE'],
    [
      'a private part of the first form, which says who the person is',
      () => writePrivatePart(FIRST_FORM),
      () => sha256(writePrivatePart(FIRST_FORM)),
      'E_RECORD',
    ],
    ['a name that a terminal obeys', () => shown('Eve\u001b[2J'), () => sha256(shown('Eve\u001b[2J')), 'E_FIELD'],
    ['a name that turns the line round', () => shown('Eve\u202e'), () => sha256(shown('Eve\u202e')), 'E_FIELD'],
    ['no name', () => shown(''), () => sha256(shown('')), 'E_FIELD'],
  ])('is refused: %s', (_what, bytes, announced, code) => {
    expect(thrown(() => openShownName(bytes(), announced()))).toBe(code);
  });
});

it('every byte of a part counts', () => {
  const bytes = writePrivatePart(PART);
  const announced = hashPrivatePart(PART);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(thrown(() => openPrivatePart(changed, announced))).toMatch(/^E_(?:PRIVATE|RECORD|FIELD)$/);
  }
  expect(parsePrivatePart(bytes)).toEqual(PART);
});
