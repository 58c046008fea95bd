// A server that keeps keys for people: their sealed vaults, and the lockboxes with the keys of their units. It can read none of them, and
// can give back others.
import '../../support/malicious/removable-checks.js';

import { decodeStrict, readFields } from '@sealbridge/cbor';
import { type ClientStores, openUnitSeed, type SeenCheckpoint, syncDirectory, vaultByWords } from '@sealbridge/client';
import { type ListedLockbox, lockboxAad } from '@sealbridge/directory';
import {
  addPasskeyUnlocker,
  addPassphraseUnlocker,
  addWordsUnlocker,
  type DeviceKeys,
  KeyringError,
  makePrfSalt,
  makeRecoveryWords,
  makeVault,
  MAX_VAULT_BYTES,
  openVault,
  type OpenVault,
  passphraseBytes,
  sealLockbox,
  sealVault,
  VAULT_PASSPHRASE_FLOOR,
} from '@sealbridge/keyring';
import {
  fromBase64,
  fromHex,
  makeKemKeyPair,
  randomBytes,
  ready,
  sha256,
  toBase64,
  toHex,
  utf8,
} from '@sealbridge/sodium';

import { unsealSeed } from '../../../libs/keyring/src/sealed-seed.js';
import type * as Contents from '../../../libs/keyring/src/vault-contents.js';
import type { VaultContents } from '../../../libs/keyring/src/vault-contents.js';
import { writeUnlocker, writeVault } from '../../../libs/keyring/src/vault-format.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { SmallWorld } from '../../support/directory-fixture.js';
import { ForgedLog } from '../../support/malicious/forged-log.js';
import { without } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, pinsAt, readWith, sealTo, TITLE } from '../../support/malicious/victim.js';
import { memoryStores } from '../../support/memory-stores.js';

let world: SmallWorld;
let server: MaliciousServer;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('keys at rest');
  server = await MaliciousServer.start(world);
});

afterEach(() => server.stop());

describe('a lockbox', () => {
  const open = async () => {
    const person = personAt(server, world.admin, world.harbour);
    const { state } = await syncDirectory(person);
    const { epoch } = state.currentEpoch(world.harbour.unit) ?? { epoch: 0 };
    return (await openUnitSeed(person, state, world.harbour.unit, epoch)).seed;
  };

  const serve = (epoch: number, bytes: Uint8Array) =>
    server.answer('MyLockboxes', () => ({
      myLockboxes: [{ unit: world.harbour.unit, epoch, bytes: toBase64(bytes) }],
    }));

  /** Opens a lockbox for whatever it is of these, as HPKE does, which has no sender. */
  const trusting =
    (...targets: ListedLockbox[]) =>
    (bytes: Uint8Array, { kem }: DeviceKeys) => {
      for (const target of targets) {
        try {
          return unsealSeed(bytes, { info: utf8('sr1/lockbox'), aad: lockboxAad(target) }, kem.seed);
        } catch {
          continue;
        }
      }
      throw new Error('opens for none of them');
    };

  it('of its own making, with a seed it knows: hash and key in the directory stop it', async () => {
    const listed = world.directory.listed(world.harbour.unit, 1, world.admin.device);
    const planted = makeKemKeyPair();
    serve(1, sealLockbox(planted.seed, listed, world.admin.kem.publicKey));
    expect(await without('openLockbox', open, trusting(listed))).toEqual(planted.seed);
    expect(await outcome(open)).toEqual({ code: 'E_LOCKBOX_HASH', exit: 5 });
  });

  it('of an epoch before, in the place of the newest: hash and key in the directory stop it', async () => {
    const { directory, harbour, admin, epochs } = world;
    const old = directory.listed(harbour.unit, 1, admin.device);
    const bytes = epochs.harbour.lockboxes.find(({ device }) => device === admin.device)?.bytes ?? new Uint8Array();
    directory.epoch(harbour, [admin], { reason: 'compromise' });
    server.shown = new ForgedLog(directory);
    serve(2, bytes);
    expect(await without('openLockbox', open, trusting(old))).toEqual(epochs.harbour.kem.seed);
    expect(await outcome(open)).toEqual({ code: 'E_LOCKBOX_HASH', exit: 5 });
  });
});

describe('a vault', () => {
  let entropy: Uint8Array;
  let passkey: { readonly credentialId: Uint8Array; readonly prf: Uint8Array };
  /** Opens by a passkey and by words. */
  let vault: OpenVault;

  beforeEach(() => {
    entropy = makeRecoveryWords().entropy;
    passkey = { credentialId: randomBytes(16), prf: randomBytes(32) };
    const { credentialId } = passkey;
    vault = addPasskeyUnlocker(addWordsUnlocker(makeVault({ keys: world.analyst, pins: pinsAt(server) }), entropy), {
      credentialId,
      rpId: 'localhost',
      prfSalt: makePrfSalt(),
      prfOutput: passkey.prf.slice(),
    });
  });

  /** The vault as this browser opens it, which has seen that version. */
  const openHere = (bytes: Uint8Array, version: number | null): OpenVault => {
    const { credentialId, prf } = passkey;
    const key = { kind: 'passkey', credentialId, prfOutput: prf.slice() } as const;
    return openVault(bytes, key, version === null ? null : { version });
  };

  /** Comes back by words on a machine that has nothing; the server gives this vault. */
  const comeBack = async (bytes: Uint8Array): Promise<OpenVault> => {
    const { org: organisation, member, device } = world.analyst;
    server.answer('VaultByWords', ({ input }) => ({
      vaultByWords: {
        __typename: 'VaultByWordsPayload',
        clientMutationId: (input as { clientMutationId: string }).clientMutationId,
        ...{ organisation, member, device, vault: toBase64(bytes) },
      },
    }));
    const { client } = personAt(server, world.analyst, world.harbour);
    return (await vaultByWords(client, entropy.slice())).vault;
  };

  it('comes back as it was sealed', async () => {
    const { bytes } = sealVault(vault);
    expect(openHere(bytes, 1).keys).toEqual(world.analyst);
    expect((await comeBack(bytes)).keys).toEqual(world.analyst);
  });

  it('of before, so that the log can go back behind what was seen: the version this browser knows stops it', async () => {
    const { directory, northgate, liaison } = world;
    const before = sealVault(vault);
    const size = directory.entries.length;
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: world.liaison2.device, reason: 'lost' });
    directory.epoch(northgate, [liaison], { reason: 'compromise' });
    server.shown = new ForgedLog(directory);
    const seen = await syncWith(before.vault);
    const now = sealVault(seen);

    server.size = size;
    const forgotten = openHere(before.bytes, null);
    const sealed = await sealTo(personAt(server, forgotten.keys, world.harbour, storesOf(forgotten)), 'northgate');
    expect(await readWith(world.epochs.northgate.kem.seed, sealed)).toBe(TITLE);
    expect(await outcome(() => openHere(before.bytes, now.vault.version))).toEqual({
      code: 'E_VAULT_ROLLED_BACK',
      exit: null,
    });
    const known = openHere(now.bytes, now.vault.version);
    const send = () => sealTo(personAt(server, known.keys, world.harbour, storesOf(known)), 'northgate');
    expect(await outcome(send)).toEqual({ code: 'E_ROLLBACK', exit: 5 });
  });

  /** The vault after a sync: it keeps the checkpoint that was seen. */
  const syncWith = async (opened: OpenVault): Promise<OpenVault> => {
    const stores = storesOf(opened);
    await syncDirectory(personAt(server, opened.keys, world.harbour, stores));
    const seen = await stores.checkpoint.read();
    if (seen === null) throw new Error('nothing was seen');
    const { size, root, note, cosignedAt } = seen;
    return { ...opened, checkpoint: { size, root: fromHex(root), note: fromBase64(note), cosignedAt } };
  };

  it('with a way in taken out, so that it is lost with the next version: the sealed list of ways stops it', async () => {
    const sealed = sealVault(vault);
    const left = vault.unlockers.filter(({ params }) => params.kind === 'words');
    const stripped = writeVault({ ...partsOf(sealed.bytes), unlockers: left });
    const believing = (plaintext: Uint8Array): VaultContents => ({
      ...jest.requireActual<typeof Contents>('../../../libs/keyring/src/vault-contents.js').readContents(plaintext),
      unlockerHashes: left.map((unlocker) => sha256(writeUnlocker(unlocker))),
    });
    const fooled = await without('readContents', () => comeBack(stripped), believing);
    const next = sealVault(fooled);
    expect(await outcome(() => openHere(next.bytes, next.vault.version))).toMatchObject({ code: 'E_VAULT_UNLOCK' });
    expect(await outcome(() => comeBack(stripped))).toEqual({ code: 'E_VAULT', exit: 5 });
  });

  it('under lowered Argon2id parameters, so that the passphrase can be guessed: the floor in the client stops it', async () => {
    const floor = { passes: 1, memoryBytes: 8192 };
    const passphrase = passphraseBytes('harbour-17');
    // A client that takes its parameters from the server seals, opens and seals again without a word.
    const weak = await without(
      'VAULT_PASSPHRASE_FLOOR',
      async () => addPassphraseUnlocker(vault, passphrase),
      () => floor,
    );
    const sealed = sealVault(weak);
    const parts = { ...partsOf(sealed.bytes), header: { ...weak, version: 1, device: weak.keys.device } };
    const asServed = (): object => ({ ...parts, unlockers: weak.unlockers });
    const used = await without('parseVault', () => comeBack(sealed.bytes), asServed);
    expect(used.unlockers.find(({ params }) => params.kind === 'passphrase')?.params).toMatchObject(floor);
    const guesses = Array.from({ length: 20 }, (_, number) => passphraseBytes(`harbour-${number}`));
    const stolen = await without(
      'parseVault',
      async () => guesses.flatMap((guess) => openedBy(sealed.bytes, guess)),
      asServed,
    );
    expect(stolen).toEqual([world.analyst]);

    const derived = jest.fn();
    expect(await without('argon2id', () => outcome(() => comeBack(sealed.bytes)), derived)).toEqual({
      code: 'E_VAULT_PARAMETERS',
      exit: 5,
    });
    const typed = () => openVault(sealed.bytes, { kind: 'passphrase', passphrase });
    expect(await without('argon2id', () => outcome(typed), derived)).toEqual({
      code: 'E_VAULT_PARAMETERS',
      exit: null,
    });
    expect(derived).not.toHaveBeenCalled();
    expect(VAULT_PASSPHRASE_FLOOR).toEqual({ passes: 3, memoryBytes: 256 * 1024 * 1024 });
  });
});

/** What a device keeps of what it has seen, as it lies in its vault. */
function storesOf({ checkpoint }: OpenVault): ClientStores {
  let seen: SeenCheckpoint | null = null;
  if (checkpoint !== null) {
    const { size, root, note, cosignedAt } = checkpoint;
    seen = { size, root: toHex(root), note: toBase64(note), cosignedAt };
  }
  return { ...memoryStores(), checkpoint: { read: async () => seen, write: async (next) => void (seen = next) } };
}

/** The bytes of a vault, taken apart without looking at what they say. */
function partsOf(bytes: Uint8Array): { readonly headerBytes: Uint8Array; readonly sealed: Uint8Array } {
  const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_VAULT_BYTES }));
  const max = MAX_VAULT_BYTES;
  return { headerBytes: fields.bytes(1, { max }), sealed: fields.bytes(3, { max }) };
}

/** The keys in a vault that a guessed passphrase opens. */
function openedBy(bytes: Uint8Array, passphrase: Uint8Array): DeviceKeys[] {
  try {
    return [openVault(bytes, { kind: 'passphrase', passphrase }).keys];
  } catch (error) {
    if (error instanceof KeyringError) return [];
    throw error;
  }
}
