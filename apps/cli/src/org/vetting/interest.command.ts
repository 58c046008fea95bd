import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { DeclareInterestDocument, InterestsDocument } from '@sealbridge/api-client';
import { call, payload, readPages } from '@sealbridge/client';
import { CONFLICT_RELATIONS } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, noun, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { signIn } from '../../session/person.js';
import { readLimit } from '../people/read-limit.js';
import { day } from './words.js';

interface DeclareFlags extends CommonFlags {
  readonly relation: string;
}

interface ListFlags extends CommonFlags {
  readonly limit: string;
}

const DEFAULT_LIMIT = '100';

/** `org interest`: what a steward declares about ties to organisations. */
export function interestCommands(): Command {
  return noun('interest', 'your ties to organisations: who has one decides nothing about them', [declare(), list()]);
}

function declare(): Command {
  return verb(
    'declare',
    'declare an interest in an organisation or applicant: from then on you decide nothing about it',
  )
    .argument('<handle>', 'handle of the organisation or applicant')
    .requiredOption('--relation <relation>', `which: ${CONFLICT_RELATIONS.join(', ')}`)
    .action(async (handle: string, flags: DeclareFlags) => {
      const { env, output } = consoleFor(flags);
      const { relation } = flags;
      if (!CONFLICT_RELATIONS.some((known) => known === relation)) {
        throw usage('E_USAGE', `${relation} is not a relation`, CONFLICT_RELATIONS.join(' | '));
      }
      const { client } = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), handle, relation };
      const { declareInterest } = await call(() => client.request(DeclareInterestDocument, { input }));
      const { interest } = payload(declareInterest, 'DeclareInterestPayload');
      output.result(
        interest,
        () => `declared: ${interest.relation} with ${interest.handle}; you decide nothing about it any more`,
      );
    });
}

function list(): Command {
  return verb('list', 'list the interests you declared')
    .option('--limit <n>', 'how many at most', DEFAULT_LIMIT)
    .action(async (flags: ListFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const { client } = await signIn(flags, env);
      const interests = await readPages(limit, async (page) => {
        return (await call(() => client.request(InterestsDocument, page))).interests;
      });
      const rows = interests.map(({ handle, relation, declaredAt }) => [handle, relation, day(declaredAt)]);
      output.result({ interests }, () =>
        rows.length === 0
          ? 'you declared no interests; npx sealbridge org interest declare does'
          : table([['organisation', 'relation', 'declared'], ...rows]),
      );
    });
}
