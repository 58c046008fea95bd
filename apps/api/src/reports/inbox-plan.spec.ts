// What policy shows of a page of the inbox costs no more than the page: one statement, by its indexes, however many reports there are.
import type { PoolClient, QueryResult } from 'pg';

import { InboxDocument } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { sendReport } from '../../../../test/support/api-reports.js';
import type { SqlValue, Statement } from '../platform/database/statement.js';
import { toDriver, Transaction } from '../platform/database/transaction.js';

const REPORTS = 1_000;
const PAGE = 25;
/** A few look-ups for each row of a page and the one after it. */
const MOST_ROWS = 4 * (PAGE + 1);

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

jest.setTimeout(60_000);

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await sendReport(api, await api.signIn(api.world.analyst));
  const columns = `origin_org, origin_unit, version, state, marking, handling, urgency, discovery, purposes, agreements, open_until,
    retention_months, hour, scopes, attachments, sealed_bytes`;
  await api.admin.query(
    `insert into sealbridge.report (id, ${columns}) select gen_random_uuid(), ${columns}
     from sealbridge.report, generate_series(1, ${REPORTS})`,
  );
  await api.admin.query(
    `insert into sealbridge.report_scope (scope, row, agreement_id, month, marking, handling, discovery)
     select s.scope, r.row, s.agreement_id, s.month, s.marking, s.handling, s.discovery
     from sealbridge.report r, sealbridge.report_scope s where r.row <> s.row`,
  );
  await api.admin.query('analyze');
});
afterAll(() => api.stop());

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Tables of which a node of a plan touches more rows than a page has use for. */
function dear(nodes: readonly PlanNode[]): string[] {
  return nodes.flatMap((node) => {
    const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
    const touched = Math.round(rows * (node['Actual Loops'] ?? 1));
    const table = node['Relation Name'];
    return table !== undefined && touched > MOST_ROWS ? [`${node['Node Type']} on ${table}: ${touched}`] : [];
  });
}

/** The plans of the statements that asked for the page, run again in the same transaction and context. */
async function plansOfPage(): Promise<PlanNode[][]> {
  const liaison = await api.signIn(api.world.liaison);
  const plans: PlanNode[][] = [];
  const original = Transaction.prototype.query;
  const spy = jest.spyOn(Transaction.prototype, 'query').mockImplementation(async function (
    this: Transaction,
    statement: Statement,
    values: readonly SqlValue[] = [],
  ): Promise<object[]> {
    const rows = await original.call(this, statement, values);
    if (/from report\b/u.test(statement.text)) {
      const { client } = this as unknown as { client: PoolClient };
      const result: QueryResult<{ 'QUERY PLAN': [{ Plan: PlanNode }] }> = await client.query(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`,
        values.map(toDriver),
      );
      plans.push(result.rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan)));
    }
    return rows as object[];
  });
  try {
    const { inbox } = await liaison.request(InboxDocument, { first: PAGE, after: null });
    expect(inbox.edges).toHaveLength(PAGE);
  } finally {
    spy.mockRestore();
  }
  return plans;
}

describe.each([
  ['shows everything', 4],
  ['masks what is above the clearance', 0],
])('a page of the inbox that %s', (_what, clearance) => {
  it('is one statement that reads a page and no more', async () => {
    await api.admin.query('update sealbridge.member set clearance = $1', [clearance]);
    const plans = await plansOfPage();
    expect(plans).toHaveLength(1);
    expect(plans.flat().length).toBeGreaterThan(5);
    expect(dear(plans.flat())).toEqual([]);
  });
});

it('would be seen to read too much', () => {
  expect(dear([{ 'Node Type': 'Seq Scan', 'Relation Name': 'report', 'Actual Rows': REPORTS }])).toHaveLength(1);
});
