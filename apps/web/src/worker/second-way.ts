// The second way to the own keys: 24 words on paper, or another passkey. Both change the vault at the server, which asks for a passkey.
import {
  addWordsUnlocker,
  makeRecoveryWords,
  removeUnlocker,
  waysIn,
  wipeWordsKeys,
  wordsKeys,
  wordsToConfirm,
} from '@sealbridge/keyring';
import { equal, fromBase64Url, sha256, wipe } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { put } from './open-vault.js';
import { type PasskeyMade, WAYS_NEEDED, type WordsConfirmed, type WordsShown } from './operations.js';
import { makePasskey } from './set-up.js';

/** So long after their making the words can be looked at once more, in milliseconds. */
export const AGAIN_WITHIN_MS = 600_000;

/** Makes 24 words to be written down. They count for nothing until three were typed back. */
export function makeWords(desk: Desk): WordsShown {
  forgetWords(desk);
  desk.begun.again = null;
  const { entropy, words } = makeRecoveryWords();
  const asked = wordsToConfirm();
  desk.begun.words = { entropy, words, asked, made: Date.now() };
  return { words, asked };
}

/** Compares the three that were asked back; when they are right the words become a way in, here and at the server. */
export async function confirmWords(
  desk: Desk,
  typed: readonly { readonly number: number; readonly word: string }[],
): Promise<WordsConfirmed> {
  const { begun } = desk;
  if (begun.words === null) throw new WorkFailure({ code: 'E_WORDS_GONE', kind: 'usage' });
  const { entropy, words, asked, made } = begun.words;
  const given = new Map(typed.map(({ number, word }) => [number, word.normalize('NFKD').trim().toLowerCase()]));
  const wrong = asked.filter((number) => given.get(number) !== words[number - 1]);
  if (wrong.length > 0) return { wrong };
  const keys = wordsKeys(entropy);
  const mark = { lookupSha256: sha256(keys.lookup), publicKey: keys.sign.publicKey };
  wipeWordsKeys(keys);
  await desk.during('sealing', () => put(desk, addWordsUnlocker(desk.opened(), entropy), { words: mark }));
  forgetWords(desk);
  keepForOneLook(desk, { words, until: made + AGAIN_WITHIN_MS });
  return { wrong: [] };
}

/** The words that have just become a way in, once more and never again. Throws E_WORDS_GONE. */
export function wordsAgain({ begun }: Desk): readonly string[] {
  const { again } = begun;
  begun.again = null;
  if (again === null || Date.now() >= again.until) throw new WorkFailure({ code: 'E_WORDS_GONE', kind: 'usage' });
  return again.words;
}

/** Makes another passkey; one that unlocks becomes a way in. */
export async function addSecondPasskey(desk: Desk): Promise<PasskeyMade> {
  const before = desk.opened();
  const known = desk.kept.passkeys;
  const made = await makePasskey(desk);
  if (made.canUnlock) {
    const [vault, passkeys] = [desk.opened(), desk.kept.passkeys];
    // a way in counts once the server has it: until then the vault is as it was, and the passkey signs in at most
    desk.vault = before;
    desk.kept = { ...desk.kept, passkeys: known };
    await desk.during('sealing', () => put(desk, vault, { passkeys }));
  }
  return made;
}

/** The open vault without a passkey. Throws E_LAST_WAY when fewer than two ways to the keys would remain. */
export async function takePasskeyOut(desk: Desk, id: string): Promise<void> {
  const vault = desk.opened();
  const credential = fromBase64Url(id);
  const found = vault.unlockers.find(
    ({ params }) => params.kind === 'passkey' && equal(params.credentialId, credential),
  );
  const passkeys = desk.kept.passkeys.filter((one) => one !== id);
  if (passkeys.length === 0) throw lastWay();
  if (found === undefined) {
    desk.kept = { ...desk.kept, passkeys };
    return;
  }
  const without = removeUnlocker(vault, found.id);
  if (waysIn(without).length < WAYS_NEEDED) throw lastWay();
  await desk.during('sealing', () => put(desk, without, { passkeys }));
}

function keepForOneLook({ begun }: Desk, again: { readonly words: readonly string[]; readonly until: number }): void {
  const left = again.until - Date.now();
  if (left <= 0) return;
  begun.again = again;
  setTimeout(() => {
    if (begun.again === again) begun.again = null;
  }, left);
}

function forgetWords({ begun }: Desk): void {
  if (begun.words !== null) wipe(begun.words.entropy);
  begun.words = null;
}

function lastWay(): WorkFailure {
  return new WorkFailure({ code: 'E_LAST_WAY', kind: 'refused' });
}
