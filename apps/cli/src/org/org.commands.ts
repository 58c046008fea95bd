import type { Command } from 'commander';

import { noun } from '../command.js';
import { peopleVerbs } from './people/people.verbs.js';
import { purposesCommand } from './purposes.command.js';
import { vettingVerbs } from './vetting/vetting.verbs.js';

/** `org`: an organisation, its vetting, its people, and what its units work for. */
export function orgCommands(): Command {
  return noun('org', 'your organisation, its vetting and its people', [
    ...vettingVerbs(),
    ...peopleVerbs(),
    purposesCommand(),
  ]);
}
