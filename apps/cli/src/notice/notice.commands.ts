import type { Command } from 'commander';

import { noun } from '../command.js';
import { addressCommand, confirmCommand } from './address.commands.js';
import { listCommand } from './list.command.js';
import { seenCommand } from './seen.command.js';
import { settingsCommand } from './settings.command.js';

/** `notice`: what there is to read, and how it is told. */
export function noticeCommands(): Command {
  const verbs = [listCommand(), seenCommand(), settingsCommand(), addressCommand(), confirmCommand()];
  return noun('notice', 'what there is to read, and how it is told', verbs);
}
