import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ApiClient, MyVaultDocument } from '@sealbridge/api-client';
import { parseVaultStatement } from '@sealbridge/envelope';
import { type DeviceKeys, makeDeviceKeys, makeRecoveryWords, openVault, vaultInfo } from '@sealbridge/keyring';
import { fromBase64, ready, toBase64 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { memoryStores } from '../../../../test/support/memory-stores.js';
import type { Console } from '../command.js';
import type { Person } from '../session/person.js';
import { confirmNewWords, showNewWords, wordsWaitIn, writeNewWords } from './new-words.js';
import { ownVaultInfo } from './vault-files.js';
import { settleWords } from './words-vault.js';

jest.mock('@sealbridge/client', () => ({
  ...jest.requireActual<object>('@sealbridge/client'),
  syncDirectory: () => Promise.resolve(),
}));

const id = (fill: number): ReturnType<typeof idFromBytes> => idFromBytes(new Uint8Array(16).fill(fill));
const NOTHING = { checkpoint: null };

describe('words', () => {
  let folder: string;
  let keys: DeviceKeys;
  let kept: { vault: string; version: number; ways: string[] } | null;
  let down: boolean;
  const there = { output: { result: () => undefined } } as unknown as Console;
  const file = (): string => join(folder, 'words.txt');

  beforeAll(ready);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-words-'));
    keys = makeDeviceKeys({ org: id(1), member: id(2) });
    [kept, down] = [null, false];
    writeFileSync(join(folder, 'policy'), 'log\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const request = (document: unknown, { input }: { input?: Record<string, string> }): Promise<object> => {
    if (document === MyVaultDocument) return Promise.resolve({ myVault: kept });
    if (down) return Promise.reject(new Error('the server is down'));
    const { version, ways } = parseVaultStatement(fromBase64(input?.['statement'] ?? ''));
    kept = { vault: input?.['vault'] ?? '', version, ways: ways.map(({ kind }) => kind) };
    return Promise.resolve({ putVault: { __typename: 'PutVaultPayload', waysIn: ways.length } });
  };
  const person = (): Person =>
    ({
      profile: {
        ...{ folder, name: 'ada', orgHandle: 'harbour', unit: id(3), unitHandle: 'harbour', roles: ['analyst'] },
        ...{ genesis: '00'.repeat(32), policyFile: join(folder, 'policy'), origin: 'demo.invalid/1' },
      },
      ...{ keys, server: 'http://localhost:4000', node: { keyId: new Uint8Array(32) }, stores: memoryStores() },
      client: { request } as unknown as ApiClient,
    }) as unknown as Person;

  it('that were written and did not come to count do so when the same command is given again', async () => {
    down = true;
    await expect(writeNewWords(person(), there, file())).rejects.toThrow();
    const written = readFileSync(file(), 'utf8');
    expect(wordsWaitIn(person(), file())).toBe(true);
    down = false;
    await writeNewWords(person(), there, file());
    expect(readFileSync(file(), 'utf8')).toBe(written);
    expect(kept?.ways).toEqual(['key_file', 'words']);
    expect(wordsWaitIn(person(), file())).toBe(false);
    await expect(writeNewWords(person(), there, file())).rejects.toMatchObject({ code: 'E_FILE_EXISTS' });
  });

  it('of another file do not count because some wait', async () => {
    showNewWords(person(), there, 'keys init');
    writeFileSync(file(), makeRecoveryWords().words.join(' '));
    await expect(writeNewWords(person(), there, file())).rejects.toMatchObject({ code: 'E_FILE_EXISTS' });
    expect(kept).toBeNull();
  });

  it('that were typed back wrongly can be shown anew by the command that showed them', async () => {
    showNewWords(person(), there, 'keys words');
    await expect(confirmNewWords(person(), there, 'a b c', 'keys words --renew')).rejects.toMatchObject({
      code: 'E_WORDS',
      hint: expect.stringContaining('npx sealbridge keys words --renew') as string,
    });
  });

  it('are sealed in no version that was signed before, though the server gives an older vault or none', async () => {
    for (const version of [1, 2]) {
      await settleWords(person(), makeRecoveryWords().entropy, NOTHING);
      expect(ownVaultInfo({ folder })?.version).toBe(version);
    }
    kept = null;
    const { entropy } = makeRecoveryWords();
    await settleWords(person(), entropy, NOTHING);
    const bytes = new Uint8Array(readFileSync(join(folder, 'vault')));
    expect(vaultInfo(bytes).version).toBe(3);
    expect(kept).toMatchObject({ version: 3, vault: toBase64(bytes) });
    expect(toBase64(openVault(bytes, { kind: 'words', entropy }).keys.kem.seed)).toBe(toBase64(keys.kem.seed));
  });
});
