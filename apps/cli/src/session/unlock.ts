import { readFileSync } from 'node:fs';

import { type DeviceKeys, KeyringError, openKeyFile, passphraseBytes } from '@sealbridge/keyring';
import { ready, wipe } from '@sealbridge/sodium';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/**
 * The device keys of a profile, unlocked with the passphrase file. The command line never asks: SEALBRIDGE_PASSPHRASE_FILE
 * or the profile names the file. Throws a Failure: exit 4 for a wrong passphrase or a damaged key file.
 */
export async function unlock(profile: Profile, env: NodeJS.ProcessEnv): Promise<DeviceKeys> {
  await ready();
  const passphrase = passphraseBytes(readPassphrase(profile, env));
  try {
    const keys = openKeyFile(readKeyFile(profile), passphrase);
    if (keys.device === profile.device && keys.org === profile.org && keys.member === profile.member) return keys;
  } catch (error) {
    if (error instanceof KeyringError) throw locked(error.code, error.message);
    throw error;
  } finally {
    wipe(passphrase);
  }
  throw locked('E_KEY_FILE', 'the key file is of another device than the profile');
}

function readPassphrase(profile: Profile, env: NodeJS.ProcessEnv): string {
  const path = env['SEALBRIDGE_PASSPHRASE_FILE'] ?? profile.passphraseFile;
  if (path === null || path === '') {
    throw usage('E_NO_PASSPHRASE', 'no passphrase file is known', 'name one with SEALBRIDGE_PASSPHRASE_FILE');
  }
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw usage('E_NO_PASSPHRASE', 'the passphrase file cannot be read');
  }
}

function readKeyFile(profile: Profile): Uint8Array {
  try {
    return new Uint8Array(readFileSync(profile.keyFile));
  } catch {
    throw locked('E_KEY_FILE', 'the key file cannot be read');
  }
}

function locked(code: `E_${string}`, message: string): Failure {
  return new Failure({ code, exit: EXIT.SIGN_IN, message });
}
