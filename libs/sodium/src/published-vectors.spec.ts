import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers-sumo';
import { fixturesDir } from '../../../test/support/outside-data.js';
import { aeadOpen } from './aead.js';
import { concat } from './bytes.js';
import type { CryptoErrorCode } from './error.js';
import { hkdfSha256, hmacSha256 } from './hash.js';
import { decapsulate, deriveKemPublicKey } from './kem.js';
import { ready } from './library.js';
import { argon2id } from './passphrase.js';
import { verifyNoteText } from './signing.js';

const refusal = (code: CryptoErrorCode): Error => expect.objectContaining({ name: 'CryptoError', code }) as Error;

const folder = fixturesDir();
const suite = folder === null ? describe.skip : describe;
const title = folder === null ? 'published vectors (skipped: no fixtures folder)' : 'published vectors';

interface Wycheproof<G, T> {
  testGroups: (G & { tests: (T & { tcId: number; result: 'valid' | 'invalid' | 'acceptable' })[] })[];
}

const load = (path: string): unknown => JSON.parse(readFileSync(join(folder ?? '', 'crypto', path), 'utf8'));
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const toHex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

function wycheproof<G, T>(name: string): (G & T & { tcId: number; result: string })[] {
  const file = load(`wycheproof/testvectors_v1/${name}_test.json`) as Wycheproof<G, T>;
  return file.testGroups.flatMap((group) => group.tests.map((test) => ({ ...group, ...test })));
}

function succeeds(act: () => unknown): boolean {
  try {
    return act() !== false;
  } catch {
    return false;
  }
}

suite(title, () => {
  beforeAll(ready);

  it('X-Wing draft: public key from seed, shared secret from ciphertext', () => {
    const vectors = load('xwing/spec/test-vectors.json') as { seed: string; pk: string; ct: string; ss: string }[];
    expect(vectors).toHaveLength(3);
    for (const { seed, pk, ct, ss } of vectors) {
      expect(toHex(deriveKemPublicKey(bytes(seed)))).toBe(pk);
      expect(toHex(decapsulate(bytes(ct), bytes(seed)))).toBe(ss);
    }
  });

  it('libsodium: seeded X-Wing', () => {
    const file = load('derived/libsodium-vectors.json') as {
      xwing_seeded: Record<
        string,
        { seed: string; randomness: string; ek_prefix: string; ct_prefix: string; ss: string }
      >;
    };
    for (const vector of Object.values(file.xwing_seeded)) {
      const publicKey = deriveKemPublicKey(bytes(vector.seed));
      const sealed = sodium.crypto_kem_xwing_enc_deterministic(publicKey, bytes(vector.randomness));
      expect(toHex(publicKey).startsWith(vector.ek_prefix)).toBe(true);
      expect(toHex(sealed.ciphertext).startsWith(vector.ct_prefix)).toBe(true);
      expect(toHex(decapsulate(sealed.ciphertext, bytes(vector.seed)))).toBe(vector.ss);
    }
  });

  it('libsodium: Argon2id with one lane', () => {
    const file = load('derived/libsodium-vectors.json') as {
      crypto_pwhash_argon2id13: {
        passwd_hex: string;
        passwd_len: number;
        salt_hex: string;
        outlen: number;
        opslimit: number;
        memlimit: number;
        lanes: number;
        out_hex?: string;
        expect?: 'failure';
      }[];
    };
    const vectors = file.crypto_pwhash_argon2id13;
    expect(vectors).toHaveLength(8);
    for (const vector of vectors) {
      const derive = (): Uint8Array =>
        argon2id({
          passphrase: bytes(vector.passwd_hex).subarray(0, vector.passwd_len),
          salt: bytes(vector.salt_hex),
          opsLimit: vector.opslimit,
          memLimitBytes: vector.memlimit,
          length: vector.outlen,
        });
      if (vector.out_hex === undefined) expect(derive).toThrow(refusal('E_BAD_KEY'));
      else expect(toHex(derive())).toBe(vector.out_hex);
    }
  });

  it('libsodium: the X-Wing public key its own test prints', () => {
    const printed = readFileSync(join(folder ?? '', 'crypto/libsodium-exp/test/default/kem_xwing.exp'), 'utf8');
    const start = /pk \(first 32 bytes\): \[([0-9a-f]{64})\]/.exec(printed)?.[1];
    const seed = /sk: \[([0-9a-f]{64})\]/.exec(printed)?.[1];
    expect(toHex(deriveKemPublicKey(bytes(seed ?? ''))).slice(0, 64)).toBe(start);
  });

  it('Wycheproof: HKDF-SHA256', () => {
    const tests = wycheproof<object, { ikm: string; salt: string; info: string; size: number; okm: string }>(
      'hkdf_sha256',
    );
    expect(tests.length).toBeGreaterThan(80);
    for (const { ikm, salt, info, size, okm, result, tcId } of tests) {
      const input = { ikm: bytes(ikm), salt: bytes(salt), info: bytes(info), length: size };
      const agrees = succeeds(() => toHex(hkdfSha256(input)) === okm);
      expect({ tcId, agrees }).toEqual({ tcId, agrees: result === 'valid' });
    }
  });

  it('Wycheproof: HMAC-SHA-256', () => {
    const tests = wycheproof<{ tagSize: number }, { key: string; msg: string; tag: string }>('hmac_sha256');
    expect(tests.length).toBeGreaterThan(100);
    for (const { key, msg, tag, tagSize, result, tcId } of tests) {
      const agrees = toHex(hmacSha256(bytes(key), bytes(msg)).subarray(0, tagSize / 8)) === tag;
      expect({ tcId, agrees }).toEqual({ tcId, agrees: result === 'valid' });
    }
  });

  it('Wycheproof: Ed25519 verification', () => {
    const tests = wycheproof<{ publicKey: { pk: string } }, { msg: string; sig: string }>('ed25519');
    expect(tests.length).toBeGreaterThan(100);
    for (const { publicKey, msg, sig, result, tcId } of tests) {
      const accepted = verifyNoteText(bytes(msg), bytes(sig), bytes(publicKey.pk));
      expect({ tcId, accepted }).toEqual({ tcId, accepted: result === 'valid' });
    }
  });

  it('Wycheproof: XChaCha20-Poly1305', () => {
    const tests = wycheproof<
      { ivSize: number },
      { key: string; iv: string; aad: string; msg: string; ct: string; tag: string }
    >('xchacha20_poly1305').filter(({ ivSize }) => ivSize === 192);
    expect(tests.length).toBeGreaterThan(200);
    for (const { key, iv, aad, msg, ct, tag, result, tcId } of tests) {
      const sealed = concat(bytes(iv), bytes(ct), bytes(tag));
      const opens = succeeds(() => toHex(aeadOpen({ key: bytes(key), sealed, aad: bytes(aad) })) === msg);
      expect({ tcId, opens }).toEqual({ tcId, opens: result === 'valid' });
    }
  });
});
