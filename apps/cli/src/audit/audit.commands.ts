import type { Command } from 'commander';

import { noun } from '../command.js';
import { checkProofCommand } from './check.command.js';
import { explainCommand } from './explain.command.js';
import { exportCommand } from './export.command.js';
import { listCommand } from './list.command.js';
import { verifyCommand } from './verify.command.js';

/** `audit …`: the log, listed, verified, exported. */
export function auditCommands(): Command {
  return noun('audit', 'the audit log', [
    listCommand(),
    explainCommand(),
    verifyCommand(),
    checkProofCommand(),
    exportCommand(),
  ]);
}
