import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { MarkNoticesSeenDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { readNotices } from './read-notices.js';

interface SeenFlags extends CommonFlags {
  readonly all?: boolean;
}

/** Notices the server marks in one request. */
const BATCH = 100;

/** `notice seen`: marks notices as seen. */
export function seenCommand(): Command {
  return verb('seen', 'mark notices as seen; a seen one is in no mail')
    .argument('[notice...]', 'ids of notices, as notice list --json gives them')
    .option('--all', 'all of them')
    .addHelpText('after', '\nexample: npx sealbridge notice seen --all')
    .action(async (ids: readonly string[], flags: SeenFlags) => {
      if ((ids.length === 0) !== (flags.all === true)) throw usage('E_USAGE', 'name notices, or say --all');
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const marked = flags.all === true ? await unseen(person) : ids;
      await mark(person, marked);
      output.result({ seen: marked.length }, () => `marked as seen: ${marked.length}`);
    });
}

async function unseen(person: Person): Promise<string[]> {
  const notices = await readNotices(person, Number.MAX_SAFE_INTEGER, ({ seen }) => !seen);
  return notices.map(({ id }) => id);
}

async function mark(person: Person, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const input = { clientMutationId: randomUUID(), ids: ids.slice(from, from + BATCH) };
    const { markNoticesSeen } = await call(() => person.client.request(MarkNoticesSeenDocument, { input }));
    payload(markNoticesSeen, 'MarkNoticesSeenPayload');
  }
}
