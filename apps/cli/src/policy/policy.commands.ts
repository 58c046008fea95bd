import type { Command } from 'commander';

import { noun } from '../command.js';
import { adoptCommand } from './adopt.command.js';
import { historyCommand } from './history.command.js';
import { proposalsCommand } from './proposals.command.js';
import { setCommand } from './set.command.js';
import { showCommand } from './show.command.js';
import { signCommand } from './sign.command.js';
import { withdrawCommand } from './withdraw.command.js';

/** `policy …`: what everything is decided by, and how two stewards change it. */
export function policyCommands(): Command {
  return noun('policy', 'what everything is decided by, and how two stewards change it', [
    showCommand(),
    setCommand(),
    adoptCommand(),
    proposalsCommand(),
    signCommand(),
    withdrawCommand(),
    historyCommand(),
  ]);
}
