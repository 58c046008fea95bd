import type { Command } from 'commander';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { enrol } from '../../link/enrol.js';

/** `keys recover ask`: somebody who has lost every device makes new keys, and shows a guardian a code. */
export function askCommand(): Command {
  return verb('ask', 'you have lost every device: make new keys here, and show the code that a guardian asks for')
    .addHelpText(
      'after',
      [
        '',
        'Call a guardian of your organisation first. The keys lie in the new profile from then on; they open what you could',
        'open when the guardians have completed the recovery: after the delay, sign in with it.',
        '',
        'example: npx sealbridge keys recover ask --server https://sealbridge.example --profile new-laptop',
      ].join('\n'),
    )
    .action(async (flags: CommonFlags) => {
      const { env, output, words } = consoleFor(flags);
      const profile = await enrol({ ...flags, code: null, byGuardians: true }, env, words);
      const { name, orgHandle, member, device } = profile;
      output.result({ profile: name, organisation: orgHandle, member, device }, () =>
        [
          `${name} has keys of its own for ${orgHandle}; a guardian has seen that you hold them`,
          `when the guardians are done: npx sealbridge login --profile ${name}`,
          'then make a second way in: npx sealbridge keys init',
        ].join('\n'),
      );
    });
}
