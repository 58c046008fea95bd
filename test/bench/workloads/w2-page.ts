import { InboxDocument } from '@sealbridge/api-client';
import { VIEWS } from '@sealbridge/policy';

import type { Person } from '../../../apps/cli/src/session/person.js';
import { inboxPage } from '../../../apps/api/src/reports/inbox.sql.js';
import type { Contenders } from '../instance/contenders.js';
import { writeRequest } from '../instance/load-client.js';
import { auditTemplate, outboxRow } from '../instance/outbox-twin.js';
import type { Result } from '../result.js';
import { inParallel, measureRoundRobin, type Plan } from '../round-robin.js';

const CONCURRENCIES = [16, 1] as const;
const PAGE = 25;

/** The agreements a reader's organisation has live: what the API takes from the session for the same statement. */
const LIVE_AGREEMENTS = `select coalesce(array_agg(id), '{}') from agreement where newest and $1 in (org_a, org_b)
  and starts_at <= extract(epoch from now()) and ends_at > extract(epoch from now())`;

/** The statement as it would be if everybody saw every field of every row that is addressed to them. */
const ALL = { text: 'TRUE', values: [] };
const WITHOUT_POLICY = { filter: ALL, groups: [{ fields: VIEWS.Report ?? [], condition: ALL }] };

/** W2: the first 25 reports of the liaison's inbox. */
export async function paging({ client, raw, services }: Contenders, plan: Plan, liaison: Person): Promise<Result[]> {
  const { token, profile } = liaison;
  const request = writeRequest(InboxDocument, { first: PAGE });
  const [live] = await raw.arrays(LIVE_AGREEMENTS, [profile.org]);
  // One more than the page: that is how the API knows that there is a next one.
  const statement = { ...inboxPage(WITHOUT_POLICY), values: [[profile.unit], null, live?.[0], PAGE + 1] };

  const { inbox } = await client.send(token, request);
  const ours = inbox.edges.map(({ node }) => node.id);
  const limit = (await raw.query<{ id: string }>(statement)).map(({ id }) => id);
  const authorised = await services.inbox(liaison, PAGE);
  if (ours.length !== PAGE || [limit.slice(0, PAGE), authorised].some((ids) => ids.join() !== ours.join())) {
    throw new Error('w2: the contenders do not agree on the page');
  }

  const audit = await auditTemplate(raw, 'report.inbox');
  const results: Result[] = [];
  for (const concurrency of CONCURRENCIES) {
    const rows = await measureRoundRobin(
      [
        {
          name: 'raw pg, the same statement',
          run: inParallel(concurrency, async (lane) => void (await raw.query(statement, lane))),
        },
        {
          name: 'raw pg, and an entry of the log',
          run: inParallel(concurrency, async (lane) => void (await raw.durable(lane, [statement, outboxRow(audit)]))),
        },
        {
          name: 'Sealbridge without HTTP and GraphQL',
          run: inParallel(concurrency, async () => void (await services.inbox(liaison, PAGE))),
        },
        { name: 'Sealbridge', run: inParallel(concurrency, async () => void (await client.send(token, request))) },
      ],
      plan,
    );
    results.push({ workload: 'W2', what: `first ${PAGE} of the inbox, c=${concurrency}`, rows });
  }
  return results;
}
