import type { PoolClient } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';

import type { Deadline } from '../deadline/deadline.js';
import type { SqlValue, Statement } from './statement.js';

/** How a transaction ended; `unknown` when the connection was lost after COMMIT was sent. */
export type TransactionOutcome = 'committed' | 'rolled back' | 'unknown';

/**
 * One open transaction on one connection. It ends when the function it was given to returns; using it later throws.
 * `query` runs named prepared statements (hot paths); `manager` is TypeORM on the same connection (administration screens).
 * Statements issued without awaiting the one before travel in one round trip and run in the order they were issued.
 */
export class Transaction {
  private ended = false;
  private readonly listeners: ((outcome: TransactionOutcome) => void)[] = [];
  /** How many statements were handed to the driver so far. */
  issued = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly runner: QueryRunner,
    /** The server process and transaction this is, as text: what a signed context is bound to. */
    readonly identity: { readonly backendPid: string; readonly transactionId: string },
    /** The time of the operation this belongs to: when it is over, nothing more is issued. */
    private readonly deadline: Deadline | null = null,
  ) {}

  get manager(): EntityManager {
    this.mustBeOpen();
    return this.runner.manager;
  }

  /** Runs a prepared statement and returns its rows as objects keyed by column name. Throws what PostgreSQL answers. */
  async query<Row>(statement: Statement, values: readonly SqlValue[] = []): Promise<Row[]> {
    this.mustBeOpen();
    this.issued += 1;
    const result = await this.client.query<Row & object>({
      name: statement.name,
      text: statement.text,
      values: values.map(toDriver),
    });
    return result.rows;
  }

  /** Calls `listener` when the transaction is over. */
  onEnd(listener: (outcome: TransactionOutcome) => void): void {
    this.listeners.push(listener);
  }

  /** Marks the transaction as over: whoever kept a reference cannot write outside it. */
  end(outcome: TransactionOutcome): void {
    this.ended = true;
    for (const listener of this.listeners) {
      listener(outcome);
    }
  }

  private mustBeOpen(): void {
    if (this.ended) {
      throw new Error('transaction is over');
    }
    this.deadline?.check();
  }
}

/** Bytes must reach the driver as Buffer; a plain Uint8Array would be sent as JSON text. */
export const toDriver = (value: SqlValue): unknown =>
  value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Array.isArray(value)
      ? value.map(toDriver)
      : value;
