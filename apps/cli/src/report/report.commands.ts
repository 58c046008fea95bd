import type { Command } from 'commander';

import { noun } from '../command.js';
import { checkCommand } from './check.command.js';
import { ledgerCommand } from './ledger.command.js';
import { openCommand } from './open.command.js';
import { previewCommand } from './preview.command.js';
import { redactCommand } from './redact.command.js';
import { schemaCommand } from './schema.command.js';
import { sendCommand } from './send.command.js';

/** `report …`: a report from draft to ledger, in the order it travels. */
export function reportCommands(): Command {
  return noun('report', 'a report from draft to opening', [
    schemaCommand(),
    checkCommand(),
    redactCommand(),
    previewCommand(),
    sendCommand(),
    openCommand(),
    ledgerCommand(),
  ]);
}
