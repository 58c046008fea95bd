import type { Command } from 'commander';

import { noun } from '../command.js';
import { auditCommand } from './audit.command.js';
import { showCommand } from './show.command.js';

/** `directory`: whose key is this, and what happened in the own organisation. */
export function directoryCommands(): Command {
  return noun('directory', 'whose key is this, and what happened in your organisation', [
    showCommand(),
    auditCommand(),
  ]);
}
