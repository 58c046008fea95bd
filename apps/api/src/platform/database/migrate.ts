import pg from 'pg';

import { hmacPads } from './context-token.js';
import { makeDataSource, SCHEMA } from './data-source.js';

/** Roles of the cluster. Only the API and the sequencer log in while the system runs; the owner only to migrate. */
const ROLES = {
  owner: 'sealbridge_owner',
  api: 'sealbridge_api',
  sequencer: 'sealbridge_sequencer',
  definer: 'sealbridge_definer',
};

/** No migration statement may run longer, in milliseconds. */
const MIGRATION_TIMEOUT_MS = 600_000;

/** Held while roles and schema are made, so that two starts at once do not collide. Any fixed number, ours alone. */
const MIGRATION_LOCK = 7_325_801;

/** Where to migrate, and the secrets the roles and functions get. */
export interface MigrateOptions {
  /** Connection of a role that may create roles in this cluster and schemas in this database. */
  readonly adminUrl: string;
  readonly passwords: { readonly owner: string; readonly api: string; readonly sequencer: string };
  /** The 32-byte key that signs contexts; the API signs with the same. */
  readonly ctxKey: Uint8Array;
}

/** Makes or updates roles, schema and tables, then stores the context key. Safe to run again and by several at once. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const admin = new pg.Client({ connectionString: options.adminUrl, application_name: 'sealbridge-migrate' });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await makeRoles(admin, options.passwords);
    await admin.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA} AUTHORIZATION ${ROLES.owner}`);
    await runMigrations(options.adminUrl);
    await refuseTemporaryTables(admin);
    await storeContextKey(admin, options.ctxKey);
  } finally {
    await admin.end();
  }
}

async function makeRoles(admin: pg.Client, passwords: MigrateOptions['passwords']): Promise<void> {
  const attributes = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION';
  const secretOf: Record<string, string | undefined> = {
    [ROLES.owner]: passwords.owner,
    [ROLES.api]: passwords.api,
    [ROLES.sequencer]: passwords.sequencer,
  };
  for (const role of Object.values(ROLES)) {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) {
      await admin.query(`CREATE ROLE ${role} NOLOGIN ${attributes}`);
    }
    const secret = secretOf[role];
    if (secret !== undefined) {
      await admin.query(`ALTER ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(secret)}`);
    }
  }
  // the owner hands functions over to the definer; nobody else is a member of either
  await admin.query(`GRANT ${ROLES.definer} TO ${ROLES.owner}`);
  await admin.query(`GRANT ${ROLES.owner}, ${ROLES.definer} TO CURRENT_USER`);
}

async function runMigrations(url: string): Promise<void> {
  const source = makeDataSource({
    url,
    application: 'sealbridge-migrate',
    role: ROLES.owner,
    poolSize: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

/**
 * Nothing here needs a temporary table, and one of the name of ours, left behind on a pooled connection by injected SQL, would take in
 * what later acts write. Changes nothing where the role that migrates does not own the database.
 */
async function refuseTemporaryTables(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  await admin.query(`REVOKE TEMPORARY ON DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? '')} FROM PUBLIC`);
}

async function storeContextKey(admin: pg.Client, key: Uint8Array): Promise<void> {
  const { inner, outer } = hmacPads(key);
  await admin.query(`SET ROLE ${ROLES.definer}`);
  await admin.query(`SELECT ${SCHEMA}.set_ctx_key($1, $2)`, [Buffer.from(inner), Buffer.from(outer)]);
}
