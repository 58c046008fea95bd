import { type VaultStatement, writeVaultStatement } from '@sealbridge/envelope';
import { addWordsUnlocker, makeDeviceKeys, makeVault, type OpenVault, sealVault, waysIn } from '@sealbridge/keyring';
import { makeSigningKeyPair, randomBytes, ready, sha256, signTyped } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { type StoredVault, wordsOfStored } from './put-statement.js';

const id = () => idFromBytes(randomBytes(16));
const REFUSED = expect.objectContaining({ code: 'E_VAULT_STATEMENT', kind: 'verification' }) as unknown;

let vault: OpenVault;
let bytes: Uint8Array;
let words: NonNullable<VaultStatement['words']>;

beforeAll(() => ready());
beforeEach(() => {
  const pins = {
    server: 'http://localhost:3000',
    orgHandle: 'harbour',
    unit: id(),
    unitHandle: 'harbour',
    roles: ['analyst'],
    genesis: randomBytes(32),
    policyText: 'policy',
    origin: 'log',
  };
  const keys = makeDeviceKeys({ org: id(), member: id() });
  const sealed = sealVault(addWordsUnlocker(makeVault({ keys, pins } as never), randomBytes(32)));
  ({ bytes, vault } = sealed);
  words = { lookupSha256: randomBytes(32), publicKey: makeSigningKeyPair().publicKey };
});

/** What the server gives: the statement of the device, with a change, under a key. */
function stored(change: Partial<VaultStatement> = {}, by = vault.keys.sign): StoredVault {
  const statement = writeVaultStatement({
    origin: 'http://localhost:3000',
    nodeKeyId: randomBytes(32),
    device: vault.keys.device,
    vaultId: vault.vaultId,
    version: vault.version,
    vaultSha256: sha256(bytes),
    ways: waysIn(vault),
    words,
    time: 1_790_000_000,
    ...change,
  });
  return { bytes, statement, signature: signTyped('sr1.vault', statement, by.privateKey) };
}

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the statement that a vault was put with', () => {
  it('tells what its words give, so that it can be put again without the paper', () => {
    expect(wordsOfStored(vault, stored())).toEqual(words);
  });

  it.each<[string, () => StoredVault]>([
    ['another key signed', () => stored({}, makeSigningKeyPair())],
    ['is of another device', () => stored({ device: id() })],
    ['is of another vault', () => stored({ vaultId: id() })],
    ['is of other bytes', () => stored({ vaultSha256: randomBytes(32) })],
    ['was changed', () => ({ ...stored(), statement: stored({ version: 9 }).statement })],
    ['is no statement', () => ({ ...stored(), ...signedText() })],
  ])('that %s is refused as a failed check', (_what, given) => {
    expect(thrown(() => wordsOfStored(vault, given()))).toEqual(REFUSED);
  });

  it('tells nothing of words that the open vault does not have', () => {
    const others = [{ kind: 'words' as const, id: id() }];
    expect(wordsOfStored(vault, stored({ ways: others }))).toBeNull();
    expect(wordsOfStored({ ...vault, unlockers: [] }, stored())).toBeNull();
  });
});

function signedText(): Pick<StoredVault, 'statement' | 'signature'> {
  const statement = Uint8Array.of(0xa0);
  return { statement, signature: signTyped('sr1.vault', statement, vault.keys.sign.privateKey) };
}
