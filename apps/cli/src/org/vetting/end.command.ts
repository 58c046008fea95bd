import type { Command } from 'commander';

import { MEMBERSHIP_END_REASONS, type MembershipEndReason } from '@sealbridge/vocabulary';

import { consoleFor, verb } from '../../command.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { end, requireStatus } from './applicant.js';
import { type ApplicantFlags, APPLICATION_ARGUMENT, ROOT_FLAG, ROOT_WORDS, whoApplies } from './who-applies.js';
import { statusText } from './words.js';

interface EndFlags extends ApplicantFlags {
  readonly reason: string;
  readonly confirm?: string;
}

/** `org end`: ends one's own application or membership, for good. */
export function endCommand(): Command {
  return verb('end', 'end your own application or membership, for good: everybody in it is signed out at once')
    .argument('<application>', APPLICATION_ARGUMENT)
    .requiredOption('--reason <reason>', `why: ${MEMBERSHIP_END_REASONS.join(', ')}`)
    .option('--confirm <handle>', 'the handle of your organisation, typed')
    .option(ROOT_FLAG, ROOT_WORDS)
    .action(async (application: string, flags: EndFlags) => {
      const { env, output } = consoleFor(flags);
      const reason = readReason(flags.reason);
      const { applicant, handle } = await whoApplies(application, flags, env);
      const { kind, state } = await requireStatus(applicant);
      requireConfirmed(flags.confirm, handle, `this ends the ${state} ${kind} of ${handle} for good`);
      const status = await end(applicant, { kind: 'end', reason });
      output.result(status, () => statusText(status));
    });
}

/** What cannot be undone asks for one typed fact. Throws a Failure (exit 6) that says what would happen; nothing is done then. */
export function requireConfirmed(typed: string | undefined, fact: string, consequence: string): void {
  if (typed === fact) return;
  throw new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: `${consequence}; nothing was done`,
    hint: `to do it: --confirm ${fact}`,
  });
}

function readReason(text: string): MembershipEndReason {
  const reason = MEMBERSHIP_END_REASONS.find((known) => known === text);
  if (reason === undefined) throw usage('E_USAGE', `${text} is not a reason`, MEMBERSHIP_END_REASONS.join(' | '));
  return reason;
}
