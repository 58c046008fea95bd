import type { Command } from 'commander';

import { InboxDocument, type InboxQuery } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';

import { consoleFor, noun, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { table } from '../output/table.js';
import { type Person, signIn } from '../session/person.js';
import { watchCommand } from './watch/watch.command.js';

interface InboxFlags extends CommonFlags {
  readonly limit: string;
}

type InboxEdge = InboxQuery['inbox']['edges'][number];

const PAGE = 100;
const DEFAULT_LIMIT = '100';
const MS_PER_HOUR = 3_600_000;

/** `inbox list`: the reports addressed to the caller's units, newest first, without content. */
export function inboxCommands(): Command {
  const list = verb('list', 'list the reports addressed to your units, newest first, without content')
    .option('--limit <n>', 'how many at most', DEFAULT_LIMIT)
    .action(async (flags: InboxFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const reports = (await readInbox(await signIn(flags, env), limit)).map(describe);
      output.result({ reports }, () => inboxText(reports));
    });
  return noun('inbox', 'reports addressed to your units', [list, watchCommand()]);
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw usage('E_USAGE', '--limit is not a positive number');
}

async function readInbox(person: Person, limit: number): Promise<InboxEdge[]> {
  const edges: InboxEdge[] = [];
  for (let after: string | null = null; ;) {
    const variables: { first: number; after: string | null } = { first: Math.min(PAGE, limit - edges.length), after };
    const { inbox } = await call(() => person.client.request(InboxDocument, variables));
    edges.push(...inbox.edges);
    if (!inbox.pageInfo.hasNextPage || edges.length >= limit) return edges;
    after = inbox.pageInfo.endCursor ?? null;
  }
}

function describe({ node, opened }: InboxEdge) {
  return {
    reportId: node.id,
    version: node.version,
    state: node.state,
    from: node.originUnitHandle,
    organisation: node.originHandle,
    tlp: node.tlp,
    handling: node.handling,
    urgency: node.urgency,
    discovery: node.discovery,
    purposes: node.purposes,
    sealedHour: new Date(node.hour * MS_PER_HOUR).toISOString(),
    openUntil: node.openUntil === null ? null : new Date(node.openUntil * MS_PER_HOUR).toISOString(),
    attachments: node.attachments,
    opened,
    masked: node.masked,
  };
}

/** What a column says that is masked in the list. */
const MASKED = 'above clearance';

function inboxText(reports: readonly ReturnType<typeof describe>[]): string {
  if (reports.length === 0) return 'no reports';
  const rows = reports.map(({ reportId, from, tlp, urgency, sealedHour, opened }) => [
    reportId,
    from ?? MASKED,
    tlp,
    urgency ?? MASKED,
    sealedHour.slice(0, 13).replace('T', ' '),
    opened ? 'opened' : 'new',
  ]);
  return table([['report', 'from', 'tlp', 'urgency', 'sealed (UTC hour)', 'state'], ...rows]);
}
