import type { Command } from 'commander';

import { keptVault } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import {
  confirmNewWords,
  type NewWordsFlags,
  showNewWords,
  wordsExist,
  wordsWaitIn,
  writeNewWords,
} from '../vault/new-words.js';

interface InitFlags extends CommonFlags, NewWordsFlags {}

/** `keys init`: the second way to the keys of this device, 24 words. */
export function initCommand(): Command {
  return verb('init', 'make the second way to your keys: 24 words that open them on any machine')
    .option('--confirm <words>', 'the three words that were asked back, in their order; then the words count')
    .option('--words-file <file>', 'write the words to this new file of mode 0600 and show nothing; they count at once')
    .addHelpText(
      'after',
      [
        '',
        'Nothing is sent before there are two ways to your keys. Nobody, the operator neither, can make the words again.',
        '',
        'example: npx sealbridge keys init --profile analyst',
        'example: npx sealbridge keys init --confirm "river paper stone" --profile analyst',
      ].join('\n'),
    )
    .action(async (flags: InitFlags) => {
      const there = consoleFor(flags);
      if (flags.confirm !== undefined && flags.wordsFile !== undefined) {
        throw usage('E_USAGE', 'give --confirm or --words-file');
      }
      const person = await signIn(flags, there.env);
      if (flags.confirm !== undefined) {
        await confirmNewWords(person, there, flags.confirm, 'keys init');
        return;
      }
      const goesOn = flags.wordsFile !== undefined && wordsWaitIn(person, flags.wordsFile);
      if (!goesOn && (await keptVault(person))?.ways.includes('words') === true) throw wordsExist();
      if (flags.wordsFile !== undefined) await writeNewWords(person, there, flags.wordsFile);
      else showNewWords(person, there, 'keys init');
    });
}
