import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addWordsUnlocker, makeDeviceKeys, makeRecoveryWords, makeVault, sealVault } from '@sealbridge/keyring';
import { ready, toBase64, toHex } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { dropPending, keepPending, keepVault, ownVaultInfo, readPending } from './vault-files.js';

const id = (fill: number): ReturnType<typeof idFromBytes> => idFromBytes(new Uint8Array(16).fill(fill));
const MODE = 0o777;

describe('the files of a vault', () => {
  let folder: string;
  const keys = () => makeDeviceKeys({ org: id(1), member: id(2) });

  beforeAll(ready);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-vault-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keep new words until they are asked back, for the device alone', () => {
    const own = keys();
    const { entropy, words } = makeRecoveryWords();
    keepPending({ folder }, own, { asked: [3, 9, 20], entropy });
    const path = join(folder, 'vault.pending');
    expect(statSync(path).mode & MODE).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    const shown = [toHex(entropy), toBase64(entropy), words.slice(0, 3).join(' ')];
    expect(shown.filter((secret) => text.includes(secret))).toEqual([]);
    expect(readPending({ folder }, own)).toEqual({ asked: [3, 9, 20], entropy });
    expect(readPending({ folder }, keys())).toBeNull();
    expect(readPending({ folder }, { ...own, device: id(9) })).toBeNull();
    dropPending({ folder });
    expect(readPending({ folder }, own)).toBeNull();
    dropPending({ folder });
  });

  it.each(['', '{', '[]', 'null', '{"asked":["1"],"enc":"","ct":""}', '{"asked":[1],"enc":"!","ct":"!"}'])(
    'have no words that wait when the file holds %j',
    (text) => {
      writeFileSync(join(folder, 'vault.pending'), text);
      expect(readPending({ folder }, keys())).toBeNull();
    },
  );

  it.each([[[]], [[1, 2]], [[1, 2, 25]], [[0, 1, 2]], [[1, 2, 3, 4]]])(
    'have no words that wait when %j were to be asked back',
    (asked) => {
      const own = keys();
      keepPending({ folder }, own, { asked, entropy: makeRecoveryWords().entropy });
      expect(readPending({ folder }, own)).toBeNull();
    },
  );

  it('tell who opens the vault, and a damaged one by its code', () => {
    expect(ownVaultInfo({ folder })).toBeNull();
    const pins = {
      ...{ server: 'http://localhost:4000', orgHandle: 'harbour', unit: id(3), unitHandle: 'harbour' },
      ...{ roles: [], genesis: new Uint8Array(32), policyText: 'log\n', origin: 'demo.invalid/1' },
    };
    const { bytes } = sealVault(addWordsUnlocker(makeVault({ keys: keys(), pins }), makeRecoveryWords().entropy));
    keepVault({ folder }, bytes);
    expect(statSync(join(folder, 'vault')).mode & MODE).toBe(0o600);
    expect(ownVaultInfo({ folder })?.unlockers.map(({ params }) => params.kind)).toEqual(['words']);
    writeFileSync(join(folder, 'vault'), bytes.slice(1));
    expect(() => ownVaultInfo({ folder })).toThrow(expect.objectContaining({ code: 'E_VAULT', exit: 5 }) as Error);
  });
});
