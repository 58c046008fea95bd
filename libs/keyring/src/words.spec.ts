import { ready, toHex, verifyTyped, signTyped, utf8 } from '@sealbridge/sodium';
import { KeyringError } from './keyring-error.js';
import {
  confirmsWords,
  makeRecoveryWords,
  parseRecoveryWords,
  WORD_COUNT,
  wordsKeys,
  wordsToConfirm,
  wipeWordsKeys,
} from './words.js';

describe('the recovery words', () => {
  beforeAll(ready);

  function messageOf(run: () => unknown): string {
    try {
      run();
      return 'accepted';
    } catch (error) {
      if (error instanceof KeyringError && error.code === 'E_WORDS') return error.message;
      throw error;
    }
  }

  it('are 24, new each time, and give their entropy back', () => {
    const made = Array.from({ length: 20 }, makeRecoveryWords);
    expect(new Set(made.map(({ entropy }) => toHex(entropy))).size).toBe(made.length);
    for (const { entropy, words } of made) {
      expect(words).toHaveLength(WORD_COUNT);
      expect(parseRecoveryWords(words.join(' '))).toEqual(entropy);
    }
  });

  it('are understood in capitals and with white space of any kind', () => {
    const { entropy, words } = makeRecoveryWords();
    const typed = `\n ${words.map((word) => word.toUpperCase()).join('\u3000 \t\r\n')} `;
    expect(parseRecoveryWords(typed)).toEqual(entropy);
  });

  it('are named by number and never by word when one is not on the list', () => {
    const { words } = makeRecoveryWords();
    const message = messageOf(() => parseRecoveryWords(words.with(6, 'sealbridge').join(' ')));
    expect(message).toContain('7');
    expect(message).not.toContain('sealbridge');
    expect(
      words.filter((word) => message.split(/\W+/).includes(word) && !/^(is|on|not|the|word|list)$/.test(word)),
    ).toEqual([]);
  });

  it('are refused in another number', () => {
    const { words } = makeRecoveryWords();
    for (const other of [words.slice(1), [...words, 'abandon'], words.slice(0, 12), []]) {
      expect(messageOf(() => parseRecoveryWords(other.join(' ')))).toContain(String(other.length));
    }
  });

  it('are asked back by three different numbers, each as likely as another', () => {
    const drawn = Array.from({ length: 2000 }, () => wordsToConfirm());
    expect(drawn.every(([a, b, c]) => a >= 1 && a < b && b < c && c <= WORD_COUNT)).toBe(true);
    const counts = Array.from(
      { length: WORD_COUNT },
      (_, at) => drawn.filter((numbers) => numbers.includes(at + 1)).length,
    );
    // Each is drawn 250 times; ten standard deviations either way come about in no run.
    expect(Math.min(...counts)).toBeGreaterThan(100);
    expect(Math.max(...counts)).toBeLessThan(400);
  });

  it('draws bytes past the last whole multiple again', () => {
    const bytes = [240, 255, 0, 24, 239, 47, 5];
    expect(wordsToConfirm(() => Uint8Array.of(bytes.shift() ?? 0))).toEqual([1, 6, 24]);
  });

  it('count as written down when the three are typed back in their order', () => {
    const { entropy, words } = makeRecoveryWords();
    const at = (...numbers: number[]): string => numbers.map((number) => words[number - 1]).join(' ');
    expect(confirmsWords(entropy, [3, 9, 20], ` ${at(3, 9, 20).toUpperCase()} `)).toBe(true);
    for (const typed of [at(3, 9), at(3, 9, 20, 21), 'zoo zoo zebra zoo', '']) {
      expect(confirmsWords(entropy, [3, 9, 20], typed)).toBe(false);
    }
  });

  it('give keys that tell nothing of each other, and wipe away', () => {
    const { entropy } = makeRecoveryWords();
    const keys = wordsKeys(entropy);
    expect(new Set([keys.lookup, keys.shareKey, keys.sign.seed, entropy].map(toHex)).size).toBe(4);
    const body = utf8('STEP-UP');
    expect(
      verifyTyped('sr1.stepup', body, signTyped('sr1.stepup', body, keys.sign.privateKey), keys.sign.publicKey),
    ).toBe(true);
    wipeWordsKeys(keys);
    const wiped = [keys.lookup, keys.shareKey, keys.sign.seed, keys.sign.privateKey];
    expect(wiped.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });
});
