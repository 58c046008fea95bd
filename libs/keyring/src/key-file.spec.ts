import fc from 'fast-check';
import { ready, wipe } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { makeDeviceKeys, wipeDeviceKeys, type DeviceKeys } from './device-keys.js';
import { openKeyFile, openRootKeyFile, sealKeyFile } from './key-file.js';
import { MAX_KEY_FILE_BYTES } from './key-file-format.js';
import { KeyringError } from './keyring-error.js';
import { passphraseBytes } from './passphrase.js';
import { makeRootKeys, wipeRootKeys } from './root-keys.js';

const ORG = idFromBytes(new Uint8Array(16).fill(1));
const MEMBER = idFromBytes(new Uint8Array(16).fill(2));

describe('a key file', () => {
  let keys: DeviceKeys;
  let file: Uint8Array;
  let passphrase: Uint8Array;

  beforeAll(async () => {
    await ready();
    passphrase = passphraseBytes('a long passphrase');
    keys = makeDeviceKeys({ org: ORG, member: MEMBER });
    file = sealKeyFile(keys, passphrase);
  });

  function codeOf(run: () => unknown): string {
    try {
      run();
      return 'opened';
    } catch (error) {
      if (error instanceof KeyringError) return error.code;
      throw error;
    }
  }

  it('gives the keys back under its passphrase', () => {
    expect(openKeyFile(file, passphrase)).toEqual(keys);
    expect(file.length).toBeLessThanOrEqual(MAX_KEY_FILE_BYTES);
  });

  it('gives a root key back under its passphrase', () => {
    const [, , third] = makeRootKeys(ORG);
    expect(openRootKeyFile(sealKeyFile(third, passphrase), passphrase)).toEqual(third);
  });

  it('differs each time the same keys are sealed', () => {
    expect(sealKeyFile(keys, passphrase)).not.toEqual(file);
  });

  it('names a wrong passphrase and an altered file differently', () => {
    expect(codeOf(() => openKeyFile(file, passphraseBytes('another passphrase')))).toBe('E_PASSPHRASE');
    expect(codeOf(() => openKeyFile(file.slice(0, -1), passphrase))).toBe('E_KEY_FILE');
  });

  it('refuses every flipped bit before it derives a key', () => {
    const started = performance.now();
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const flipped = file.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => openKeyFile(flipped, passphrase))).toBe('E_KEY_FILE');
    }
    // One derivation takes some 100 ms; thousands of them would take minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('refuses every truncation and any other bytes', () => {
    for (let length = 0; length < file.length; length += 1) {
      expect(codeOf(() => openKeyFile(file.slice(0, length), passphrase))).toBe('E_KEY_FILE');
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(codeOf(() => openKeyFile(bytes, passphrase))).toBe('E_KEY_FILE');
      }),
    );
  });

  it('holds no seed and no public key in the clear', () => {
    const hex = Buffer.from(file).toString('hex');
    for (const part of [keys.sign.seed, keys.sign.publicKey, keys.kem.seed, keys.kem.publicKey.slice(0, 32)]) {
      expect(hex).not.toContain(Buffer.from(part).toString('hex'));
    }
  });

  it('leaves nothing of the keys in the object when wiped', () => {
    const [root] = makeRootKeys(ORG);
    const device = makeDeviceKeys({ org: ORG, member: MEMBER });
    wipeRootKeys(root);
    wipeDeviceKeys(device);
    const secrets = [root.sign.seed, root.sign.privateKey, device.sign.seed, device.sign.privateKey, device.kem.seed];
    expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('refuses a passphrase that is empty, too long or not unicode', () => {
    const lone = String.fromCharCode(0xd800);
    for (const text of ['', 'x'.repeat(1025), lone]) {
      expect(codeOf(() => passphraseBytes(text))).toBe('E_PASSPHRASE_FORM');
    }
    expect(codeOf(() => sealKeyFile(keys, new Uint8Array(0)))).toBe('E_PASSPHRASE_FORM');
  });

  it('is not opened by a passphrase whose bytes were wiped', () => {
    const wiped = passphrase.slice();
    wipe(wiped);
    expect(codeOf(() => openKeyFile(file, wiped))).toBe('E_PASSPHRASE');
  });
});
