import type { Command } from 'commander';

import { linkToLetIn } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { readCode, readWait } from '../link/link-text.js';
import { pinsOf } from '../link/pins.js';
import { letInText, notePartly } from '../link/show-device.js';
import { knowLetIn } from '../self-audit/tell.js';
import { signIn } from '../session/person.js';
import { isSameFingerprint, otherFingerprint, readFingerprint } from './typed-fingerprint.js';

interface ApproveFlags extends CommonFlags {
  readonly fingerprint: string;
  readonly wait?: string;
}

/** `keys approve`: lets in the device that shows a code. The fingerprint is typed, not shown: nobody nods through what they compare. */
export function approveCommand(): Command {
  return verb('approve', 'let in the device that shows this code, if its fingerprint is the one you type')
    .argument('<code>', 'the code that the new device shows')
    .requiredOption(
      '--fingerprint <text>',
      'what the new device shows as its fingerprint; the first two groups are enough',
    )
    .option('--wait <minutes>', 'how long to wait for it: 1m to 15m (default: 15m)')
    .addHelpText(
      'after',
      [
        '',
        'Approve only a device that is before you. Nobody of your organisation or of the stewards ever asks you for this.',
        '',
        'example: npx sealbridge keys approve ABCD-EFGH-JKMN-PQRS --fingerprint 7Q2M-0XJ4 --profile analyst',
      ].join('\n'),
    )
    .action(async (text: string, flags: ApproveFlags) => {
      const { env, output } = consoleFor(flags);
      const [code, typed, withinMs] = [readCode(text), readFingerprint(flags.fingerprint), readWait(flags.wait)];
      const person = await signIn(flags, env);
      const link = linkToLetIn(person, pinsOf(person.profile, person.server), code);
      const asking = await link.asked();
      if (!isSameFingerprint(typed, asking.fingerprint)) throw otherFingerprint();
      const letIn = await link.letIn({ withinMs });
      link.close();
      await knowLetIn(person, letIn);
      notePartly(letIn);
      output.result(letIn, () => letInText(letIn));
    });
}
