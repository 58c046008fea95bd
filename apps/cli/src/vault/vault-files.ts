import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
  type DeviceKeys,
  ENTROPY_BYTES,
  KeyringError,
  type VaultInfo,
  vaultInfo,
  WORD_COUNT,
  WORDS_ASKED_BACK,
} from '@sealbridge/keyring';
import { CryptoError, fromBase64, hpkeOpen, hpkeSeal, toBase64, utf8 } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/** Name of the file that holds the vault of a profile. */
export const VAULT_FILE = 'vault';
const PENDING_FILE = 'vault.pending';
const PENDING_INFO = utf8('sr1/pending-words');

type InFolder = Pick<Profile, 'folder'>;

/** New words that were shown and not asked back yet: nothing counts on them. */
export interface PendingWords {
  /** Which of them are asked back. */
  readonly asked: readonly number[];
  readonly entropy: Uint8Array;
}

/** Keeps a vault in the folder of the profile. */
export function keepVault({ folder }: InFolder, bytes: Uint8Array): void {
  writePrivateFile(join(folder, VAULT_FILE), bytes);
}

/** What is seen of the vault of a profile without opening it; null when there is none. Throws a Failure (exit 5) when it is damaged. */
export function ownVaultInfo({ folder }: InFolder): VaultInfo | null {
  const path = join(folder, VAULT_FILE);
  if (!existsSync(path)) return null;
  try {
    return vaultInfo(new Uint8Array(readFileSync(path)));
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    const hint = `move ${path} away, and make another with npx sealbridge keys words --renew`;
    throw new Failure({ code: error.code, exit: EXIT.VERIFICATION, message: error.message, hint });
  }
}

/** Keeps words until they are asked back, sealed to the key of the device itself: the file alone shows nothing. */
export function keepPending({ folder }: InFolder, { device, kem }: DeviceKeys, { asked, entropy }: PendingWords): void {
  const aad = idToBytes(device);
  const { enc, ct } = hpkeSeal({ publicKey: kem.publicKey, info: PENDING_INFO, aad, plaintext: entropy });
  const file = { version: 1, asked, enc: toBase64(enc), ct: toBase64(ct) };
  writePrivateFile(join(folder, PENDING_FILE), `${JSON.stringify(file)}\n`);
}

/** The words that wait to be asked back; null when none do, or when they were kept for other keys. The caller wipes the entropy. */
export function readPending({ folder }: InFolder, { device, kem }: DeviceKeys): PendingWords | null {
  const path = join(folder, PENDING_FILE);
  if (!existsSync(path)) return null;
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<'asked' | 'enc' | 'ct', unknown>> | null;
    const { asked, enc, ct } = file ?? {};
    if (!isAsked(asked) || typeof enc !== 'string' || typeof ct !== 'string') return null;
    const sealed = { enc: fromBase64(enc), ct: fromBase64(ct) };
    const entropy = hpkeOpen({ seed: kem.seed, ...sealed, info: PENDING_INFO, aad: idToBytes(device) });
    return entropy.length === ENTROPY_BYTES ? { asked, entropy } : null;
  } catch (error) {
    if (error instanceof CryptoError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Forgets words that wait to be asked back. */
export function dropPending({ folder }: InFolder): void {
  rmSync(join(folder, PENDING_FILE), { force: true });
}

function isAsked(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === WORDS_ASKED_BACK &&
    value.every((number: unknown) => Number.isInteger(number) && Number(number) >= 1 && Number(number) <= WORD_COUNT)
  );
}
