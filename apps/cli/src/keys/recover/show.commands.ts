import type { Command } from 'commander';

import { listRecoveries, loggedRecovery, showRecovery, type ShownRecovery, syncDirectory } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { readLimit } from '../../org/people/read-limit.js';
import { type Person, signIn } from '../../session/person.js';
import { type ComparedRecovery, recoveriesText, recoveryText } from './recovery-text.js';

interface ListFlags extends CommonFlags {
  readonly limit: string;
}

/** `keys recover list`: recoveries of the own organisation, and of those one guards. */
export function listCommand(): Command {
  return verb('list', 'list recoveries of your organisation, and of organisations whose guardian you are')
    .option('--limit <n>', 'how many at most', '100')
    .addHelpText('after', '\nexample: npx sealbridge keys recover list --profile admin')
    .action(async (flags: ListFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const recoveries = await compared(person, await listRecoveries(person, limit));
      output.result({ recoveries }, () => recoveriesText(recoveries));
    });
}

/** `keys recover show`: one recovery, and what it waits for. */
export function showRecoveryCommand(): Command {
  return verb('show', 'show a recovery and what it waits for')
    .argument('<recovery>', "id of the recovery; 'keys recover list' shows it")
    .addHelpText('after', '\nexample: npx sealbridge keys recover show 3fd9a1c2-... --profile admin')
    .action(async (id: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const [recovery] = await compared(person, [await showRecovery(person, id)]);
      if (recovery === undefined) throw new Error('one was asked for');
      output.result(recovery, () => recoveryText(recovery));
    });
}

/** Recoveries that the server shows, compared with the directory: guardians agree to what they read here. Throws a Failure (exit 5). */
async function compared(person: Person, shown: readonly ShownRecovery[]): Promise<ComparedRecovery[]> {
  if (shown.length === 0) return [];
  const { state } = await syncDirectory(person);
  return shown.map((recovery) => ({ ...recovery, onLog: loggedRecovery(state, recovery) !== null }));
}
