import { encode } from '@sealbridge/cbor';
import { AEAD_KEY_BYTES, aeadOpen, aeadSeal, CryptoError, equal, randomBytes, sha256, wipe } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { wipeDeviceKeys, type DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import type { Pins } from './pins.js';
import { cannotUnlock, passphraseMaterial, unwrapKey, type UnlockerOf } from './unlocker.js';
import { readContents, writeContents, type Known, type KnownCheckpoint, type VaultContents } from './vault-contents.js';
import {
  ACCOUNT_SALT_BYTES,
  altered,
  asVault,
  parseVault,
  PRF_BYTES,
  requireUnlockers,
  writeUnlocker,
  writeVault,
  writeVaultHeader,
  type Unlocker,
  type UnlockerParams,
  type Vault,
} from './vault-format.js';
import { ENTROPY_BYTES } from './words.js';

const ID_BYTES = 16;
const LABEL = 'sr1/vault';

/** An open vault. Every change gives another one; `keys` and `vk` are the same arrays, wiped once by `wipeVault`. */
export interface OpenVault {
  readonly vaultId: Id;
  /** Of the bytes it was opened from or sealed to; 0 when it was never sealed. */
  readonly version: number;
  readonly accountSalt: Uint8Array;
  readonly keys: DeviceKeys;
  readonly pins: Pins;
  readonly checkpoint: KnownCheckpoint | null;
  readonly known: Known;
  /** Sorted by id. */
  readonly unlockers: readonly Unlocker[];
  /** The vault key. */
  readonly vk: Uint8Array;
}

/** A vault as it is stored. */
export interface SealedVault {
  readonly bytes: Uint8Array;
  readonly sha256: Uint8Array;
  /** The same vault, at the version that was sealed. */
  readonly vault: OpenVault;
}

/** What opens a vault. The PRF output is wiped by whoever takes it here; entropy and passphrase are the caller's to wipe. */
export type VaultKey =
  | { readonly kind: 'passkey'; readonly credentialId: Uint8Array; readonly prfOutput: Uint8Array }
  | { readonly kind: 'words'; readonly entropy: Uint8Array }
  | { readonly kind: 'passphrase'; readonly passphrase: Uint8Array };

/** What anybody sees of a vault. */
export interface VaultInfo {
  readonly vaultId: Id;
  readonly version: number;
  readonly device: Id;
  readonly unlockers: readonly { readonly id: Id; readonly params: UnlockerParams }[];
}

/** A new vault for these keys, with no unlocker yet and nothing remembered but the device itself. */
export function makeVault({ keys, pins }: { readonly keys: DeviceKeys; readonly pins: Pins }): OpenVault {
  return {
    vaultId: idFromBytes(randomBytes(ID_BYTES)),
    version: 0,
    accountSalt: randomBytes(ACCOUNT_SALT_BYTES),
    keys,
    pins,
    checkpoint: null,
    known: { ownSeq: null, devices: [keys.device], epochs: new Map() },
    unlockers: [],
    vk: randomBytes(AEAD_KEY_BYTES),
  };
}

/** Seals the vault as its next version. Throws E_VAULT when it has no unlocker or holds more than fits. */
export function sealVault(vault: OpenVault): SealedVault {
  const { vaultId, accountSalt, keys, vk, unlockers } = vault;
  requireUnlockers(unlockers);
  const version = vault.version + 1;
  const headerBytes = writeVaultHeader({ vaultId, version, accountSalt, device: keys.device });
  const plaintext = writeContents({ ...vault, unlockerHashes: unlockers.map(hashOf) });
  requireReadable(plaintext);
  const sealed = aeadSeal({ key: vk, plaintext, aad: contentsAad(headerBytes) });
  wipe(plaintext);
  const bytes = writeVault({ headerBytes, unlockers, sealed });
  return { bytes, sha256: sha256(bytes), vault: { ...vault, version } };
}

/**
 * Opens a vault by one of its unlockers. `known` is the newest version the caller has seen, or null on a machine that has nothing.
 * Throws E_VAULT_PARAMETERS before anything is derived, E_VAULT_ROLLED_BACK, E_VAULT_UNLOCK, E_VAULT, E_PASSPHRASE_FORM. Takes 256 MiB
 * and a moment for a passphrase. Wipes the PRF output whatever comes out.
 */
export function openVault(
  bytes: Uint8Array,
  key: VaultKey,
  known: { readonly version: number } | null = null,
): OpenVault {
  try {
    const vault = parseVault(bytes);
    if (known !== null && vault.header.version < known.version) {
      throw new KeyringError('E_VAULT_ROLLED_BACK', 'the vault is older than the one that is known');
    }
    const vk = openKey(vault, key);
    try {
      const { vaultId, version, accountSalt } = vault.header;
      return { vaultId, version, accountSalt, ...openContents(vault, vk), unlockers: vault.unlockers, vk };
    } catch (error) {
      wipe(vk);
      throw error;
    }
  } finally {
    if (key.kind === 'passkey') wipe(key.prfOutput);
  }
}

/** What can be seen of a vault without opening it: nothing in it is proved. Throws E_VAULT, E_VAULT_PARAMETERS. */
export function vaultInfo(bytes: Uint8Array): VaultInfo {
  const { header, unlockers } = parseVault(bytes);
  const { vaultId, version, device } = header;
  return { vaultId, version, device, unlockers: unlockers.map(({ id, params }) => ({ id, params })) };
}

/** The ways into a vault, for VAULT PUT; a key file beside it is the caller's to add. */
export function waysIn(vault: Pick<OpenVault, 'unlockers'>): { kind: UnlockerParams['kind']; id: Id }[] {
  return vault.unlockers.map(({ id, params }) => ({ kind: params.kind, id }));
}

/** Overwrites the private keys and the vault key. The object is useless afterwards. */
export function wipeVault({ keys, vk }: OpenVault): void {
  wipeDeviceKeys(keys);
  wipe(vk);
}

// What is over a limit is refused here, while the keys are at hand, and not when the vault is all there is.
function requireReadable(plaintext: Uint8Array): void {
  wipeDeviceKeys(asVault(() => readContents(plaintext)).keys);
}

function openKey(vault: Vault, key: VaultKey): Uint8Array {
  const unlocker = vault.unlockers.find(({ params }) => fits(params, key));
  if (unlocker === undefined) throw cannotUnlock();
  const of: UnlockerOf = vault.header;
  if (key.kind !== 'passphrase') return unwrapKey(of, unlocker, materialOf(key));
  if (unlocker.params.kind !== 'passphrase') throw cannotUnlock();
  const ikm = passphraseMaterial(key.passphrase, unlocker.params);
  try {
    return unwrapKey(of, unlocker, ikm);
  } finally {
    wipe(ikm);
  }
}

function fits(params: UnlockerParams, key: VaultKey): boolean {
  if (params.kind !== key.kind) return false;
  return params.kind !== 'passkey' || key.kind !== 'passkey' || equal(params.credentialId, key.credentialId);
}

function materialOf(key: Exclude<VaultKey, { kind: 'passphrase' }>): Uint8Array {
  const [material, length] = key.kind === 'passkey' ? [key.prfOutput, PRF_BYTES] : [key.entropy, ENTROPY_BYTES];
  if (material.length !== length) throw cannotUnlock();
  return material;
}

function openContents(
  { header, headerBytes, unlockers, sealed }: Vault,
  vk: Uint8Array,
): Omit<VaultContents, 'unlockerHashes'> {
  const plaintext = decrypt(vk, sealed, headerBytes);
  try {
    const { unlockerHashes, ...contents } = asVault(() => readContents(plaintext));
    const listed =
      unlockerHashes.length === unlockers.length &&
      unlockers.every((unlocker, at) => equal(hashOf(unlocker), unlockerHashes[at] ?? new Uint8Array(0)));
    if (listed && contents.keys.device === header.device) return contents;
    wipeDeviceKeys(contents.keys);
    throw altered();
  } finally {
    wipe(plaintext);
  }
}

function decrypt(vk: Uint8Array, sealed: Uint8Array, headerBytes: Uint8Array): Uint8Array {
  try {
    return aeadOpen({ key: vk, sealed, aad: contentsAad(headerBytes) });
  } catch (error) {
    if (error instanceof CryptoError) throw altered();
    throw error;
  }
}

function hashOf(unlocker: Unlocker): Uint8Array {
  return sha256(writeUnlocker(unlocker));
}

function contentsAad(headerBytes: Uint8Array): Uint8Array {
  return encode([LABEL, headerBytes]);
}
