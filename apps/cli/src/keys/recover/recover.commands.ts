import type { Command } from 'commander';

import { noun } from '../../command.js';
import { askCommand } from './ask.command.js';
import { listCommand, showRecoveryCommand } from './show.commands.js';
import { startCommand } from './start.command.js';
import { approveRecoveryCommand, cancelCommand, completeCommand } from './step.commands.js';

/** `keys recover …`: coming back by guardians, on the side of whoever lost everything and of the guardians. */
export function recoverCommands(): Command {
  return noun('recover', 'come back after losing every device, with the guardians of your organisation', [
    askCommand(),
    startCommand(),
    approveRecoveryCommand(),
    completeCommand(),
    cancelCommand(),
    listCommand(),
    showRecoveryCommand(),
  ]);
}
