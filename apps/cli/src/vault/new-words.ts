import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';

import { confirmsWords, makeRecoveryWords, wordsToConfirm } from '@sealbridge/keyring';
import { equal, wipe } from '@sealbridge/sodium';

import type { Console } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { keepPending, readPending } from './vault-files.js';
import { rememberedBy, settleWords } from './words-vault.js';
import { numbersText, readWordsFile, wordsTable } from './words-text.js';

const MODE_PRIVATE = 0o600;

/** How words are made: shown and asked back later, or written to a file. */
export interface NewWordsFlags {
  readonly confirm?: string;
  readonly wordsFile?: string;
}

/** The command that goes on with words that were shown. */
export type NextCommand = 'keys init' | 'keys words';

/** The command that shows words. */
export type ShowingCommand = 'keys init' | 'keys words --renew';

/** Shows 24 new words; they count once three of them were asked back. */
export function showNewWords(person: Person, { output }: Console, next: NextCommand): void {
  const { entropy, words } = makeRecoveryWords();
  const asked = wordsToConfirm();
  keepPending(person.profile, person.keys, { asked, entropy });
  wipe(entropy);
  output.result({ words, asked }, () =>
    [
      'these 24 words open your keys on any machine, and nobody can make them again. write them on paper: they are shown once.',
      '',
      wordsTable(words),
      '',
      `they count when you have typed words ${numbersText(asked)} back:`,
      `npx sealbridge ${next} --confirm "WORD WORD WORD" --profile ${person.profile.name}`,
    ].join('\n'),
  );
}

/**
 * Writes 24 new words to a file of mode 0600 that is not there yet, and makes them count. Those of a run that was interrupted are in the
 * file and wait: they are made to count, and no others are made.
 */
export async function writeNewWords(person: Person, { output }: Console, path: string): Promise<void> {
  await settle(person, output, waitingIn(person, path) ?? writeWords(person, path), path);
}

/** Whether this file holds the words that wait, of a run that was interrupted. */
export function wordsWaitIn(person: Person, path: string): boolean {
  const entropy = waitingIn(person, path);
  if (entropy === null) return false;
  wipe(entropy);
  return true;
}

/** Makes the words that were shown count, if the three that were asked are these. `again` is the command that shows others. */
export async function confirmNewWords(
  person: Person,
  { output }: Console,
  typed: string,
  again: ShowingCommand,
): Promise<void> {
  const pending = readPending(person.profile, person.keys);
  if (pending === null)
    throw usage('E_NO_WORDS', 'no words wait to be asked back', `npx sealbridge ${again} makes them`);
  const { asked, entropy } = pending;
  if (!confirmsWords(entropy, asked, typed)) {
    wipe(entropy);
    const hint = `look at your paper again, or begin anew with npx sealbridge ${again}`;
    throw usage('E_WORDS', `these are not words ${numbersText(asked)}`, hint);
  }
  await settle(person, output, entropy, null);
}

/** Throws a Failure (exit 6): words are there, others take their place knowingly. */
export function wordsExist(): Failure {
  return new Failure({
    code: 'E_WORDS_EXIST',
    exit: EXIT.CONFLICT,
    message: 'there are words that open your keys already',
    hint: 'if they are lost or were seen: npx sealbridge keys words --renew',
  });
}

async function settle(
  person: Person,
  output: Console['output'],
  entropy: Uint8Array,
  wordsFile: string | null,
): Promise<void> {
  const waysIn = await settleWords(person, entropy, await rememberedBy(person));
  wipe(entropy);
  const { device } = person.keys;
  output.result({ device, waysIn, wordsFile }, () =>
    [
      `${String(waysIn)} ways to your keys: the key file of this machine and your 24 words`,
      ...(wordsFile === null ? [] : [`the words are in ${wordsFile}: bring them to paper and delete the file`]),
      'on another machine: npx sealbridge keys recover --words-file FILE --profile NAME',
    ].join('\n'),
  );
}

/** The entropy of the words that wait, when this file holds them; the caller wipes it. */
function waitingIn({ profile, keys }: Person, path: string): Uint8Array | null {
  const pending = readPending(profile, keys);
  if (pending === null) return null;
  const written = existsSync(path) ? readWords(path) : null;
  const same = written !== null && equal(written, pending.entropy);
  if (written !== null) wipe(written);
  if (same) return pending.entropy;
  wipe(pending.entropy);
  return null;
}

function readWords(path: string): Uint8Array | null {
  try {
    return readWordsFile(path);
  } catch {
    return null;
  }
}

/** They wait before they are in the file: a file with words in it is one that can be gone on with. */
function writeWords({ profile, keys }: Person, path: string): Uint8Array {
  const file = openNew(path);
  try {
    const { entropy, words } = makeRecoveryWords();
    keepPending(profile, keys, { asked: wordsToConfirm(), entropy });
    writeSync(file, `${words.join(' ')}\n`);
    fsyncSync(file);
    return entropy;
  } finally {
    closeSync(file);
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', MODE_PRIVATE);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw taken
      ? usage('E_FILE_EXISTS', 'there is a file of that name; no words were made', 'give another name')
      : usage('E_FILE', 'the file for the words cannot be written; no words were made');
  }
}
