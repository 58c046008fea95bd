import type { Command } from 'commander';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { previewText, readPreview } from './preview.js';
import { findEither, nothingProposed } from './read-agreements.js';
import { undoneText } from './said.js';

/** `agreement preview`: what changes if the open proposal is signed. */
export function previewCommand(): Command {
  return verb('preview', 'show what changes if the proposed version is signed: who could open more, or less')
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .action(async (id: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { agreement, proposal } = await findEither(person, id);
      if (proposal === null) throw nothingProposed();
      const undone = undoneText(agreement);
      const preview = await readPreview(person, proposal);
      output.result({ ...preview, undone }, () => [...undone, previewText(preview)].join('\n'));
    });
}
