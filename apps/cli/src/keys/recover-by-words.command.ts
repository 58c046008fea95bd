import type { Command } from 'commander';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { recoverByWords } from '../vault/recover-by-words.js';

interface RecoverFlags extends CommonFlags {
  readonly wordsFile?: string;
}

/** The family `keys recover`, in which words are what is meant when nothing else is said. */
export function withWords(family: Command): Command {
  return family.addCommand(recoverByWordsCommand(), { isDefault: true });
}

/** `keys recover words`: back to the keys on a machine that has nothing. */
function recoverByWordsCommand(): Command {
  return verb('words', 'come back to your keys on a machine that has nothing, by your 24 words (the default)')
    .option('--words-file <file>', 'a file with your 24 words; - reads them from stdin')
    .addHelpText(
      'after',
      [
        '',
        'The keys are those of the machine that you lost. If somebody else may have it, end them afterwards: let in a new',
        'device with keys link, and revoke this one with keys revoke.',
        '',
        'example: npx sealbridge keys recover --words-file words.txt --server https://sealbridge.example --profile analyst',
      ].join('\n'),
    )
    .action(async (flags: RecoverFlags) => {
      const { env, output, words } = consoleFor(flags);
      if (flags.wordsFile === undefined)
        throw usage('E_USAGE', 'a file with your words is needed', '--words-file <file>');
      const { profile, device, server } = await recoverByWords({ ...flags, wordsFile: flags.wordsFile }, env, words);
      const { name, orgHandle, unitHandle } = profile;
      output.result({ profile: name, organisation: orgHandle, unit: unitHandle, device, server }, () =>
        [
          `your keys are back: profile ${name} (${unitHandle}), device ${device}`,
          'if somebody else may have the machine that you lost, end its keys: npx sealbridge keys recover --help says how',
        ].join('\n'),
      );
    });
}
