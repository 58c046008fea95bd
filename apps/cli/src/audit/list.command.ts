import type { Command } from 'commander';

import { AuditEntriesDocument, type AuditEntriesQuery } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import { fromBase64, toHex } from '@sealbridge/sodium';
import { parseId } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { table } from '../output/table.js';
import { type Person, signIn } from '../session/person.js';

interface ListFlags extends CommonFlags {
  readonly report?: string;
  readonly since?: string;
  readonly limit: string;
}

type Edge = AuditEntriesQuery['auditEntries']['edges'][number];

const PAGE = 100;
const DEFAULT_LIMIT = '1000';

/** `audit list`: the entries the caller may see, newest first. */
export function listCommand(): Command {
  return verb('list', 'list the entries you may see, newest first')
    .option('--report <id>', 'only what is about this report')
    .option('--since <time>', 'only from this time on, ISO 8601')
    .option('--limit <n>', 'how many at most', DEFAULT_LIMIT)
    .action(async (flags: ListFlags) => {
      const limit = Number(flags.limit);
      if (!Number.isSafeInteger(limit) || limit < 1) throw usage('E_USAGE', '--limit is not a positive number');
      const filter = { report: readReport(flags.report), since: readTime(flags.since) };
      const { env, output } = consoleFor(flags);
      const entries = (await readEntries(await signIn(flags, env), filter, limit)).map(describe);
      output.result({ entries }, () => asText(entries));
    });
}

function readReport(text: string | undefined): string | null {
  if (text === undefined || parseId(text) !== null) return text ?? null;
  throw usage('E_USAGE', '--report is not the id of a report');
}

function readTime(text: string | undefined): string | null {
  if (text === undefined) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw usage('E_USAGE', '--since is not a time such as 2026-01-31T12:00:00Z');
  return time.toISOString();
}

async function readEntries(
  person: Person,
  filter: { readonly report: string | null; readonly since: string | null },
  limit: number,
): Promise<Edge[]> {
  const edges: Edge[] = [];
  for (let after: string | null = null; ;) {
    const variables: typeof filter & { first: number; after: string | null } = {
      ...filter,
      first: Math.min(PAGE, limit - edges.length),
      after,
    };
    const { auditEntries } = await call(() => person.client.request(AuditEntriesDocument, variables));
    edges.push(...auditEntries.edges);
    if (!auditEntries.pageInfo.hasNextPage || edges.length >= limit) return edges;
    after = auditEntries.pageInfo.endCursor ?? null;
  }
}

function describe({ node }: Edge) {
  return {
    index: node.index,
    eventId: node.eventId,
    at: node.at,
    action: node.action,
    legalClass: node.legalClass,
    decision: node.decision,
    reasons: node.reasons,
    actor: node.actor ?? null,
    object: typeof node.objectType === 'string' ? { type: node.objectType, id: node.objectId ?? null } : null,
    purpose: node.purpose ?? null,
    legalBasis: node.legalBasis ?? null,
    leafHash: toHex(fromBase64(node.leafHash)),
  };
}

function asText(entries: readonly ReturnType<typeof describe>[]): string {
  if (entries.length === 0) return 'no entries';
  const rows = entries.map(({ index, at, action, decision, actor, object }) => [
    String(index),
    at,
    action,
    decision,
    actor?.organisationHandle ?? actor?.organisation ?? '-',
    object?.id ?? '-',
  ]);
  return table([['entry', 'when', 'action', 'decision', 'who', 'what'], ...rows]);
}
