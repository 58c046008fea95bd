import { encode } from '@sealbridge/cbor';
import { deriveSigningKeyPair, hkdfSha256, randomBytes, wipe, type SigningKeyPair } from '@sealbridge/sodium';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { KeyringError } from './keyring-error.js';

/** How many recovery words there are. */
export const WORD_COUNT = 24;
/** How many of them are asked back. */
export const WORDS_ASKED_BACK = 3;
/** Length in bytes of the entropy of 24 words. */
export const ENTROPY_BYTES = 32;

const DERIVED_BYTES = 32;
const LABEL = 'sr1/words';
const NO_SALT = new Uint8Array(0);
const BYTE_VALUES = 256;

const known: ReadonlySet<string> = new Set(wordlist);

/** 24 new words and their entropy. The caller shows the words once and wipes the entropy. */
export interface RecoveryWords {
  readonly entropy: Uint8Array;
  readonly words: readonly string[];
}

/** What 24 words give (docs/reference/vault.md). The caller wipes it. */
export interface WordsKeys {
  /** Finds the vault at the server, which keeps its SHA-256. */
  readonly lookup: Uint8Array;
  /** Signs STEP-UP and nothing else. */
  readonly sign: SigningKeyPair;
  /** Seals a guardian's printed share. */
  readonly shareKey: Uint8Array;
}

/** 24 random words: 256 bits. */
export function makeRecoveryWords(): RecoveryWords {
  const entropy = randomBytes(ENTROPY_BYTES);
  return { entropy, words: entropyToMnemonic(entropy, [...wordlist]).split(' ') };
}

/**
 * The entropy of 24 words as they were typed: NFKD, lower case, any white space. Throws E_WORDS with the number of the first word
 * that is not on the list, never the word; for another count; for a wrong checksum. The caller wipes the entropy.
 */
export function parseRecoveryWords(text: string): Uint8Array {
  const words = splitWords(text);
  if (words.length !== WORD_COUNT) throw refused(`there are ${WORD_COUNT} words, not ${words.length}`);
  const unknown = words.findIndex((word) => !known.has(word));
  if (unknown >= 0) throw refused(`word ${unknown + 1} is not on the list`);
  try {
    return Uint8Array.from(mnemonicToEntropy(words.join(' '), [...wordlist]));
  } catch {
    throw refused('the words do not belong together: one is another, or two changed places');
  }
}

/** The keys that the entropy of 24 words gives. */
export function wordsKeys(entropy: Uint8Array): WordsKeys {
  const seed = derive(entropy, 'sign');
  const sign = deriveSigningKeyPair(seed);
  wipe(seed);
  return { lookup: derive(entropy, 'lookup'), sign, shareKey: derive(entropy, 'share') };
}

/** Overwrites what `wordsKeys` gave. */
export function wipeWordsKeys({ lookup, sign, shareKey }: WordsKeys): void {
  wipe(lookup, sign.privateKey, sign.seed, shareKey);
}

/** The numbers (1 to 24, rising) of the three words that are asked back. `random` gives so many random bytes. */
export function wordsToConfirm(random: (length: number) => Uint8Array = randomBytes): [number, number, number] {
  const chosen = new Set<number>();
  while (chosen.size < WORDS_ASKED_BACK) {
    const [byte = 0] = random(1);
    // Values past the last whole multiple are drawn again, so that every word is equally likely.
    if (byte < BYTE_VALUES - (BYTE_VALUES % WORD_COUNT)) chosen.add((byte % WORD_COUNT) + 1);
  }
  const [first = 1, second = 2, third = 3] = [...chosen].sort((a, b) => a - b);
  return [first, second, third];
}

/** Whether `typed` are the words of these numbers, in their order and in any spelling `parseRecoveryWords` forgives. */
export function confirmsWords(entropy: Uint8Array, numbers: readonly number[], typed: string): boolean {
  const words = entropyToMnemonic(entropy, [...wordlist]).split(' ');
  const asked = numbers.map((number) => words[number - 1] ?? '');
  const given = splitWords(typed);
  return given.length === asked.length && given.every((word, index) => word === asked[index]);
}

function splitWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

function derive(entropy: Uint8Array, part: string): Uint8Array {
  return hkdfSha256({ ikm: entropy, salt: NO_SALT, info: encode([LABEL, part]), length: DERIVED_BYTES });
}

function refused(message: string): KeyringError {
  return new KeyringError('E_WORDS', message);
}
