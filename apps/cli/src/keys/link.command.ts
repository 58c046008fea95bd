import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';

import { linkToLetIn } from '@sealbridge/client';
import { makeLinkCode } from '@sealbridge/keyring';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { readWait, writeLink } from '../link/link-text.js';
import { pinsOf } from '../link/pins.js';
import { letInText, notePartly } from '../link/show-device.js';
import { knowLetIn } from '../self-audit/tell.js';
import { signIn } from '../session/person.js';

interface LinkFlags extends CommonFlags {
  readonly wait?: string;
}

/** `keys link`: gives a link, and lets in the device that opens it. */
export function linkCommand(): Command {
  return verb('link', 'show a link that lets in one further device of yours, a browser or a machine, and wait for it')
    .option('--wait <minutes>', 'how long to wait for it: 1m to 15m (default: 15m)')
    .addHelpText(
      'after',
      [
        '',
        'Whoever opens the link first becomes a device of yours: open it yourself, and send it to nobody.',
        '',
        'example: npx sealbridge keys link --profile analyst --wait 10m',
      ].join('\n'),
    )
    .action(async (flags: LinkFlags) => {
      const { env, output, words } = consoleFor(flags);
      const withinMs = readWait(flags.wait);
      const person = await signIn(flags, env);
      const code = makeLinkCode();
      const address = writeLink(person.server, code);
      const link = linkToLetIn(person, pinsOf(person.profile, person.server), code);
      for (const line of renderUnicodeCompact(address).split('\n')) words.say(line);
      words.say(address);
      words.say('open it on the device that you want to use, in a browser or with: npx sealbridge login --link LINK');
      const asking = await link.asking({ withinMs });
      words.say(`a device asks: ${asking.fingerprint}`);
      const letIn = await link.letIn({ withinMs });
      link.close();
      await knowLetIn(person, letIn);
      notePartly(letIn);
      output.result(letIn, () => letInText(letIn));
    });
}
