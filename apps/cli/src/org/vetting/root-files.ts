import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { KeyringError, openRootKeyFile, passphraseBytes, type RootKeys } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';

import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';

const KEY_SUFFIX = '.key';
const MODE_OTHERS = 0o077;

/** Where `org apply` puts a root key. */
export function rootFileAt(folder: string, number: number): string {
  return join(folder, `root-${number}${KEY_SUFFIX}`);
}

/** The passphrase file of a root key: beside it, `.passphrase` in the place of `.key`. */
export function rootPassphraseAt(path: string): string {
  return path.endsWith(KEY_SUFFIX) ? `${path.slice(0, -KEY_SUFFIX.length)}.passphrase` : `${path}.passphrase`;
}

/** The passphrase file that there is: the key's own, or one named `passphrase` for all keys of the folder, as in the demo world. */
function passphraseOf(path: string): string {
  const [own, ofFolder] = [rootPassphraseAt(path), join(dirname(path), 'passphrase')];
  return !existsSync(own) && existsSync(ofFolder) ? ofFolder : own;
}

/**
 * A root key of a file, with the passphrase of the file beside it. Throws a Failure: exit 2 when one cannot be read or is open to
 * others, exit 4 for a wrong passphrase or a damaged key file.
 */
export function openRootFile(path: string): RootKeys {
  const passphrase = passphraseBytes(
    readPrivate(passphraseOf(path))
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
  try {
    return openRootKeyFile(new Uint8Array(readPrivate(path)), passphrase);
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw new Failure({ code: error.code, exit: EXIT.SIGN_IN, message: error.message });
  } finally {
    wipe(passphrase);
  }
}

function readPrivate(path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw usage('E_FILE', `${path} is not there`, 'a root key needs its passphrase file beside it');
  if (process.platform !== 'win32' && (found.mode & MODE_OTHERS) !== 0) {
    throw usage('E_FILE_MODE', `${path} is open to others`, `chmod 600 ${path}`);
  }
  return readFileSync(path);
}
