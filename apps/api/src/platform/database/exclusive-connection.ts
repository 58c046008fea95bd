import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import type { SqlValue, Statement } from './statement.js';
import { SCHEMA } from './data-source.js';
import { toDriver } from './transaction.js';

/** How often a standby asks whether it may take over, in milliseconds. */
const TAKEOVER_MS = 1000;

/** How to connect, and what to hold. */
export interface ExclusiveSettings {
  readonly url: string;
  readonly application: string;
  /** Advisory lock that one connection in the whole cluster may hold. */
  readonly lock: number;
  /** No statement may run longer, in milliseconds. */
  readonly statementTimeoutMs: number;
}

/**
 * One connection that holds an advisory lock for as long as it lives: whoever has it is the only one of its kind. It does not
 * reconnect, because the lock is lost with it; `lost` then aborts and the program ends.
 */
export class ExclusiveConnection {
  private readonly losing = new AbortController();

  private constructor(private readonly client: pg.Client) {
    client.once('error', () => this.losing.abort());
    client.once('end', () => this.losing.abort());
  }

  /** Aborted when the connection is gone. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  /** Connects and waits for the lock, as a standby if another holds it. Rejects when `stop` aborts or the connection fails. */
  static async open(settings: ExclusiveSettings, stop: AbortSignal): Promise<ExclusiveConnection> {
    const client = new pg.Client({
      connectionString: settings.url,
      application_name: settings.application,
      options: `-c search_path=${SCHEMA},pg_temp`,
      statement_timeout: settings.statementTimeoutMs,
      keepAlive: true,
    });
    await client.connect();
    const connection = new ExclusiveConnection(client);
    try {
      while (!(await connection.tryLock(settings.lock))) {
        await sleep(TAKEOVER_MS, undefined, { signal: stop });
      }
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** One statement by itself, or inside `transaction`. Prepared once, then run by name. */
  async query<Row>(statement: Statement, values: readonly SqlValue[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<Row & object>({ ...statement, values: values.map(toDriver) });
    return rows;
  }

  /** Runs `work` in one transaction. One at a time: callers wait for each other. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      const value = await work();
      await this.client.query('COMMIT');
      return value;
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async tryLock(lock: number): Promise<boolean> {
    const { rows } = await this.client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [lock]);
    return rows[0]?.held === true;
  }
}
