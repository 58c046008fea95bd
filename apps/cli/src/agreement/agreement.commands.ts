import type { Command } from 'commander';

import { noun } from '../command.js';
import { diffCommand } from './diff.command.js';
import { draftCommand } from './draft.command.js';
import { listCommand } from './list.command.js';
import { previewCommand } from './preview.command.js';
import { showCommand } from './show.command.js';
import { signCommand } from './sign.command.js';
import { endCommand, resumeCommand, suspendCommand } from './standing.commands.js';
import { withdrawCommand } from './withdraw.command.js';

/** `agreement …`: what two organisations agree, from draft to end. */
export function agreementCommands(): Command {
  return noun('agreement', 'what two organisations agree: no agreement, no key', [
    listCommand(),
    draftCommand(),
    showCommand(),
    diffCommand(),
    previewCommand(),
    signCommand(),
    withdrawCommand(),
    suspendCommand(),
    resumeCommand(),
    endCommand(),
  ]);
}
