import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { type DeviceKeys, passphraseBytes, sealKeyFile } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';

import { writePrivateFile } from '../instance/private-file.js';
import { type Failure, usage } from '../output/failure.js';
import type { ProfileFile } from './profile-file.js';

const PASSPHRASE_BYTES = 24;
const DRAFT_BYTES = 6;

/** What a new profile holds. */
export interface ProfileContents {
  readonly profile: ProfileFile;
  readonly keys: DeviceKeys;
  readonly policyText: string;
  /** Further files by name: bytes as they are, all else as JSON. */
  readonly besides?: Readonly<Record<string, object>>;
}

/**
 * Makes a profile in a folder, all files of mode 0600. They are made beside it and moved there whole: what is killed halfway leaves no
 * profile. With a passphrase file in the environment none is written. False, and nothing changed, when the folder is taken.
 */
export function placeProfile(folder: string, contents: ProfileContents, env: NodeJS.ProcessEnv): boolean {
  const { profile, keys, policyText, besides = {} } = contents;
  const draft = join(dirname(folder), `.${basename(folder)}.${randomBytes(DRAFT_BYTES).toString('hex')}.new`);
  try {
    const passphrase = passphraseBytes(makePassphrase(draft, env));
    writePrivateFile(join(draft, 'device.key'), sealKeyFile(keys, passphrase));
    wipe(passphrase);
    writePrivateFile(join(draft, 'policy'), policyText);
    for (const [name, value] of Object.entries(besides)) writePrivateFile(join(draft, name), toFile(value));
    writePrivateFile(join(draft, 'profile.json'), toFile(profile));
    return moved(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The folder is taken: exit 2. */
export function profileExists(): Failure {
  return usage('E_PROFILE_EXISTS', 'there is a profile of that name', 'give another name with --profile');
}

/** Where the passphrase of a profile lies: as the environment says, else beside the key. */
export function passphrasePath(folder: string, env: NodeJS.ProcessEnv): string {
  const named = env['SEALBRIDGE_PASSPHRASE_FILE'];
  return named === undefined || named === '' ? join(folder, 'passphrase') : named;
}

/** The passphrase in a file. Throws a Failure (exit 2) when it cannot be read. */
export function readPassphrase(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw usage('E_PASSPHRASE', 'the passphrase file cannot be read', 'SEALBRIDGE_PASSPHRASE_FILE names it');
  }
}

function makePassphrase(folder: string, env: NodeJS.ProcessEnv): string {
  const path = passphrasePath(folder, env);
  if (path === join(folder, 'passphrase')) {
    writePrivateFile(path, `${randomBytes(PASSPHRASE_BYTES).toString('base64url')}\n`);
  }
  return readPassphrase(path);
}

/** False when there is something at that place. */
function moved(draft: string, folder: string): boolean {
  try {
    renameSync(draft, folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
    throw error;
  }
}

function toFile(value: object): string | Uint8Array {
  return value instanceof Uint8Array ? value : `${JSON.stringify(value, null, 2)}\n`;
}
