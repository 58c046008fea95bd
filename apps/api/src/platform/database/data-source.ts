import { DataSource, type DataSourceOptions } from 'typeorm';

import { Backbone20261120000000 } from '../migrations/20261120000000-backbone.js';
import { Members20261120100000 } from '../migrations/20261120100000-members.js';
import { Keys20261120200000 } from '../migrations/20261120200000-keys.js';
import { Access20261120300000 } from '../migrations/20261120300000-access.js';

/** The schema every table of ours lives in. */
export const SCHEMA = 'sealbridge';

/** Connections of one API process; group commit comes free with about this many writers. */
const POOL_SIZE = 16;

/** No statement of a request may run longer, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** All migrations, oldest first. A new one is added at the end and never changed afterwards. */
export const MIGRATIONS: readonly (new () => object)[] = [
  Backbone20261120000000,
  Members20261120100000,
  Keys20261120200000,
  Access20261120300000,
];

/** How to connect. */
export interface DatabaseSettings {
  readonly url: string;
  /** What PostgreSQL shows as application_name. */
  readonly application: string;
  /** The role to act as after connecting (migrations act as the owner). */
  readonly role?: string;
  readonly poolSize?: number;
  readonly entities?: readonly (new () => object)[];
  readonly statementTimeoutMs?: number;
  /** How long to wait for a connection, in milliseconds; as long as it takes when absent. */
  readonly connectTimeoutMs?: number;
}

/**
 * A TypeORM DataSource that is not connected yet. Never synchronises the schema, never runs a migration by itself, logs nothing
 * (statements and parameters must not reach a log). The driver pipelines: statements issued together travel together.
 */
export function makeDataSource(settings: DatabaseSettings): DataSource {
  const startup = [
    `-c search_path=${SCHEMA},pg_temp`,
    // row-level security hides from the planner how many rows a condition leaves; it then takes reading a table whole for cheap
    '-c enable_seqscan=off',
    ...(settings.role === undefined ? [] : [`-c role=${settings.role}`]),
  ];
  const options: DataSourceOptions = {
    type: 'postgres',
    url: settings.url,
    schema: SCHEMA,
    applicationName: settings.application,
    poolSize: settings.poolSize ?? POOL_SIZE,
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    entities: [...(settings.entities ?? [])],
    migrations: [...MIGRATIONS],
    migrationsTransactionMode: 'each',
    extra: {
      options: startup.join(' '),
      pipeline: true,
      statement_timeout: settings.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      ...(settings.connectTimeoutMs === undefined ? {} : { connectionTimeoutMillis: settings.connectTimeoutMs }),
    },
  };
  return new DataSource(options);
}

/** Most connections of a DataSource that was made here. */
export function poolSizeOf({ options }: DataSource): number {
  return (options.type === 'postgres' ? options.poolSize : undefined) ?? POOL_SIZE;
}
