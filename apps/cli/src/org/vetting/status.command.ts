import type { Command } from 'commander';

import { consoleFor, verb } from '../../command.js';
import { requireStatus } from './applicant.js';
import { type ApplicantFlags, APPLICATION_ARGUMENT, ROOT_FLAG, ROOT_WORDS, whoApplies } from './who-applies.js';
import { statusText } from './words.js';

/** `org status`: where one's own application stands: what is missing, what was returned and why. */
export function statusCommand(): Command {
  return verb('status', 'show where your application stands: what is missing, what was returned and why')
    .argument('<application>', APPLICATION_ARGUMENT)
    .option(ROOT_FLAG, ROOT_WORDS)
    .action(async (application: string, flags: ApplicantFlags) => {
      const { env, output } = consoleFor(flags);
      const { applicant } = await whoApplies(application, flags, env);
      const status = await requireStatus(applicant);
      output.result(status, () => statusText(status));
    });
}
