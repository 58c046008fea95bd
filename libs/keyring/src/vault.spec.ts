import { randomBytes, ready, toHex } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { makeDeviceKeys, type DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import { passphraseBytes } from './passphrase.js';
import type { Pins } from './pins.js';
import { makeVault, openVault, sealVault, vaultInfo, waysIn, wipeVault, type OpenVault } from './vault.js';
import {
  addPasskeyUnlocker,
  addPassphraseUnlocker,
  addWordsUnlocker,
  makePrfSalt,
  removeUnlocker,
  rotatePrfSalt,
} from './vault-unlockers.js';
import { makeRecoveryWords } from './words.js';

const id = (fill: number): ReturnType<typeof idFromBytes> => idFromBytes(new Uint8Array(16).fill(fill));

describe('a vault', () => {
  let keys: DeviceKeys;
  let pins: Pins;
  let entropy: Uint8Array;
  const credentialId = Uint8Array.of(1, 2, 3);

  beforeAll(async () => {
    await ready();
    keys = makeDeviceKeys({ org: id(1), member: id(2) });
    entropy = makeRecoveryWords().entropy;
    pins = {
      server: 'http://localhost:4000',
      orgHandle: 'northgate',
      unit: id(3),
      unitHandle: 'northgate',
      roles: ['analyst', 'org_admin'],
      genesis: new Uint8Array(32).fill(4),
      policyText: 'log demo.invalid/1\n',
      origin: 'demo.invalid/1',
    };
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

  function withPasskey(vault: OpenVault, prf: Uint8Array, credential = credentialId): OpenVault {
    const prfOutput = prf.slice();
    return addPasskeyUnlocker(vault, {
      credentialId: credential,
      rpId: 'localhost',
      prfSalt: makePrfSalt(),
      prfOutput,
    });
  }

  const words = (): { kind: 'words'; entropy: Uint8Array } => ({ kind: 'words', entropy });
  const passkey = (prf: Uint8Array): { kind: 'passkey'; credentialId: Uint8Array; prfOutput: Uint8Array } => ({
    kind: 'passkey',
    credentialId,
    prfOutput: prf.slice(),
  });

  it('gives back what was put in, by each way', () => {
    const prf = randomBytes(32);
    const passphrase = passphraseBytes('a long passphrase');
    const empty = makeVault({ keys, pins });
    const checkpoint = { size: 7, root: randomBytes(32), note: randomBytes(200), cosignedAt: 1_764_000_000 };
    const known = { ownSeq: 4, devices: [keys.device, id(9)].sort(), epochs: new Map([[id(3), 2]]) };
    const vault = addPassphraseUnlocker(
      addWordsUnlocker(withPasskey({ ...empty, checkpoint, known }, prf), entropy),
      passphrase,
    );
    const { bytes, vault: sealed } = sealVault(vault);
    expect(sealed.version).toBe(1);
    for (const key of [passkey(prf), words(), { kind: 'passphrase', passphrase } as const]) {
      expect(openVault(bytes, key)).toEqual(sealed);
    }
    expect(
      waysIn(sealed)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['passkey', 'passphrase', 'words']);
  });

  it('shows who opens it and nothing of what is in it', () => {
    const prf = randomBytes(32);
    const { bytes, vault } = sealVault(addWordsUnlocker(withPasskey(makeVault({ keys, pins }), prf), entropy));
    const info = vaultInfo(bytes);
    expect(info).toMatchObject({ vaultId: vault.vaultId, version: 1, device: keys.device });
    expect(info.unlockers).toEqual(vault.unlockers.map(({ id: way, params }) => ({ id: way, params })));
    const hex = toHex(bytes);
    const secrets = [keys.sign.seed, keys.kem.seed, keys.sign.publicKey, vault.vk, prf, entropy, pins.genesis];
    expect(secrets.filter((secret) => hex.includes(toHex(secret)))).toEqual([]);
  });

  it('wipes what a passkey gave, whether it opens or not', () => {
    const prf = randomBytes(32);
    const given = prf.slice();
    const vault = addPasskeyUnlocker(makeVault({ keys, pins }), {
      credentialId,
      rpId: 'localhost',
      prfSalt: makePrfSalt(),
      prfOutput: given,
    });
    const { bytes } = sealVault(vault);
    const used = [passkey(prf), passkey(randomBytes(32)), passkey(prf)];
    openVault(bytes, used[0] ?? passkey(prf));
    expect(codeOf(() => openVault(bytes, used[1] ?? passkey(prf)))).toBe('E_VAULT_UNLOCK');
    expect(codeOf(() => openVault(new Uint8Array(0), used[2] ?? passkey(prf)))).toBe('E_VAULT');
    expect([given, ...used.map(({ prfOutput }) => prfOutput)].every((bytes_) => bytes_.every((b) => b === 0))).toBe(
      true,
    );
  });

  it('opens by nothing else', () => {
    const prf = randomBytes(32);
    const { bytes } = sealVault(withPasskey(makeVault({ keys, pins }), prf));
    expect(codeOf(() => openVault(bytes, passkey(prf)))).toBe('opened');
    expect(codeOf(() => openVault(bytes, { ...passkey(prf), credentialId: Uint8Array.of(1, 2) }))).toBe(
      'E_VAULT_UNLOCK',
    );
    expect(codeOf(() => openVault(bytes, words()))).toBe('E_VAULT_UNLOCK');
    expect(codeOf(() => openVault(bytes, { kind: 'passphrase', passphrase: prf }))).toBe('E_VAULT_UNLOCK');
    expect(codeOf(() => openVault(bytes, passkey(prf.slice(1))))).toBe('E_VAULT_UNLOCK');
  });

  it('is refused when it is older than the one that is known', () => {
    const first = sealVault(addWordsUnlocker(makeVault({ keys, pins }), entropy));
    const second = sealVault({ ...first.vault, checkpoint: null });
    expect(second.vault.version).toBe(2);
    expect(openVault(second.bytes, words(), { version: 2 }).version).toBe(2);
    expect(codeOf(() => openVault(first.bytes, words(), { version: 2 }))).toBe('E_VAULT_ROLLED_BACK');
  });

  it('opens by a passkey no more from the version on that lacks it', () => {
    const prf = randomBytes(32);
    const first = sealVault(addWordsUnlocker(withPasskey(makeVault({ keys, pins }), prf), entropy));
    const lost = first.vault.unlockers.find(({ params }) => params.kind === 'passkey');
    const second = sealVault(removeUnlocker(first.vault, lost?.id ?? id(0)));
    expect(codeOf(() => openVault(second.bytes, passkey(prf)))).toBe('E_VAULT_UNLOCK');
    expect(openVault(second.bytes, words()).keys).toEqual(keys);
    expect(codeOf(() => removeUnlocker(second.vault, lost?.id ?? id(0)))).toBe('E_VAULT_UNLOCK');
  });

  it('goes on with the next salt of a passkey after a rotation, and not with the one before', () => {
    const [current, next, other] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const vault = withPasskey(makeVault({ keys, pins }), current);
    const before = vault.unlockers[0];
    const rotated = rotatePrfSalt(vault, before?.id ?? id(0), { current: current.slice(), next: next.slice() });
    const after = rotated.unlockers[0];
    if (before?.params.kind !== 'passkey' || after?.params.kind !== 'passkey') throw new Error('no passkey');
    expect(after.params.prfSalt).toEqual(before.params.nextSalt);
    expect(after.params.nextSalt).not.toEqual(before.params.nextSalt);
    const { bytes } = sealVault(rotated);
    expect(openVault(bytes, passkey(next)).keys).toEqual(keys);
    expect(codeOf(() => openVault(bytes, passkey(current)))).toBe('E_VAULT_UNLOCK');
    const wrong = { current: other, next: next.slice() };
    expect(codeOf(() => rotatePrfSalt(rotated, before.id, wrong))).toBe('E_VAULT_UNLOCK');
    expect([...wrong.current, ...wrong.next].every((byte) => byte === 0)).toBe(true);
  });

  it('has words, a passphrase and each passkey once, and 16 ways at most', () => {
    const vault = addWordsUnlocker(makeVault({ keys, pins }), entropy);
    expect(codeOf(() => addWordsUnlocker(vault, entropy))).toBe('E_VAULT');
    const some = withPasskey(vault, randomBytes(32));
    expect(codeOf(() => withPasskey(some, randomBytes(32)))).toBe('E_VAULT');
    const full = Array.from({ length: 15 }, (_, at) => at).reduce(
      (filled, at) => withPasskey(filled, randomBytes(32), Uint8Array.of(at)),
      vault,
    );
    expect(openVault(sealVault(full).bytes, words()).unlockers).toHaveLength(16);
    expect(codeOf(() => withPasskey(full, randomBytes(32), Uint8Array.of(99)))).toBe('E_VAULT');
  });

  it('is not sealed with what could not be read again', () => {
    const vault = addWordsUnlocker(makeVault({ keys, pins }), entropy);
    const units = (count: number): Map<ReturnType<typeof id>, number> =>
      new Map(Array.from({ length: count }, () => [idFromBytes(randomBytes(16)), 1] as const));
    const { bytes } = sealVault({ ...vault, known: { ...vault.known, epochs: units(512) } });
    expect(openVault(bytes, words()).known.epochs.size).toBe(512);
    expect(codeOf(() => sealVault({ ...vault, known: { ...vault.known, epochs: units(513) } }))).toBe('E_VAULT');
    expect(codeOf(() => sealVault({ ...vault, pins: { ...pins, policyText: 'x'.repeat(20_000) } }))).toBe('E_VAULT');
    expect(codeOf(() => sealVault({ ...vault, pins: { ...pins, genesis: new Uint8Array(31) } }))).toBe('E_VAULT');
  });

  it('is not sealed without a way in', () => {
    expect(codeOf(() => sealVault(makeVault({ keys, pins })))).toBe('E_VAULT');
  });

  it('opens in no version that had one of its bits flipped', () => {
    const { bytes } = sealVault(addWordsUnlocker(withPasskey(makeVault({ keys, pins }), randomBytes(32)), entropy));
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(['E_VAULT', 'E_VAULT_UNLOCK']).toContain(codeOf(() => openVault(flipped, words())));
    }
  });

  it('leaves nothing when wiped', () => {
    const vault = makeVault({ keys: makeDeviceKeys({ org: id(1), member: id(2) }), pins });
    wipeVault(vault);
    const secrets = [vault.vk, vault.keys.sign.seed, vault.keys.sign.privateKey, vault.keys.kem.seed];
    expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });
});
