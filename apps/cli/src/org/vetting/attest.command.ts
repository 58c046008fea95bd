import type { Command } from 'commander';

import { consoleFor, verb } from '../../command.js';
import { attest, requireStatus } from './applicant.js';
import { type ApplicantFlags, APPLICATION_ARGUMENT, ROOT_FLAG, ROOT_WORDS, whoApplies } from './who-applies.js';
import { statusText } from './words.js';

/** `org attest`: says once a year that what was vetted still holds. Evidence of what has changed follows. */
export function attestCommand(): Command {
  return verb('attest', 'say, once a year, that what was vetted still holds; then two stewards look again')
    .argument('<application>', APPLICATION_ARGUMENT)
    .option(ROOT_FLAG, ROOT_WORDS)
    .action(async (application: string, flags: ApplicantFlags) => {
      const { env, output } = consoleFor(flags);
      const { applicant } = await whoApplies(application, flags, env);
      const { round } = await requireStatus(applicant);
      const status = await attest(applicant, { kind: 'attest', round: round + 1 });
      output.result(status, () => statusText(status));
    });
}
