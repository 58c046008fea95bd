import type { Command } from 'commander';

import { confirmCommand } from './confirm.command.js';
import { enableCommand } from './enable.command.js';
import { identityCommands } from './identity.commands.js';
import { invitationsCommand } from './invitations.command.js';
import { inviteCommand } from './invite.command.js';
import { joinCommand } from './join.command.js';
import { membersCommand } from './members.command.js';
import { removeCommand } from './remove.command.js';
import { updateCommand } from './update.command.js';

/** The commands of `org` that are about people. */
export function peopleVerbs(): Command[] {
  return [
    membersCommand(),
    inviteCommand(),
    invitationsCommand(),
    joinCommand(),
    confirmCommand(),
    updateCommand(),
    removeCommand(),
    enableCommand(),
    identityCommands(),
  ];
}
