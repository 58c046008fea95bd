import { encode } from '@sealbridge/cbor';
import {
  AEAD_KEY_BYTES,
  aeadOpen,
  aeadSeal,
  argon2id,
  CryptoError,
  equal,
  HASH_BYTES,
  hkdfSha256,
  wipe,
} from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { requirePassphrase } from './passphrase.js';
import { altered, writeParams, type Unlocker, type UnlockerParams } from './vault-format.js';

const LABEL = 'sr1/kek';

/** The vault that an unlocker belongs to: what its key and its wrap are bound to. */
export interface UnlockerOf {
  readonly vaultId: Id;
  readonly device: Id;
  readonly accountSalt: Uint8Array;
}

/** The unlocker `id` that opens `vk` by this input key material (see `passphraseMaterial` for passphrases). */
export function wrapKey(
  vk: Uint8Array,
  of: UnlockerOf,
  { id, params }: Pick<Unlocker, 'id' | 'params'>,
  ikm: Uint8Array,
): Unlocker {
  const { kek, commitment } = deriveKek(of, { id, params }, ikm);
  const wrapped = aeadSeal({ key: kek, plaintext: vk, aad: wrapAad(of, { id, params }) });
  wipe(kek);
  return { id, params, commitment, wrapped };
}

/** The vault key of an unlocker. Throws E_VAULT_UNLOCK for other key material, E_VAULT for an altered wrap. */
export function unwrapKey(of: UnlockerOf, unlocker: Unlocker, ikm: Uint8Array): Uint8Array {
  const { kek, commitment } = deriveKek(of, unlocker, ikm);
  try {
    if (!equal(commitment, unlocker.commitment)) throw cannotUnlock();
    return aeadOpen({ key: kek, sealed: unlocker.wrapped, aad: wrapAad(of, unlocker) });
  } catch (error) {
    // The commitment already showed the right key, so what does not open was altered.
    if (error instanceof CryptoError) throw altered();
    throw error;
  } finally {
    wipe(kek);
  }
}

/** The input key material of a passphrase, given as bytes. Takes the memory of the parameters and a moment. Throws E_PASSPHRASE_FORM. */
export function passphraseMaterial(
  passphrase: Uint8Array,
  { passes, memoryBytes, salt }: Extract<UnlockerParams, { kind: 'passphrase' }>,
): Uint8Array {
  const limits = { opsLimit: passes, memLimitBytes: memoryBytes, length: HASH_BYTES };
  return argon2id({ passphrase: requirePassphrase(passphrase), salt, ...limits });
}

/** The one error for a key that is not of this vault. */
export function cannotUnlock(): KeyringError {
  return new KeyringError('E_VAULT_UNLOCK', 'this does not open the vault');
}

function deriveKek(
  { accountSalt }: UnlockerOf,
  { id, params }: Pick<Unlocker, 'id' | 'params'>,
  ikm: Uint8Array,
): { kek: Uint8Array; commitment: Uint8Array } {
  const paramsBytes = writeParams(params);
  const part = (name: string, length: number): Uint8Array => {
    const info = encode([LABEL, name, params.kind, idToBytes(id), paramsBytes]);
    return hkdfSha256({ ikm, salt: accountSalt, info, length });
  };
  return { kek: part('key', AEAD_KEY_BYTES), commitment: part('commitment', HASH_BYTES) };
}

function wrapAad({ vaultId, device }: UnlockerOf, { id, params }: Pick<Unlocker, 'id' | 'params'>): Uint8Array {
  return encode([LABEL, ...[vaultId, device].map(idToBytes), params.kind, idToBytes(id), writeParams(params)]);
}
