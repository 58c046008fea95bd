import type { Command } from 'commander';

import { noun } from '../command.js';
import { approveCommand } from './approve.command.js';
import { devicesCommand } from './devices.command.js';
import { initCommand } from './init.command.js';
import { guardiansCommands } from './guardians/guardians.commands.js';
import { linkCommand } from './link.command.js';
import { recoverCommands } from './recover/recover.commands.js';
import { withWords } from './recover-by-words.command.js';
import { revokeCommand } from './revoke.command.js';
import { rotateCommand } from './rotation/rotate.command.js';
import { showCommand } from './show.command.js';
import { wordsCommand } from './words.command.js';

/** `keys …`: the private keys of this device, and the devices of its owner. */
export function keysCommands(): Command {
  return noun('keys', 'the private keys of this device, and your other devices', [
    showCommand(),
    initCommand(),
    wordsCommand(),
    linkCommand(),
    approveCommand(),
    devicesCommand(),
    revokeCommand(),
    rotateCommand(),
    guardiansCommands(),
    withWords(recoverCommands()),
  ]);
}
