// What each role may do in the schema, held against a list that was reviewed; and what stands without row-level security, with why.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';

/** One privilege a line. A change of it is a change of what somebody who gets into a role can do: review it as such. */
const GOLDEN = join(__dirname, '../../../../../test/vectors/platform/privileges.txt');

/** Tables without row-level security, and why that is right. The runtime role writes none of them but certificates. */
const WITHOUT_WALLS: Readonly<Record<string, string>> = {
  audit_refused: 'entries that the sequencer could not take; no other role has a privilege on it',
  ctx_key: 'the key of contexts; nobody but the definer role has a privilege on it',
  log_checkpoint: 'public: heads of the log',
  log_leaf: 'public: entries of the log hold commitments and no content',
  log_tile: 'public: hashes of the log',
  migrations: 'names of migrations; no role of the running system has a privilege on it',
  node_certificate: 'public: certificates of nodes stand in every export',
};

const RUNNING = ['sealbridge_api', 'sealbridge_sequencer', 'sealbridge_definer'];

let db: TestDatabase;
let admin: Client;

beforeAll(async () => {
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await db.drop();
});

async function column(text: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await admin.query<{ line: string }>(text, values);
  return rows.map(({ line }) => line);
}

/** Every privilege of a role that is not its owner's, public ones included, on everything of the schema and the database. */
const PRIVILEGES = `
WITH given AS (
  SELECT format('%s %s', CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, c.relname) AS what, c.relowner AS owner, x.*
  FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x
  WHERE c.relnamespace = 'sealbridge'::regnamespace AND NOT c.relispartition
  UNION ALL
  SELECT format('table %s (%s)', c.relname, a.attname), c.relowner, x.*
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) x
  WHERE c.relnamespace = 'sealbridge'::regnamespace
  UNION ALL
  SELECT format('function %s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.proowner, x.*
  FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
  WHERE p.pronamespace = 'sealbridge'::regnamespace
  UNION ALL
  SELECT 'schema sealbridge', n.nspowner, x.* FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) x
  WHERE n.nspname = 'sealbridge'
)
SELECT format('%s: %s may %s%s', coalesce(r.rolname, 'everybody'), what, string_agg(privilege_type, ', ' ORDER BY privilege_type),
  CASE WHEN bool_or(is_grantable) THEN ' and pass it on' ELSE '' END) AS line
FROM given LEFT JOIN pg_roles r ON r.oid = grantee
WHERE grantee <> owner GROUP BY r.rolname, what`;

it('gives each role what the reviewed list says, and nothing else', async () => {
  const now = `${(await column(PRIVILEGES)).sort().join('\n')}\n`;
  if (process.env['SEALBRIDGE_WRITE_GOLDEN'] === '1') writeFileSync(GOLDEN, now);
  expect(now.split('\n')).toEqual(readFileSync(GOLDEN, 'utf8').split('\n'));
});

it('sees a privilege more: planted on a table, a column, a function', async () => {
  for (const plant of [
    'GRANT DELETE ON sealbridge.report TO sealbridge_api',
    'GRANT SELECT ON sealbridge.audit_outbox TO PUBLIC',
    'GRANT UPDATE (rights) ON sealbridge.member TO sealbridge_definer',
    'GRANT EXECUTE ON FUNCTION sealbridge.ctx_mac(text) TO sealbridge_api',
  ]) {
    await admin.query('BEGIN');
    await admin.query(plant);
    const planted = (await column(PRIVILEGES)).sort();
    await admin.query('ROLLBACK');
    expect([plant, planted.join('\n') === readFileSync(GOLDEN, 'utf8').trimEnd()]).toEqual([plant, false]);
  }
});

it('has no role of the running system that owns a table, passes row-level security by, or may become another', async () => {
  const roles = await column(
    `SELECT rolname AS line FROM pg_roles WHERE rolname = ANY ($1)
       AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
    [RUNNING],
  );
  expect(roles).toEqual([]);
  const owned = await column(
    `SELECT c.relname AS line FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY ($1) AND c.relkind IN ('r', 'p', 'S', 'v')`,
    [RUNNING],
  );
  expect(owned).toEqual(['ctx_key']);
  const functions = await column(
    `SELECT p.proname AS line FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname IN ('sealbridge_api', 'sealbridge_sequencer')`,
  );
  expect(functions).toEqual([]);
  const memberships = await column(
    `SELECT format('%s is %s', m.rolname, g.rolname) AS line FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
       JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY ($1)`,
    [RUNNING],
  );
  expect(memberships).toEqual([]);
});

it('lets nobody log in as the definer role, nor make a table of their own', async () => {
  const [login, schemas] = await Promise.all([
    column(`SELECT rolname AS line FROM pg_roles WHERE rolname = 'sealbridge_definer' AND rolcanlogin`),
    column(
      `SELECT format('%s in %s', r, nspname) AS line FROM pg_namespace, unnest($1::text[]) r WHERE has_schema_privilege(r, oid, 'CREATE')`,
      [RUNNING],
    ),
  ]);
  expect([login, schemas]).toEqual([[], []]);
});

it('leaves nobody a temporary table, which could stand before one of ours on a pooled connection', async () => {
  // of the database as it is migrated: a copy does not keep the privileges of its template
  const may = await column(
    `SELECT r AS line FROM unnest($1::text[]) r WHERE has_database_privilege(r, 'sealbridge_template', 'TEMPORARY')`,
    [RUNNING],
  );
  expect(may).toEqual([]);
});

it('has every table behind forced row-level security, or in the reviewed list', async () => {
  const open = await column(
    `SELECT relname AS line FROM pg_class WHERE relnamespace = 'sealbridge'::regnamespace AND relkind IN ('r', 'p')
       AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1`,
  );
  expect(open).toEqual(Object.keys(WITHOUT_WALLS));
  const views = await column(
    `SELECT relname AS line FROM pg_class WHERE relnamespace = 'sealbridge'::regnamespace AND relkind IN ('v', 'm', 'f')`,
  );
  expect(views).toEqual([]);
});

it('puts a new partition of the record behind the same wall', async () => {
  await admin.query('SELECT sealbridge.ensure_audit_partition(1048576 * 3)');
  const open = await column(
    `SELECT relname AS line FROM pg_class WHERE relname LIKE 'audit_event_p%' AND relkind = 'r'
       AND (NOT relrowsecurity OR NOT relforcerowsecurity OR has_table_privilege('sealbridge_api', oid, 'SELECT'))`,
  );
  expect(open).toEqual([]);
  expect(await column(`SELECT relname AS line FROM pg_class WHERE relname = 'audit_event_p3'`)).toHaveLength(1);
});

interface Policy {
  readonly table: string;
  readonly name: string;
  readonly command: string;
  readonly role: string;
}

/** What a role without conditions needs its policy for: without it, it is as if the table were empty, or it may add nothing. */
it('needs every policy of the other roles: without it their statements reach no row', async () => {
  const { rows } = await admin.query<Policy>(
    `SELECT tablename AS table, policyname AS name, cmd AS command, roles[1] AS role FROM pg_policies
     WHERE schemaname = 'sealbridge' AND NOT 'sealbridge_api' = ANY (roles)`,
  );
  expect(rows.length).toBeGreaterThan(15);
  for (const policy of rows) {
    const plans = await Promise.all([
      planOf(policy, ''),
      planOf(policy, `DROP POLICY ${policy.name} ON sealbridge.${policy.table};`),
    ]);
    expect([policy, ...plans]).toEqual([policy, true, false]);
  }
});

/** Whether the role's own statement on the table is let past row-level security, as the planner has it. */
async function planOf({ table, command, role }: Policy, before: string): Promise<boolean> {
  const client = new Client({ connectionString: db.adminUrl });
  await client.connect();
  try {
    // the only one that adds is that of the record, whose rows need a partition
    await client.query(
      `BEGIN; SELECT sealbridge.ensure_audit_partition(1); ${before} GRANT ALL ON sealbridge.${table} TO ${role}; SET LOCAL ROLE ${role}`,
    );
    if (command === 'INSERT') {
      const outcome: unknown = await client
        .query(`INSERT INTO sealbridge.${table} (leaf_index) VALUES (1)`)
        .catch((error: unknown) => error);
      return (outcome as { readonly code?: string }).code !== '42501';
    }
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      command === 'DELETE' ? `EXPLAIN DELETE FROM sealbridge.${table}` : `EXPLAIN SELECT 1 FROM sealbridge.${table}`,
    );
    return !rows.some((row) => row['QUERY PLAN'].includes('One-Time Filter: false'));
  } finally {
    await client.end();
  }
}
