import type { Command } from 'commander';

import { linkToLetIn } from '@sealbridge/client';
import { equal, utf8 } from '@sealbridge/sodium';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { readCode, readWait } from '../link/link-text.js';
import { pinsOf } from '../link/pins.js';
import { letInText, notePartly } from '../link/show-device.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { signIn } from '../session/person.js';

/** Characters of a fingerprint that have to be typed: two groups of four. */
const ENOUGH = 8;
const FINGERPRINT = /^[0-9A-HJKMNP-TV-Z]{8,24}$/;

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
        'example: npx sealbridge keys approve ABCD-EFGH-JKMN-PQRS --fingerprint "7Q2M 0XJ4" --profile analyst',
      ].join('\n'),
    )
    .action(async (text: string, flags: ApproveFlags) => {
      const { env, output } = consoleFor(flags);
      const [code, typed, withinMs] = [readCode(text), readFingerprint(flags.fingerprint), readWait(flags.wait)];
      const person = await signIn(flags, env);
      const link = linkToLetIn(person, pinsOf(person.profile, person.server), code);
      const asking = await link.asking({ withinMs: 0 });
      if (!isSame(typed, asking.fingerprint)) throw otherFingerprint();
      const letIn = await link.letIn({ withinMs });
      link.close();
      notePartly(letIn);
      output.result(letIn, () => letInText(letIn));
    });
}

function readFingerprint(text: string): string {
  const typed = plain(text);
  if (FINGERPRINT.test(typed)) return typed;
  throw usage('E_USAGE', '--fingerprint is not a fingerprint', `at least the first two of its six groups of four`);
}

function isSame(typed: string, shown: string): boolean {
  const whole = plain(shown);
  return typed.length >= ENOUGH && equal(utf8(typed), utf8(whole.slice(0, typed.length)));
}

function plain(text: string): string {
  return text.replaceAll(/[\s-]/gu, '').toUpperCase();
}

function otherFingerprint(): Failure {
  return new Failure({
    code: 'E_FINGERPRINT',
    exit: EXIT.CONFLICT,
    message: 'the device that asks has another fingerprint; nobody was let in',
    hint: 'look at what the new device shows; if that is what you typed, somebody else has used the code: make a new one',
  });
}
