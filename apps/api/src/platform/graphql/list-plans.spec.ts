import type { PoolClient, QueryResult } from 'pg';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { type List, type ListPage, LISTS } from '../../../../../test/bench/world/lists.js';
import { WHOLE_WORLD } from '../../../../../test/bench/world/size.js';
import { type World, writeWorld } from '../../../../../test/bench/world/write-world.js';
import { Transaction, toDriver } from '../database/transaction.js';
import type { SqlValue, Statement } from '../database/statement.js';

const PAGE = 25;
/**
 * Rows that one node of a plan may touch: a few look-ups for each entry, or the whole list of the one organisation or person whose
 * list it is, which PostgreSQL may find cheaper to sort. Never a share of a table.
 */
const MOST_ROWS = WHOLE_WORLD.hub + 4 * (PAGE + 1);
/** A page of the directory holds up to a thousand events. */
const MOST_EVENTS = 1_100;
/** Short pages to go down, where the list is as long, before a page is looked at: reading from the beginning would show. */
const DEPTH = 8;

/** Tables that grow with the network. */
const GROWING: readonly string[] = [
  ...['organisation', 'unit', 'member', 'member_unit', 'device', 'directory_event', 'agreement', 'agreement_proposal'],
  ...['application', 'invitation', 'identity_question', 'notice', 'session', 'lockbox', 'vetting_statement'],
];

/** A node of a plan as EXPLAIN (ANALYZE, FORMAT JSON) gives it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly statement: string;
  readonly nodes: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('a page of a list, in a world of 2,000 organisations', () => {
  let api: TestApi;
  let world: World;

  beforeAll(async () => {
    api = await startApi();
    world = await writeWorld(api.admin, WHOLE_WORLD);
  }, 120_000);
  afterAll(() => api.stop());

  async function ask({ by, document, field, variables }: List, first: number, after: string | null): Promise<ListPage> {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sealbridge-request': '1',
        authorization: `Bearer ${world.sessions[by]}`,
      },
      body: JSON.stringify({ query: document, variables: { ...variables(world), first, after } }),
    });
    const { data, errors } = (await response.json()) as { data?: Record<string, ListPage>; errors?: unknown };
    const page = data?.[field];
    if (page === undefined) throw new Error(JSON.stringify(errors));
    return page;
  }

  /** The plans of everything that was asked of PostgreSQL for a page, each run again in the same transaction and context. */
  async function plansOf(list: List, after: string | null): Promise<Explained[]> {
    const plans: Explained[] = [];

    const original = Transaction.prototype.query;
    const spy = jest.spyOn(Transaction.prototype, 'query').mockImplementation(async function (
      this: Transaction,
      statement: Statement,
      values: readonly SqlValue[] = [],
    ): Promise<object[]> {
      const rows = await original.call(this, statement, values);
      if (
        /^\s*(?:select|with)\b/iu.test(statement.text) &&
        !/for (?:update|share)|insert into|begin_act|advisory/iu.test(statement.text)
      ) {
        plans.push(await explain(this, statement, values));
      }
      return rows as object[];
    });
    try {
      await ask(list, PAGE, after);
    } finally {
      spy.mockRestore();
    }
    return plans;
  }

  async function explain(tx: Transaction, { name, text }: Statement, values: readonly SqlValue[]): Promise<Explained> {
    const { client } = tx as unknown as { client: PoolClient };
    const result: QueryResult<{ 'QUERY PLAN': [{ Plan: PlanNode }] }> = await client.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values.map(toDriver),
    );
    const plan = result.rows[0]?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error('no plan');
    return { statement: name, nodes: nodesOf(plan) };
  }

  async function cursorAt(list: List): Promise<string> {
    let after: string | null = null;
    for (let page = 0; page < DEPTH; page += 1) {
      const { pageInfo } = await ask(list, PAGE / 5, after);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor ?? null;
    }
    if (after === null) throw new Error('the list is too short for this world');
    return after;
  }

  function faults(plans: readonly Explained[], most: number): string[] {
    return plans.flatMap(({ statement, nodes }) =>
      nodes.flatMap((node) => {
        const table = node['Relation Name'];
        if (table === undefined || !GROWING.includes(table)) return [];
        const loops = node['Actual Loops'] ?? 1;
        const rows = ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * loops;
        const scans = node['Node Type'] === 'Seq Scan' && loops > 0;
        return scans || rows > most ? [`${statement}: ${node['Node Type']} on ${table}, ${Math.round(rows)} rows`] : [];
      }),
    );
  }

  it.each(LISTS.map((list) => [list.name, list] as const))(
    'of %s reads its rows by an index, at any depth',
    async (_, list) => {
      const most = list.field === 'directoryBodies' ? MOST_EVENTS : MOST_ROWS;
      for (const after of [null, await cursorAt(list)]) {
        const plans = await plansOf(list, after);
        expect(plans.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(0);
        expect(faults(plans, most)).toEqual([]);
      }
    },
  );

  it('that read a whole table would be found', async () => {
    const text =
      'select handle, (select count(*) from unit u) from organisation o where name > $1 order by name limit 5';
    const plan = await api.admin
      .query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text.replaceAll(/ from (?=\w)/gu, ' from sealbridge.')}`,
        [''],
      )
      .then(({ rows }) => rows[0]?.['QUERY PLAN'][0].Plan);
    if (plan === undefined) throw new Error('no plan');
    expect(faults([{ statement: 'planted', nodes: nodesOf(plan) }], MOST_ROWS)).toHaveLength(2);
  });
});
