import { ARGON2_SALT_BYTES, equal, randomBytes, wipe } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { cannotUnlock, passphraseMaterial, unwrapKey, wrapKey, type UnlockerOf } from './unlocker.js';
import type { OpenVault } from './vault.js';
import {
  MAX_UNLOCKERS,
  PRF_BYTES,
  requireUnlockers,
  VAULT_PASSPHRASE_FLOOR,
  type Unlocker,
  type UnlockerParams,
} from './vault-format.js';
import { ENTROPY_BYTES } from './words.js';

const ID_BYTES = 16;

/** A passkey and what it gave for `prfSalt`. The output is wiped by whoever takes it here. */
export interface PasskeyInput {
  readonly credentialId: Uint8Array;
  readonly rpId: string;
  readonly prfSalt: Uint8Array;
  readonly prfOutput: Uint8Array;
}

/** A random salt to ask a passkey with before it becomes an unlocker. */
export function makePrfSalt(): Uint8Array {
  return randomBytes(PRF_BYTES);
}

/** The vault with a passkey more. Throws E_VAULT for a passkey that is there, E_VAULT_UNLOCK unless the output has 32 bytes. */
export function addPasskeyUnlocker(vault: OpenVault, passkey: PasskeyInput): OpenVault {
  const { credentialId, rpId, prfSalt, prfOutput } = passkey;
  try {
    requireBytes(prfOutput, PRF_BYTES);
    return add(vault, { kind: 'passkey', credentialId, rpId, prfSalt, nextSalt: makePrfSalt() }, prfOutput);
  } finally {
    wipe(prfOutput);
  }
}

/** The vault with 24 words, given as their entropy. Throws E_VAULT when it has words. */
export function addWordsUnlocker(vault: OpenVault, entropy: Uint8Array): OpenVault {
  requireBytes(entropy, ENTROPY_BYTES);
  return add(vault, { kind: 'words' }, entropy);
}

/** The vault with a passphrase, given as bytes. Takes 256 MiB and a moment. Throws E_VAULT when it has one, E_PASSPHRASE_FORM. */
export function addPassphraseUnlocker(vault: OpenVault, passphrase: Uint8Array): OpenVault {
  const params = { kind: 'passphrase', ...VAULT_PASSPHRASE_FLOOR, salt: randomBytes(ARGON2_SALT_BYTES) } as const;
  const ikm = passphraseMaterial(passphrase, params);
  const added = add(vault, params, ikm);
  wipe(ikm);
  return added;
}

/**
 * The vault without this unlocker; versions that were sealed before still open by it. Throws E_VAULT_UNLOCK when there is none. The
 * caller sees to it that two ways remain.
 */
export function removeUnlocker(vault: OpenVault, id: Id): OpenVault {
  const unlockers = vault.unlockers.filter((unlocker) => unlocker.id !== id);
  if (unlockers.length === vault.unlockers.length) throw cannotUnlock();
  return { ...vault, unlockers };
}

/**
 * The vault with the next salt of a passkey in the place of its salt. `current` and `next` are what the passkey gave for both; they are
 * wiped. Throws E_VAULT_UNLOCK unless `current` opens the vault.
 */
export function rotatePrfSalt(
  vault: OpenVault,
  id: Id,
  { current, next }: { readonly current: Uint8Array; readonly next: Uint8Array },
): OpenVault {
  try {
    const unlocker = vault.unlockers.find((one) => one.id === id);
    if (unlocker?.params.kind !== 'passkey') throw cannotUnlock();
    requireBytes(next, PRF_BYTES);
    requireOpens(vault, unlocker, current);
    const params = { ...unlocker.params, prfSalt: unlocker.params.nextSalt, nextSalt: makePrfSalt() };
    const rotated = wrapKey(vault.vk, unlockerOf(vault), { id, params }, next);
    return { ...vault, unlockers: vault.unlockers.map((one) => (one.id === id ? rotated : one)) };
  } finally {
    wipe(current, next);
  }
}

function add(vault: OpenVault, params: UnlockerParams, ikm: Uint8Array): OpenVault {
  if (vault.unlockers.length >= MAX_UNLOCKERS) throw new KeyringError('E_VAULT', 'the vault has 16 ways in already');
  const id = idFromBytes(randomBytes(ID_BYTES));
  const added = wrapKey(vault.vk, unlockerOf(vault), { id, params }, ikm);
  const unlockers = [...vault.unlockers, added].sort((a, b) => (a.id < b.id ? -1 : 1));
  requireUnlockers(unlockers);
  return { ...vault, unlockers };
}

function requireOpens(vault: OpenVault, unlocker: Unlocker, ikm: Uint8Array): void {
  const vk = unwrapKey(unlockerOf(vault), unlocker, ikm);
  const same = equal(vk, vault.vk);
  wipe(vk);
  if (!same) throw cannotUnlock();
}

function requireBytes(material: Uint8Array, length: number): void {
  if (material.length !== length) throw cannotUnlock();
}

function unlockerOf({ vaultId, accountSalt, keys }: OpenVault): UnlockerOf {
  return { vaultId, accountSalt, device: keys.device };
}
