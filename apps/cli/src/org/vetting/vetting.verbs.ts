import type { Command } from 'commander';

import { admitCommand } from './admit.command.js';
import { applicationsCommand } from './applications.command.js';
import { applyCommand } from './apply.command.js';
import { attestCommand } from './attest.command.js';
import { endCommand } from './end.command.js';
import { evidenceCommand } from './evidence.command.js';
import { foundCommand } from './found.command.js';
import { interestCommands } from './interest.command.js';
import { showCommand } from './show.command.js';
import { statusCommand } from './status.command.js';
import { liftCommand, suspendCommand } from './suspend.command.js';
import { verifyCommand } from './verify.command.js';

/** The commands of vetting: the applicant's first, then those of stewards. */
export function vettingVerbs(): Command[] {
  return [
    applyCommand(),
    evidenceCommand(),
    statusCommand(),
    foundCommand(),
    attestCommand(),
    endCommand(),
    applicationsCommand(),
    showCommand(),
    verifyCommand(),
    admitCommand(),
    suspendCommand(),
    liftCommand(),
    interestCommands(),
  ];
}
