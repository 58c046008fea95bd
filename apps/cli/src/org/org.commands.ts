import type { Command } from 'commander';

import { noun } from '../command.js';
import { peopleVerbs } from './people/people.verbs.js';

/** `org`: an organisation and its people. */
export function orgCommands(): Command {
  return noun('org', 'your organisation and its people', [...peopleVerbs()]);
}
