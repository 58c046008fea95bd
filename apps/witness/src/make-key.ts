import { utf8 } from '@sealbridge/sodium';
import { makeNoteSigner, verifierOf, writeSignerKey, writeVerifierKey } from '@sealbridge/transparency';
import { createFile } from './files.js';

/**
 * Makes a witness key of this name in a new file, mode 0600, and returns its verifier key, which goes into policy files.
 * Throws EEXIST when the file is there: a witness key is never overwritten. Throws E_KEY on a name no note may use.
 */
export function makeWitnessKey(name: string, path: string): string {
  const signer = makeNoteSigner(name, 'cosignature');
  createFile(path, utf8(`${writeSignerKey(signer)}\n`));
  return writeVerifierKey(verifierOf(signer));
}
