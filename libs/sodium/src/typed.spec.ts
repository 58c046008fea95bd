import { utf8 } from './encoding.js';
import type { CryptoErrorCode } from './error.js';
import { sha256 } from './hash.js';
import { ready } from './library.js';
import {
  deriveSigningKeyPair,
  isAcceptableSigningKey,
  makeSigningKeyPair,
  signNoteText,
  signTyped,
  verifyNoteText,
  verifyTyped,
} from './signing.js';
import { hashTyped, pae, SIGNATURE_DOMAINS, type SignatureDomain } from './typed.js';

const refusal = (code: CryptoErrorCode): Error => expect.objectContaining({ name: 'CryptoError', code }) as Error;

beforeAll(ready);

describe('pae', () => {
  it('is the DSSE v1 encoding', () => {
    expect(pae('sr1.core', utf8('hello'))).toEqual(utf8('DSSEv1 8 sr1.core 5 hello'));
    expect(hashTyped('sr1.core', utf8('hello'))).toEqual(sha256(utf8('DSSEv1 8 sr1.core 5 hello')));
  });

  it('throws when the domain is not in the registry', () => {
    expect(() => pae('sr1.other' as SignatureDomain, utf8('x'))).toThrow(refusal('E_DOMAIN'));
  });
});

describe('typed signatures', () => {
  const body = utf8('body');

  it('verify under the same domain, body and key only', () => {
    const { publicKey, privateKey } = makeSigningKeyPair();
    const signature = signTyped('sr1.open', body, privateKey);
    expect(verifyTyped('sr1.open', body, signature, publicKey)).toBe(true);
    expect(verifyTyped('sr1.open', utf8('bodz'), signature, publicKey)).toBe(false);
    expect(verifyTyped('sr1.open', body, signature, makeSigningKeyPair().publicKey)).toBe(false);
    for (const other of SIGNATURE_DOMAINS.filter((domain) => domain !== 'sr1.open')) {
      expect(verifyTyped(other, body, signature, publicKey)).toBe(false);
    }
  });

  it('never verify as the signature of a note over the same bytes', () => {
    const { publicKey, privateKey } = makeSigningKeyPair();
    expect(verifyNoteText(body, signTyped('sr1.open', body, privateKey), publicKey)).toBe(false);
    expect(verifyNoteText(body, signNoteText(body, privateKey), publicKey)).toBe(true);
  });

  it('are false, not an error, when a length is wrong', () => {
    const { publicKey, privateKey } = makeSigningKeyPair();
    const signature = signTyped('sr1.open', body, privateKey);
    expect(verifyTyped('sr1.open', body, signature.slice(1), publicKey)).toBe(false);
    expect(verifyTyped('sr1.open', body, signature, publicKey.slice(1))).toBe(false);
    expect(() => signTyped('sr1.open', body, privateKey.slice(1))).toThrow(refusal('E_LENGTH'));
  });

  it('come from the seed alone', () => {
    const pair = makeSigningKeyPair();
    expect(deriveSigningKeyPair(pair.seed)).toEqual(pair);
  });
});

describe('isAcceptableSigningKey', () => {
  const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

  it('accepts an honest key', () => {
    expect(isAcceptableSigningKey(makeSigningKeyPair().publicKey)).toBe(true);
  });

  it.each([
    ['the identity', '01' + '00'.repeat(31)],
    ['order 2', 'ec' + 'ff'.repeat(30) + '7f'],
    ['order 4', '00'.repeat(32)],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['a non-canonical identity', 'ee' + 'ff'.repeat(30) + '7f'],
    ['a short key', '01'],
  ])('refuses %s', (_, hex) => {
    expect(isAcceptableSigningKey(bytes(hex))).toBe(false);
  });
});
