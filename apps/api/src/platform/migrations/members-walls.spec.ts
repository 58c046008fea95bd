// The second wall of the tables of members and of their keys: whatever statement somebody gets into an act, rows of others stay out of reach.
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { addAgreement, addOrganisation, addPerson, newId, type Person } from '../../../../../test/support/rows.js';
import { makeDataSource } from '../database/data-source.js';
import { type ContextClaims, Database, type Transaction } from '../database/database.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const BYTES = `'\\x${'00'.repeat(32)}'`;

/** One row of each table, of harbour and its analyst alone. `$org`, `$member`, `$device` and `$id` stand for theirs and a fresh id. */
const ROWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  agreement_proposal: {
    ...{ id: '$id', agreement_id: '$id', version: '1', version_hash: BYTES, org_a: '$org', org_b: '$org' },
    ...{ body: BYTES, signatures: BYTES, proposed_by: '$org' },
  },
  agreement_standing: {
    ...{ version_hash: BYTES, seq: '1', agreement_id: '$id', org_id: '$org', act: `'end'`, at: '1', record: BYTES },
  },
  application: {
    ...{
      id: '$org',
      kind: `'organisation'`,
      profile: `'ngo'`,
      org_id: '$org',
      subject_id: '$org',
      handle: `'harbour'`,
    },
    ...{ evidence_set: BYTES, state: `'active'` },
  },
  vetting_statement: { hash: BYTES, application_id: '$org', kind: `'apply'`, round: '1', record: BYTES },
  vetting_evidence: { application_id: '$org', round: '1', kind: `'registration'`, note: 'false' },
  vetting_verdict: {
    ...{
      hash: BYTES,
      application_id: '$org',
      round: '1',
      stage: `'active'`,
      verdict: `'approve'`,
      member_id: '$member',
    },
    ...{ device_id: '$id', seat: `'ngo'`, evidence_set: BYTES, conflict: `'none'`, findings: `'[]'` },
  },
  steward_interest: { member_id: '$member', org_id: '$org', relation: `'family'`, handle: `'harbour'` },
  invitation: {
    ...{ id: '$id', org_id: '$org', member_id: '$member', made_by: '$member', record: BYTES, token_sha256: BYTES },
    ...{ code_sha256: BYTES, expires_at: 'now()' },
  },
  member_person: { member_id: '$member', org_id: '$org', person: '$id' },
  identity_question: {
    ...{ id: '$id', org_id: '$org', member_id: '$member', asker_org: '$org', asker_member: '$member' },
    ...{ purpose: `'audit'`, case_ref: `'x'`, justification: `'x'` },
  },
  notice: { member_id: '$member', kind: `'suspension'` },
  notice_settings: { member_id: '$member' },
  notice_digest: { member_id: '$member', day: 'now()', due_at: 'now()' },
  vault: {
    ...{ device_id: '$device', vault_id: '$id', version: '1', bytes: BYTES, statement: BYTES, ways: `'{words}'` },
    ...{ signature: `'\\x${'00'.repeat(64)}'`, words_lookup: BYTES, words_pk: BYTES },
  },
  passkey: {
    ...{ credential_id: BYTES, device_id: '$device', public_key: BYTES, counter: '0', backup_eligible: 'false' },
    ...{ backed_up: 'false', transports: `'{}'`, statement: BYTES, signature: `'\\x${'00'.repeat(64)}'` },
    ...{
      user_handle: `'\\x${'00'.repeat(16)}'`,
      sign_pk: '(select sign_pk from sealbridge.device where id = $device)',
    },
  },
  step_up: {
    ...{ nonce: BYTES, operation: BYTES, method: `'words'`, expires_at: 'now()' },
    session_id: `(select id from sealbridge.session where device_id = $device)`,
  },
};
const TABLES = Object.keys(ROWS);

let db: TestDatabase;
let admin: Client;
let source: DataSource;
let database: Database;
let analyst: Person;
let outsider: Person;

beforeAll(async () => {
  await ready();
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  database = new Database(source, db.ctxKey);
  analyst = await addPerson(admin, await addOrganisation(admin, 'harbour'), ['analyst']);
  outsider = await addPerson(admin, await addOrganisation(admin, 'eastport', 'police_unit'), ['org_admin', 'guardian']);
  await addAgreement(admin, analyst.org, analyst.org);
  await admin.query(`update sealbridge.agreement set version_hash = ${BYTES}`);
  await admin.query('set session_replication_role = replica');
  for (const table of TABLES) await admin.query(insertInto(table, `sealbridge.${table}`));
  await admin.query('reset session_replication_role');
}, 60_000);

afterAll(async () => {
  await source.destroy();
  await admin.end();
  await db.drop();
});

function insertInto(table: string, name: string): string {
  const row = Object.entries(ROWS[table] ?? {});
  const filled = (value: string): string =>
    value
      .replace('$org', `'${analyst.org}'`)
      .replace('$member', `'${analyst.member}'`)
      .replace('$device', `'${analyst.device}'`)
      .replace('$id', `'${newId()}'`);
  const values = row.map(([, value]) => filled(value));
  return `insert into ${name} (${row.map(([column]) => column).join(', ')}) values (${values.join(', ')})`;
}

interface Context {
  readonly claims: ContextClaims;
  readonly session: Uint8Array | null;
}

const NOBODY = { org: null, member: null, device: null } as const;
const memberOf = ({ org, member, device, tokenSha256 }: Person): Context => ({
  claims: { class: 'member', org, member, device },
  session: tokenSha256,
});

/** What a statement answers in a context: how many rows, or the SQLSTATE it is refused with. */
async function attempt(context: Context | null, text: string): Promise<number | string> {
  try {
    return await database.transaction(async (tx: Transaction) => {
      if (context !== null) expect(await database.enter(tx, context.claims, context.session)).not.toBeNull();
      return (await tx.query({ name: `spec-${String(named.push(text))}`, text })).length;
    });
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}
const named: string[] = [];

const CONTEXTS: readonly (readonly [string, () => Context | null])[] = [
  ['a member of another organisation', () => memberOf(outsider)],
  ['somebody without a session', () => ({ claims: { class: 'guest', ...NOBODY }, session: null })],
  ['a statement without any context', () => null],
];

it('has its tables with row-level security, and no table without that is not known', async () => {
  const { rows } = await admin.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'sealbridge' and relkind = 'r' and relrowsecurity and relforcerowsecurity and relname = any ($1)`,
    [TABLES],
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(TABLES.toSorted());
  const all = await admin.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'sealbridge' and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,
  );
  expect(all.rows.map(({ name }) => name).sort()).toEqual([
    ...['audit_refused', 'ctx_key', 'log_checkpoint', 'log_leaf', 'log_tile', 'migrations', 'node_certificate'],
  ]);
});

it.each(['vault', 'step_up'])(
  'shows the %s of a device to that device alone, not to its organisation',
  async (table) => {
    const colleague = await addPerson(admin, analyst, ['org_admin', 'guardian']);
    expect(await attempt(memberOf(analyst), `select 1 from ${table}`)).toBe(1);
    expect(await attempt(memberOf(colleague), `select 1 from ${table}`)).toBe(0);
  },
);

it('shows the passkeys of a member to that member alone, and to nobody under another key', async () => {
  const colleague = await addPerson(admin, analyst, ['org_admin', 'guardian']);
  expect(await attempt(memberOf(colleague), 'select 1 from passkey')).toBe(0);
  expect(await attempt(memberOf(analyst), 'select 1 from passkey where true')).toBe(1);
  const before = await admin.query<{ pk: Uint8Array }>('select sign_pk as pk from sealbridge.passkey');
  await admin.query(`update sealbridge.passkey set sign_pk = ${BYTES}`);
  expect(await attempt(memberOf(analyst), 'select 1 from passkey where 1 = 1')).toBe(0);
  await admin.query('update sealbridge.passkey set sign_pk = $1', [before.rows[0]?.pk]);
});

it.each(['agency_proof', 'agency_link'])('shows and gives of %s nothing in any act of a member', async (table) => {
  const key = (): string =>
    table === 'agency_proof' ? `'\\x${newId().replaceAll('-', '').slice(0, 20)}'` : `'${newId()}'`;
  const insert = (into: string, subject: string): string =>
    `insert into ${into} values (${key()}, '${analyst.org}', '\\x${subject.repeat(32)}', now())`;
  await admin.query(insert(`sealbridge.${table}`, '00'));
  expect(await attempt(memberOf(analyst), `select 1 from ${table}`)).toBe(0);
  expect([0, INSUFFICIENT_PRIVILEGE]).toContain(await attempt(memberOf(analyst), `delete from ${table} returning 1`));
  expect(await attempt(memberOf(analyst), `${insert(table, '11')} returning 1`)).toBe(INSUFFICIENT_PRIVILEGE);
  expect(await attempt(null, `select 1 from ${table}`)).toBe(0);
});

it('shows and ends the sessions of a member on all their devices, and of nobody else', async () => {
  const token = newId().replaceAll('-', '').padEnd(64, '0');
  const device = newId();
  await admin.query(
    `insert into sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash)
     select $1, org_id, member_id, decode($2, 'hex'), kem_pk, add_event_hash from sealbridge.device where id = $3`,
    [device, token, analyst.device],
  );
  await admin.query(
    `insert into sealbridge.session (id, token_hash, org_id, member_id, device_id) values ($1, decode($2, 'hex'), $3, $4, $5)`,
    [newId(), token, analyst.org, analyst.member, device],
  );
  expect(await attempt(memberOf(analyst), 'select 1 from session')).toBe(2);
  expect(await attempt(memberOf(outsider), 'select 1 from session')).toBe(1);
  const end = 'update session set ended_at = now() returning 1';
  expect(await attempt(memberOf(outsider), `${end} /* theirs alone */`)).toBe(1);
  const { rows } = await admin.query('select 1 from sealbridge.session where member_id = $1 and ended_at is null', [
    analyst.member,
  ]);
  expect(rows).toHaveLength(2);
  await admin.query('delete from sealbridge.session where device_id = $1', [device]);
  await admin.query('update sealbridge.session set ended_at = null');
});

describe.each(TABLES)('%s', (table) => {
  it('shows its row to its organisation or to our own jobs, so that there is one to hide', async () => {
    const system: Context = { claims: { class: 'system', ...NOBODY }, session: null };
    const seen = [
      await attempt(system, `select 1 from ${table}`),
      await attempt(memberOf(analyst), `select 1 from ${table}`),
    ];
    expect(seen).toContain(1);
  });

  it.each(CONTEXTS)('shows and gives nothing to %s', async (_who, context) => {
    expect(await attempt(context(), `select 1 from ${table}`)).toBe(0);
    const [column = ''] = Object.keys(ROWS[table] ?? {});
    const changes = [
      `update ${table} set ${column} = ${column} returning 1`,
      `delete from ${table} returning 1`,
      `select 1 from ${table} for update`,
    ];
    for (const text of changes) expect([0, INSUFFICIENT_PRIVILEGE]).toContain(await attempt(context(), text));
    expect(await attempt(context(), `${insertInto(table, table)} returning 1`)).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await attempt(context(), `truncate ${table}`)).toBe(INSUFFICIENT_PRIVILEGE);
    const { rows } = await admin.query(`select 1 from sealbridge.${table}`);
    expect(rows).toHaveLength(1);
  });
});

/** Everything past the walls that the runtime role may call. Whoever adds one says here what it gives to whom. */
const PAST_THE_WALLS: Readonly<Record<string, string>> = {
  addressed_units: 'units a report is addressed to, for our own jobs alone',
  app_ctx: 'the claims of the own context',
  begin_act: 'the subject of the own session, for a token of the API',
  change_grounds: 'nothing; a lock',
  end_device_sessions: 'nothing; acts beside a directory context end none',
  end_sessions: 'nothing; acts beside a directory context end none',
  forget_links: 'nothing; jobs alone forget',
  forget_people: 'nothing; jobs alone forget',
  hold_grounds: 'nothing; a lock',
  known_organisations: 'ids of partners and stewards, for the organisation of the context',
  newest_rules: 'how many records about the policy there are, which every member may read',
  own_agreements: 'agreements of the organisation of the context',
  own_partners: 'the same without their terms',
  raise_notice: 'nothing; told to people, never who',
  report_origin: 'the organisation of a report whose random id is known, for the log',
  sealed_to_epochs:
    'counts of reports sealed to units of the organisation of the context, and of those its member opened',
  sealed_under: 'counts of reports under an agreement, in a directory context',
  session_grounds: 'how the member of a session stands whose token is known',
  session_attributes: 'the subject of a session whose token is known',
  vault_by_words: 'a vault, for whoever holds the secret it is found by',
};

it('lets the runtime role call the functions past the walls that are known, each with a fixed search path', async () => {
  const { rows } = await admin.query<{ name: string; path: string[] | null }>(
    `select p.proname as name, p.proconfig as path from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'sealbridge' and p.prosecdef and has_function_privilege('sealbridge_api', p.oid, 'EXECUTE')`,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(PAST_THE_WALLS).sort());
  expect(rows.filter(({ path }) => path?.join() !== 'search_path=pg_catalog, pg_temp')).toEqual([]);
});

it.each(CONTEXTS)('gives %s nothing by those functions', async (_who, context) => {
  const everybody = `(select array_agg(id) from (values ('${analyst.member}'::uuid)) v (id))`;
  expect(await attempt(context(), 'select * from own_partners()')).toBe(0);
  expect(await attempt(context(), `select 1 where jsonb_array_length(own_agreements(null)) > 0`)).toBe(0);
  expect(await attempt(context(), 'select * from addressed_units(array(select generate_series(0, 100)))')).toBe(0);
  expect(await attempt(context(), `select * from sealed_under('${newId()}', 0)`)).toBe(0);
  await attempt(context(), `select end_sessions(${everybody})`);
  await attempt(context(), `select end_device_sessions('${analyst.device}')`);
  await attempt(context(), 'select forget_people(0, 0, 100)');
  const { rows } = await admin.query<{ ended: string; kept: string }>(
    `select (select count(*) from sealbridge.session where ended_at is not null) as ended,
       (select count(*) from sealbridge.invitation) + (select count(*) from sealbridge.identity_question) as kept`,
  );
  expect(rows).toEqual([{ ended: '0', kept: '2' }]);
});
