// The limit: statements of the product by name over plain `pg` connections, as the superuser, with nothing around them.
import { Client, type QueryResult } from 'pg';

/** A prepared statement with its values. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const OPTIONS = '-c search_path=sealbridge,pg_temp';

/** One connection for each lane, statements pipelined as the API pipelines them. */
export class RawPool {
  private constructor(private readonly lanes: readonly Client[]) {}

  static async open(url: string, lanes: number): Promise<RawPool> {
    const settings = { connectionString: url, options: OPTIONS, pipeline: true, application_name: 'sealbridge-bench' };
    const clients = Array.from({ length: lanes }, () => new Client(settings));
    // A connection that is lost rejects what was under way on it; nobody else has to hear of it.
    for (const client of clients) client.on('error', () => undefined);
    await Promise.all(clients.map((client) => client.connect()));
    return new RawPool(clients);
  }

  /** Rows of a statement by itself. */
  async query<Row extends object>(statement: Prepared, lane = 0): Promise<Row[]> {
    return (await this.#issue<Row>(lane, statement)).rows;
  }

  /** Rows as arrays, for statements whose columns are another one's parameters. */
  async arrays(text: string, values: readonly unknown[]): Promise<unknown[][]> {
    const { rows } = await this.#lane(0).query<unknown[]>({ text, values: [...values], rowMode: 'array' });
    return rows;
  }

  /** Statements in one durable transaction and one round trip. Resolves, after the commit, with the rows of the first. */
  async durable<Row extends object>(lane: number, statements: readonly Prepared[]): Promise<Row[]> {
    const begun = this.#lane(lane).query('BEGIN');
    const issued = statements.map((statement) => this.#issue<Row>(lane, statement));
    const [, ended, ...results] = await Promise.all([begun, this.#lane(lane).query('COMMIT'), ...issued]);
    if (ended.command !== 'COMMIT') throw new Error('the transaction was not committed');
    return results[0]?.rows ?? [];
  }

  async close(): Promise<void> {
    await Promise.all(this.lanes.map((client) => client.end()));
  }

  #issue<Row extends object>(lane: number, { name, text, values }: Prepared): Promise<QueryResult<Row>> {
    return this.#lane(lane).query<Row>({ name, text, values: [...values] });
  }

  #lane(lane: number): Client {
    const client = this.lanes[lane];
    if (client === undefined) throw new Error('there is no such lane');
    return client;
  }
}
