import type { Command } from 'commander';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import { confirmNewWords, type NewWordsFlags, showNewWords, writeNewWords } from '../vault/new-words.js';

interface WordsFlags extends CommonFlags, NewWordsFlags {
  readonly renew?: boolean;
}

/** `keys words`: other words in the place of those that were lost or seen. */
export function wordsCommand(): Command {
  return verb('words', 'make other recovery words: the ones before open nothing from then on')
    .option('--renew', 'make them and show them; the ones before count until three of the new ones were typed back')
    .option('--confirm <words>', 'the three words that were asked back, in their order')
    .option('--words-file <file>', 'with --renew: write them to this new file of mode 0600; they count at once')
    .addHelpText(
      'after',
      [
        '',
        'The server forgets the vault of the words before. Who has a copy of it and those words has your keys: then end',
        'this device instead, with keys revoke from another one of yours or by your administrator.',
        '',
        'example: npx sealbridge keys words --renew --profile analyst',
      ].join('\n'),
    )
    .action(async (flags: WordsFlags) => {
      const there = consoleFor(flags);
      if ((flags.renew === true) === (flags.confirm !== undefined)) {
        throw usage('E_USAGE', 'give --renew, or --confirm with the words that were asked back');
      }
      const person = await signIn(flags, there.env);
      if (flags.confirm !== undefined) await confirmNewWords(person, there, flags.confirm, 'keys words --renew');
      else if (flags.wordsFile !== undefined) await writeNewWords(person, there, flags.wordsFile);
      else showNewWords(person, there, 'keys words');
    });
}
