import type { Command } from 'commander';

import { noun } from '../command.js';
import { approveCommand } from './approve.command.js';
import { devicesCommand } from './devices.command.js';
import { linkCommand } from './link.command.js';
import { revokeCommand } from './revoke.command.js';
import { showCommand } from './show.command.js';

/** `keys …`: the private keys of this device, and the devices of its owner. */
export function keysCommands(): Command {
  return noun('keys', 'the private keys of this device, and your other devices', [
    showCommand(),
    linkCommand(),
    approveCommand(),
    devicesCommand(),
    revokeCommand(),
  ]);
}
