import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';

import { currentDeadline, type Deadline } from '../deadline/deadline.js';
import { type ContextClaims, signContext } from './context-token.js';
import { poolSizeOf } from './data-source.js';
import { ConnectionShares, currentLane } from './lanes.js';
import type { SqlValue, Statement } from './statement.js';
import { toDriver, Transaction, type TransactionOutcome } from './transaction.js';

export type { ContextClaims } from './context-token.js';
export type { Transaction } from './transaction.js';

/** The injection token of the 32-byte key that signs contexts. */
export const CONTEXT_KEY = Symbol('context key');

const BEGIN_ACT: Statement = { name: 'begin-act', text: 'SELECT sealbridge.begin_act($1, $2) AS subject' };

const HOLD_GROUNDS: Statement = { name: 'hold-grounds', text: 'SELECT sealbridge.hold_grounds()' };

const MARK_UNATTENDED: Statement = {
  name: 'mark-unattended',
  text: "SELECT set_config('app.unattended', 'on', true)",
};

const SYSTEM: ContextClaims = { class: 'system', org: null, member: null, device: null };

const IDENTITY = {
  name: 'transaction-identity',
  text: 'SELECT pg_backend_pid()::text AS "backendPid", pg_current_xact_id()::text AS "transactionId"',
};

/** Every access to PostgreSQL of the API goes through here, and always inside a transaction. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly #shares: ConnectionShares;

  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(CONTEXT_KEY) private readonly contextKey: Uint8Array,
  ) {
    this.#shares = new ConnectionShares(poolSizeOf(source));
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws (the error passes on).
   * `finish` may issue last statements that travel with the COMMIT in one round trip; if one of them fails the
   * transaction is rolled back and the error passes on.
   */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    finish?: (tx: Transaction, value: T) => Promise<unknown>,
  ): Promise<T> {
    const deadline = currentDeadline();
    return this.#connected(async (client, runner) => {
      deadline?.check();
      const tx = await begin(client, runner, deadline);
      let outcome = 'rolled back' as TransactionOutcome;
      try {
        const value = await work(tx);
        deadline?.check();
        const finishing = (): Promise<void> =>
          inOneWrite(client, () => {
            const last = issueLast(tx, value, finish);
            outcome = 'unknown';
            return commit(client, last);
          });
        await (deadline === null ? finishing() : deadline.committing(finishing));
        outcome = 'committed';
        return value;
      } catch (error) {
        if (outcome === 'unknown' && !isConnectionLoss(error)) {
          outcome = 'rolled back';
        }
        // on a lost connection there is nothing left to roll back, and the first error is the one that counts
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        tx.end(outcome);
        runner.isTransactionActive = false;
      }
    });
  }

  /** A transaction of our own jobs, which have no caller: sign-in, genesis, rotation, sweeping. Sees every protected row. */
  async system<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction(async (tx) => {
      await this.enter(tx, SYSTEM, null);
      return work(tx);
    });
  }

  /**
   * Puts the signed context into the transaction; without it every protected table shows no row. `sessionTokenHash` is the
   * SHA-256 of the bearer token, null for `guest` and `system`. Returns the subject's attributes as the database has them in
   * this transaction, without its agreements (an empty object without a session), null when the session is over or is not the claimed one.
   */
  async enter(tx: Transaction, claims: ContextClaims, sessionTokenHash: Uint8Array | null): Promise<unknown> {
    const token = signContext(this.contextKey, claims, tx.identity, Date.now());
    const [row] = await tx.query<{ subject: unknown }>(BEGIN_ACT, [token, sessionTokenHash]);
    return row?.subject ?? null;
  }

  /**
   * Until the transaction ends nobody changes what policy decides by: standing, attributes, agreements. Issued before `enter` it
   * travels in the same round trip, and `enter` then reads what was true when it was granted.
   */
  async holdGrounds(tx: Transaction): Promise<void> {
    await tx.query(HOLD_GROUNDS);
  }

  /** Nobody asked for what follows in this transaction: it keeps no session alive. Issued before `enter` it travels in the same round trip. */
  async markUnattended(tx: Transaction): Promise<void> {
    await tx.query(MARK_UNATTENDED);
  }

  /** One statement by itself, outside any context: only definer functions and the public log answer it with rows. */
  async query<Row>(statement: Statement, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#connected(async (client) => {
      const { rows } = await client.query<Row & object>({ ...statement, values: values.map(toDriver) });
      return rows;
    });
  }

  /** Resolves when PostgreSQL answers; rejects otherwise. For /readyz. */
  async ping(): Promise<void> {
    await this.source.query('SELECT 1');
  }

  /** Runs `work` with a connection that is taken for the lane it runs in. */
  async #connected<T>(work: (client: PoolClient, runner: PostgresQueryRunner) => Promise<T>): Promise<T> {
    const release = await this.#shares.enter(currentLane());
    const runner = this.source.createQueryRunner('master') as PostgresQueryRunner;
    try {
      return await work((await runner.connect()) as PoolClient, runner);
    } finally {
      await runner.release().finally(release);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) {
      await this.source.destroy();
    }
  }
}

async function begin(client: PoolClient, runner: PostgresQueryRunner, deadline: Deadline | null): Promise<Transaction> {
  const [, { rows }] = await inOneWrite(client, () =>
    Promise.all([client.query('BEGIN'), client.query<Transaction['identity']>(IDENTITY)]),
  );
  const [identity] = rows;
  if (identity === undefined) {
    throw new Error('transaction has no identity');
  }
  // TypeORM must know, or its own save() would open and commit a transaction inside this one
  runner.isTransactionActive = true;
  return new Transaction(client, runner, identity, deadline);
}

/** What `issue` hands to the driver leaves in one write: statements that travel together need one system call. */
function inOneWrite<T>(client: PoolClient, issue: () => T): T {
  const { stream } = client.connection;
  stream.cork();
  try {
    return issue();
  } finally {
    stream.uncork();
  }
}

/** The last statements must be on their way before COMMIT is, or they would run outside the transaction. */
function issueLast<T>(
  tx: Transaction,
  value: T,
  finish: ((tx: Transaction, value: T) => Promise<unknown>) | undefined,
): Promise<unknown> | undefined {
  const before = tx.issued;
  const last = finish?.(tx, value);
  if (last !== undefined && tx.issued === before) {
    throw new Error('finish did not issue its statement at once');
  }
  return last;
}

/** COMMIT travels behind the last statements; PostgreSQL turns it into ROLLBACK if one of them failed. */
async function commit(client: PoolClient, last: Promise<unknown> | undefined): Promise<void> {
  const committed = client.query('COMMIT');
  const [lastOutcome, commitOutcome] = await Promise.allSettled([last ?? Promise.resolve(), committed]);
  if (lastOutcome.status === 'rejected') {
    throw lastOutcome.reason;
  }
  if (commitOutcome.status === 'rejected') {
    throw commitOutcome.reason;
  }
  if (commitOutcome.value.command !== 'COMMIT') {
    throw new NotCommitted('transaction was not committed');
  }
}

/** SQLSTATE classes of errors that end the connection: connection exception, operator intervention. */
const LOSS_CLASSES: readonly string[] = ['08', '57'];

/** Whether PostgreSQL gave no answer, as opposed to refusing: refusals carry an SQLSTATE. */
export function isConnectionLoss(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  // every SQLSTATE has a digit; the names of what the network says have none, and EPIPE is as long
  const sqlState = typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/u.test(code) ? code : null;
  return sqlState === null ? !(error instanceof NotCommitted) : LOSS_CLASSES.includes(sqlState.slice(0, 2));
}

/** PostgreSQL answered COMMIT with ROLLBACK. */
class NotCommitted extends Error {}
