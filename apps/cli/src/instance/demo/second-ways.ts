import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { makeRecoveryWords, parseRecoveryWords } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';

import type { Person } from '../../session/person.js';
import { VAULT_FILE } from '../../vault/vault-files.js';
import { settleWords } from '../../vault/words-vault.js';
import type { InstanceHome } from '../home.js';
import { readOrMakePrivateFile } from '../private-file.js';
import { personFolder } from './key-files.js';
import { ORGANISATIONS, STEWARDS } from './world.js';

/** Name of the file with the words of a demo person, who has no paper. */
const WORDS_FILE = 'recovery-words';

/** Gives every demo person a second way to their keys: 24 words in their folder. Goes on where it was interrupted. */
export async function giveSecondWays(home: InstanceHome, signIn: (profile: string) => Promise<Person>): Promise<void> {
  for (const { profile } of [STEWARDS, ...ORGANISATIONS].flatMap(({ people }) => people)) {
    const folder = personFolder(home, profile);
    if (existsSync(join(folder, VAULT_FILE))) continue;
    const text = readOrMakePrivateFile(join(folder, WORDS_FILE), newWords).toString('utf8');
    const entropy = parseRecoveryWords(text);
    await settleWords(await signIn(profile), entropy, {});
    wipe(entropy);
  }
}

function newWords(): string {
  const { entropy, words } = makeRecoveryWords();
  wipe(entropy);
  return `${words.join(' ')}\n`;
}
