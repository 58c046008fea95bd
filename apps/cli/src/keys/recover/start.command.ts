import type { Command } from 'commander';

import { linkToRecover, type StartedRecovery } from '@sealbridge/client';
import { RECOVERY_REASONS, type RecoveryReason } from '@sealbridge/directory';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { entryText } from '../../directory/published.js';
import { readCode, readWait } from '../../link/link-text.js';
import { pinsOf } from '../../link/pins.js';
import { EXIT } from '../../output/exit-code.js';
import { usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';
import { isSameFingerprint, otherFingerprint, readFingerprint } from '../typed-fingerprint.js';

interface StartFlags extends CommonFlags {
  readonly member: string;
  readonly reason: string;
  readonly fingerprint: string;
  readonly wait?: string;
}

/** `keys recover start`: a guardian who has checked who asks begins the recovery. */
export function startCommand(): Command {
  return verb('start', 'as a guardian: begin the recovery of a member whom you have seen and know')
    .argument('<code>', 'the code that the new device shows')
    .requiredOption('--member <handle>', "the member's role handle; 'org members' of their organisation shows it")
    .requiredOption('--reason <reason>', `what became of the old devices: ${RECOVERY_REASONS.join(', ')}`)
    .requiredOption(
      '--fingerprint <text>',
      'what the new device shows as its fingerprint; the first two groups are enough',
    )
    .option('--wait <minutes>', 'how long to wait for the new device: 1m to 15m (default: 15m)')
    .addHelpText(
      'after',
      [
        '',
        'Check the identity in a video call with somebody you know by sight, as docs/how-to/ceremony-sheet.md says. Everybody of',
        'the organisation sees the recovery at once, and any guardian or administrator can cancel it.',
        '',
        'example: npx sealbridge keys recover start ABCD-EFGH-JKMN-PQRS --member 3fd9a1c2-... --reason lost --fingerprint "7Q2M 0XJ4"',
      ].join('\n'),
    )
    .action(async (text: string, flags: StartFlags) => {
      const { env, output } = consoleFor(flags);
      const [code, typed, withinMs] = [readCode(text), readFingerprint(flags.fingerprint), readWait(flags.wait)];
      const claim = { member: readMember(flags.member), reason: readReason(flags.reason) };
      const person = await signIn(flags, env);
      const link = linkToRecover(person, pinsOf(person.profile, person.server), code);
      const asking = await link.asked();
      if (!isSameFingerprint(typed, asking.fingerprint)) throw otherFingerprint();
      const started = await link.start(claim, { withinMs });
      link.close();
      if (started.entry === null) process.exitCode = EXIT.PARTLY;
      output.result(started, () => startedText(started));
    });
}

function startedText({ recovery, delayHours, threshold, entry }: StartedRecovery): string {
  const others = threshold - 1;
  return [
    `recovery ${recovery} has begun; everybody of the organisation sees it`,
    `${others} more ${others === 1 ? 'guardian has' : 'guardians have'} to agree: npx sealbridge keys recover approve ${recovery} --fingerprint FINGERPRINT`,
    `after ${delayHours} hours you complete it: npx sealbridge keys recover complete ${recovery}`,
    `stop it at any time: npx sealbridge keys recover cancel ${recovery} --reason not_asked`,
    entryText(entry),
  ].join('\n');
}

function readMember(text: string): Id {
  const id = parseId(text);
  if (id === null) throw usage('E_MEMBER', '--member is a whole role handle', "'npx sealbridge org members' shows it");
  return id;
}

function readReason(text: string): RecoveryReason {
  const reason = RECOVERY_REASONS.find((known) => known === text);
  if (reason === undefined) throw usage('E_USAGE', `--reason is one of ${RECOVERY_REASONS.join(', ')}`);
  return reason;
}
