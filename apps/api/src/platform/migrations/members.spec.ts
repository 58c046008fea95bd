import { createHash } from 'node:crypto';

import { evidenceSetHash, makeMemberAdd } from '@sealbridge/directory';
import { VERIFIED_NEVER } from '@sealbridge/policy';
import { ready } from '@sealbridge/sodium';
import { type Id, INACTIVE_DAYS, PURPOSES } from '@sealbridge/vocabulary';
import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { addOrganisation, newId } from '../../../../../test/support/rows.js';
import { makeDataSource } from '../database/data-source.js';
import { Backbone20261120000000 } from './20261120000000-backbone.js';
import { Members20261120100000 } from './20261120100000-members.js';
import { Keys20261120200000 } from './20261120200000-keys.js';
import { Access20261120300000 } from './20261120300000-access.js';

/** Migrations as they have shipped, each with the SHA-256 of all its statements. */
const SHIPPED: readonly (readonly [string, new () => MigrationInterface, string])[] = [
  ['first', Backbone20261120000000, 'e0483a230a8ef8f093cbbe586b13b382bee06d185d4f6e98dddd38525de43bf4'],
  ['second', Members20261120100000, 'e1aa32880875a0d8ac837f5a6a98378d03f7ac748f54400115643d0571ebbe76'],
  ['third', Keys20261120200000, 'cce8fc6b6194bc66bc2aa7a48d131b423b5b8b92411b0d941dc94a070777d03d'],
];

it.each(SHIPPED)('leaves the %s migration exactly as it has shipped', async (_name, migration, shipped) => {
  const hash = createHash('sha256');
  const runner = { query: (text: string) => Promise.resolve(void hash.update(text)) } as unknown as QueryRunner;
  await new migration().up(runner);
  expect(hash.digest('hex')).toBe(shipped);
});

const PERSON = newId();

describe('a database of the first migration', () => {
  let db: TestDatabase;
  let roles: TestDatabase;
  let admin: Client;
  let org: string;
  let stewards: string;
  let people: Record<'liaison' | 'analyst' | 'suspended', string>;

  const run = async (migration: new () => MigrationInterface): Promise<void> => {
    const { options } = makeDataSource({
      url: db.adminUrl,
      application: 'spec',
      role: 'sealbridge_owner',
      poolSize: 1,
    });
    const source = await new DataSource({ ...options, migrations: [migration] }).initialize();
    await source.runMigrations();
    await source.destroy();
  };

  const addMember = async (of: string, role: string, state = 'active'): Promise<string> => {
    const id = newId();
    await admin.query(
      `INSERT INTO sealbridge.member (id, org_id, roles, rights, clearance, training_until, jurisdictions, country, state)
       VALUES ($1, $2, $3, '{}', 4, 1000000, '{*}', 'XA', $4)`,
      [id, of, [role], state],
    );
    return id;
  };

  /** The event by which a member came, as the first version stored it. */
  const addEvent = async (member: string): Promise<void> => {
    const attributes = {
      units: [],
      roles: ['analyst'],
      clearance: 'RED',
      trainingUntil: 1,
      jurisdictions: ['*'],
    } as const;
    const values = { member: member as Id, ...attributes, seat: null, country: 'XA' };
    const position = { org: org as Id, seq: 1, prev: new Uint8Array(32) };
    const event = makeMemberAdd(position, values, { id: PERSON, name: 'Synthetic Person' }, { hour: 490_000 });
    await admin.query(
      `INSERT INTO sealbridge.directory_event (org_id, seq, type, event_hash, leaf, signatures, body, private)
       VALUES ($1, 1, 'MEMBER_ADD', $2, $3, '', $4, $5)`,
      [org, newId().replaceAll('-', '').padEnd(32), event.leafBytes, event.bodyBytes, event.privateBytes],
    );
  };

  beforeAll(async () => {
    await ready();
    roles = await createDatabase();
    db = await createDatabase({ migrated: false });
    admin = new Client({ connectionString: db.adminUrl });
    await admin.connect();
    await admin.query('CREATE SCHEMA sealbridge AUTHORIZATION sealbridge_owner');
    await run(Backbone20261120000000);
    ({ org } = await addOrganisation(admin, 'harbour'));
    ({ org: stewards } = await addOrganisation(admin, 'stewards', 'stewards'));
    await admin.query(`UPDATE sealbridge.organisation SET state = 'suspended' WHERE id = $1`, [org]);
    people = {
      liaison: await addMember(org, 'liaison'),
      analyst: await addMember(org, 'analyst'),
      suspended: await addMember(org, 'analyst', 'suspended'),
    };
    await addEvent(people.analyst);
    await run(Members20261120100000);
  }, 60_000);

  afterAll(async () => {
    await admin.end();
    await db.drop();
    await roles.drop();
  });

  it('keeps signed in who was signed in, with keys that have vouched for no second way yet', async () => {
    const [device, token] = [newId(), Buffer.alloc(32, 1)];
    await admin.query(
      `INSERT INTO sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash) VALUES ($1, $2, $3, $4, $5, $4)`,
      [device, stewards, await addMember(stewards, 'analyst'), Buffer.alloc(32), Buffer.alloc(1216)],
    );
    await admin.query(
      `INSERT INTO sealbridge.session (id, token_hash, org_id, member_id, device_id)
       SELECT $1, $2, org_id, member_id, id FROM sealbridge.device WHERE id = $3`,
      [newId(), token, device],
    );
    await run(Keys20261120200000);
    const { rows } = await admin.query<{ subject: object }>('SELECT sealbridge.session_attributes($1) AS subject', [
      token,
    ]);
    const now = { method: 'device_key', transport: 'bearer', waysIn: 0, hasPasskey: false };
    expect(rows[0]?.subject).toMatchObject({ device, ...now });
  });

  it('asks nothing more of whoever was signed in, and lets every unit use reports for what it did before', async () => {
    await run(Access20261120300000);
    const { rows } = await admin.query<{ subject: object }>('SELECT sealbridge.session_attributes($1) AS subject', [
      Buffer.alloc(32, 1),
    ]);
    expect(rows[0]?.subject).toMatchObject({ assurance: 2, verifiedAgo: VERIFIED_NEVER, unitPurposes: [] });
    const units = await admin.query<{ purposes: string[] }>('SELECT purposes FROM sealbridge.unit');
    expect(units.rows.length).toBeGreaterThan(0);
    for (const { purposes } of units.rows) expect(purposes).toEqual([...PURPOSES]);
  });

  it('keeps suspended who was suspended', async () => {
    const { rows } = await admin.query<{ id: string; state: string; standing: string }>(
      `SELECT id, state, sealbridge.standing(state, suspended_until, attested_until) AS standing FROM sealbridge.organisation
       UNION ALL SELECT id, state, sealbridge.standing(state, suspended_until, attested_until) FROM sealbridge.member`,
    );
    const standings = new Map(rows.map(({ id, standing }) => [id, standing]));
    expect(rows.every(({ state }) => state === 'active')).toBe(true);
    expect([org, people.suspended, stewards, people.liaison, people.analyst].map((id) => standings.get(id))).toEqual([
      ...['suspended', 'suspended'],
      ...['active', 'active', 'active'],
    ]);
  });

  it('gives members who were vetted outside a year to be attested here, and the stewards no end', async () => {
    const { rows } = await admin.query<{ id: string; ends: string }>(
      `SELECT id, CASE WHEN attested_until = 'infinity' THEN 'never'
         WHEN attested_until BETWEEN now() + interval '364 days' AND now() + interval '366 days' THEN 'in a year' END AS ends
       FROM (SELECT id, attested_until FROM sealbridge.organisation UNION ALL SELECT id, attested_until FROM sealbridge.member) all_of_them`,
    );
    const ends = new Map(rows.map((row) => [row.id, row.ends]));
    expect([org, people.liaison].map((id) => ends.get(id))).toEqual(['in a year', 'in a year']);
    expect([stewards, people.analyst].map((id) => ends.get(id))).toEqual(['never', 'never']);
  });

  it('knows the person behind a handle from the private part of the event', async () => {
    const { rows } = await admin.query<object>('SELECT member_id, org_id, person FROM sealbridge.member_person');
    expect(rows).toEqual([{ member_id: people.analyst, org_id: org, person: PERSON }]);
  });

  it('opens a file for whoever was vetted outside, in which the next attestation begins', async () => {
    const { rows } = await admin.query<object>(
      `SELECT kind, profile, org_id, subject_id, state, round, encode(evidence_set, 'hex') AS evidence, handle
       FROM sealbridge.application ORDER BY kind`,
    );
    const evidence = Buffer.from(evidenceSetHash([])).toString('hex');
    const common = { org_id: org, state: 'active', round: 1, evidence, handle: 'harbour' };
    expect(rows).toEqual([
      { ...common, kind: 'liaison', profile: 'liaison', subject_id: people.liaison },
      { ...common, kind: 'organisation', profile: 'ngo', subject_id: org },
    ]);
  });

  it('leaves functions with the role that may define them, for the API alone', async () => {
    const { rows } = await admin.query<{ name: string; owner: string; everybody: boolean }>(
      `SELECT p.proname AS name, r.rolname AS owner, has_function_privilege('public', p.oid, 'EXECUTE') AS everybody
       FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'sealbridge' AND p.prosecdef`,
    );
    const others = rows.filter(({ owner }) => owner !== 'sealbridge_definer').map(({ name }) => name);
    // partitions are made by the owner of the table
    expect(others).toEqual(['ensure_audit_partition']);
    expect(rows.filter(({ everybody }) => everybody).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['now()', 'active'],
    [`now() - interval '${INACTIVE_DAYS} days' + interval '1 second'`, 'active'],
    [`now() - interval '${INACTIVE_DAYS} days'`, 'inactive'],
  ])('counts a member seen at %s as %s', async (seen, standing) => {
    const { rows } = await admin.query<{ standing: string }>(
      `SELECT sealbridge.member_standing('active', NULL, 'infinity', ${seen}) AS standing`,
    );
    expect(rows).toEqual([{ standing }]);
  });

  it.each([
    ['active', 'active', 'active'],
    ['provisional', 'active', 'provisional'],
    ['active', 'provisional', 'provisional'],
    ['active', 'inactive', 'inactive'],
    ['provisional', 'suspended', 'suspended'],
    ['ended', 'provisional', 'ended'],
    ['suspended', 'inactive', 'suspended'],
  ])('takes of %s and %s the less: %s', async (one, other, less) => {
    const { rows } = await admin.query<{ less: string }>('SELECT sealbridge.lesser_standing($1, $2) AS less', [
      one,
      other,
    ]);
    expect(rows).toEqual([{ less }]);
  });
});
