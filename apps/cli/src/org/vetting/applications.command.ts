import type { Command } from 'commander';

import { ApplicationsDocument } from '@sealbridge/api-client';
import { call, readPages } from '@sealbridge/client';
import { VETTING_STATES, type VettingState } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { signIn } from '../../session/person.js';
import { readLimit } from '../people/read-limit.js';
import { day } from './words.js';

interface ApplicationsFlags extends CommonFlags {
  readonly state?: string;
  readonly limit: string;
}

const DEFAULT_LIMIT = '100';

/** `org applications`: the applications a steward or auditor sees, newest first; others see those of their organisation. */
export function applicationsCommand(): Command {
  return verb(
    'applications',
    'list applications, newest first: all for stewards and auditors, else those of your organisation',
  )
    .option('--state <state>', `only those that are ${VETTING_STATES.join(', ')}`)
    .option('--limit <n>', 'how many at most', DEFAULT_LIMIT)
    .action(async (flags: ApplicationsFlags) => {
      const limit = readLimit(flags.limit);
      const state = flags.state === undefined ? null : readState(flags.state);
      const { env, output } = consoleFor(flags);
      const { client } = await signIn(flags, env);
      const applications = await readPages(limit, async (page) => {
        return (await call(() => client.request(ApplicationsDocument, { ...page, state }))).applications;
      });
      const rows = applications.map(({ id, kind, handle, state: at, waitsFor, madeAt }) => [
        id,
        kind,
        handle,
        at,
        waitsFor ?? '-',
        day(madeAt),
      ]);
      output.result({ applications }, () =>
        rows.length === 0
          ? 'no applications; npx sealbridge org apply makes one'
          : table([['application', 'kind', 'handle', 'state', 'waits for', 'made'], ...rows]),
      );
    });
}

function readState(text: string): VettingState {
  const state = VETTING_STATES.find((known) => known === text);
  if (state === undefined) throw usage('E_USAGE', `${text} is not a state`, VETTING_STATES.join(' | '));
  return state;
}
