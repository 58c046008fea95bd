import { POLICY } from '@sealbridge/policy';
import { decodeAuditPayload, verifyReceipt } from '@sealbridge/transparency';
import { makeSigningKeyPair, ready } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { addAgreement, addOrganisation, addPerson, addReport, type Person } from '../../../../test/support/rows.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { NodeSequence } from '../audit/node-sequence.js';
import { Outbox } from '../audit/outbox.js';
import { AuditTrailWriter } from '../audit/trail-writer.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Access } from './access.js';
import type { Act } from './act.js';
import { type Caller, makeId } from './caller.js';
import { Refusal } from './refusal.js';

/** SQLSTATE of a refused privilege and of a row that a policy does not take. */
const INSUFFICIENT_PRIVILEGE = '42501';

const REPORTS = { name: 'spec-reports', text: 'SELECT id FROM report ORDER BY row' };

const SOME_HASH = Buffer.alloc(32);

let db: TestDatabase;
let admin: Client;
let source: DataSource;
let database: Database;
let access: Access;
let node: NodeIdentity;
let writer: AuditTrailWriter;
let analyst: Person;
let liaison: Person;
let outsider: Person;
let auditor: Person;
let report: { id: Id; row: string };

const callerOf = (person: Person | null): Caller => ({
  session:
    person === null
      ? null
      : {
          tokenSha256: person.tokenSha256,
          transport: 'bearer',
          device: person.device,
          member: person.member,
          organisation: person.org,
        },
  requestId: makeId(),
  client: { build: 'spec', address: '127.0.0.1', ownPages: true },
});

const readReport = (to: Id[], work: Act<string>['work'] = () => Promise.resolve('read')): Act<string> => ({
  action: 'report.read',
  detail: { aboutOrg: analyst.org, object: { type: 'report', id: report.id, version: 1, hash: null } },
  resource: () =>
    Promise.resolve({
      type: 'Report',
      attributes: { originOrg: analyst.org, originUnit: analyst.unit, recipientUnits: to, marking: 2, handling: 2 },
    }),
  work,
});

const outboxPayloads = async (): Promise<ReturnType<typeof decodeAuditPayload>[]> => {
  const { rows } = await admin.query<{ payload: Buffer }>('SELECT payload FROM sealbridge.audit_outbox ORDER BY id');
  return rows.map((row) => decodeAuditPayload(new Uint8Array(row.payload)));
};

beforeAll(async () => {
  await ready();
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  database = new Database(source, db.ctxKey);
  const { seed } = makeSigningKeyPair();
  node = new NodeIdentity({ nodeId: 'spec', seed, certificate: new Uint8Array(), logOrigin: 'spec.invalid/log' });
  writer = new AuditTrailWriter(database, new Outbox(node, new NodeSequence()), node);
  access = new Access(
    database,
    writer,
    { frozen: () => Promise.resolve(null) },
    {
      current: () => POLICY,
      inForce: () => Promise.resolve({ policy: POLICY, seq: 0, signed: true }),
      reading: (run) => run(),
    },
  );
  const ngo = await addOrganisation(admin, 'harbour');
  const police = await addOrganisation(admin, 'northgate', 'police_unit');
  analyst = await addPerson(admin, ngo, ['analyst']);
  liaison = await addPerson(admin, police, ['liaison']);
  outsider = await addPerson(admin, await addOrganisation(admin, 'eastport', 'police_unit'), ['liaison']);
  auditor = await addPerson(admin, await addOrganisation(admin, 'oversight', 'oversight'), ['auditor']);
  await addAgreement(admin, ngo.org, police.org);
  report = await addReport(admin, ngo, [police.unit]);
  await admin.query(`INSERT INTO sealbridge.shred_key (row, report_id, kek_id, wrapped) VALUES ($1, $2, 'spec', '')`, [
    report.row,
    report.id,
  ]);
  await admin.query(`INSERT INTO sealbridge.blob (org_id, sha256, length) VALUES ($1, $2, 1)`, [police.org, SOME_HASH]);
});

afterAll(async () => {
  await source.destroy();
  await admin.end();
  await db.drop();
});

beforeEach(async () => {
  await admin.query(
    `SET session_replication_role = replica; DELETE FROM sealbridge.audit_outbox; RESET session_replication_role`,
  );
});

const idsSeen = async (tx: Transaction): Promise<string[]> =>
  (await tx.query<{ id: string }>(REPORTS)).map((row) => row.id);

describe('perform', () => {
  it('commits the entry with the act and gives a receipt that verifies', async () => {
    const outcome = await access.perform(callerOf(liaison), readReport([liaison.unit]));
    expect(outcome.ok).toBe(true);
    if (!outcome.ok) return;
    const receipt = verifyReceipt(outcome.event.receipt, node.publicKey);
    expect(receipt.leafHash).toEqual(outcome.event.leafHash);
    const [payload] = await outboxPayloads();
    expect(payload).toMatchObject({
      action: 'report.read',
      // every rule that grants, the one that shows less too
      decision: { effect: 'ALLOW', reasons: ['report.read/recipient', 'report.read/recipient-above-clearance'] },
    });
  });

  it('refuses, rolls back and records the refusal when nobody of the unit is addressed', async () => {
    const outcome = await access.perform(callerOf(outsider), readReport([liaison.unit]));
    expect(outcome).toMatchObject({ ok: false, reason: 'not_permitted' });
    expect(await outboxPayloads()).toMatchObject([{ decision: { effect: 'DENY', reasons: ['not_permitted'] } }]);
  });

  it('answers the same when the object does not exist', async () => {
    const missing = { ...readReport([]), resource: () => Promise.resolve(null) };
    expect(await access.perform(callerOf(outsider), missing)).toMatchObject({ ok: false, reason: 'not_permitted' });
  });

  it('records an error and passes it on when work throws, and keeps nothing of the work', async () => {
    const failing = readReport([liaison.unit], async (_permit, tx) => {
      await tx.query({ name: 'spec-nonce', text: 'INSERT INTO opening_nonce (nonce, device_id) VALUES ($1, $2)' }, [
        new Uint8Array(16),
        liaison.device,
      ]);
      throw new Error('broken');
    });
    await expect(access.perform(callerOf(liaison), failing)).rejects.toThrow('broken');
    expect(await outboxPayloads()).toMatchObject([{ decision: { effect: 'ERROR' } }]);
    expect((await admin.query('SELECT 1 FROM sealbridge.opening_nonce')).rowCount).toBe(0);
  });

  it('turns a Refusal thrown in work into a refusal with that reason', async () => {
    const refused = readReport([liaison.unit], () => Promise.reject(new Refusal('recalled')));
    expect(await access.perform(callerOf(liaison), refused)).toMatchObject({ ok: false, reason: 'recalled' });
  });

  it('throws UNAUTHENTICATED and writes no row when there is no session', async () => {
    await expect(access.perform(callerOf(null), readReport([]))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await outboxPayloads()).toEqual([]);
    expect(writer.takeCounts()).toEqual(new Map([['report.read', 1]]));
  });

  it('records some refusals of callers without a session each minute, and counts the rest', async () => {
    const unknownDevice: Act<void> = {
      action: 'session.start',
      resource: () => Promise.resolve(null),
      work: () => Promise.resolve(),
    };
    for (let n = 0; n < 70; n += 1) await access.perform(callerOf(null), unknownDevice);
    expect(await outboxPayloads()).toHaveLength(60);
    expect(writer.takeCounts()).toEqual(new Map([['session.start', 10]]));
  });

  it.each(['ended_at = now()', `seen_at = now() - interval '16 minutes'`, `started_at = now() - interval '9 hours'`])(
    'throws UNAUTHENTICATED when the session has %s',
    async (change) => {
      const person = await addPerson(admin, { org: liaison.org, unit: liaison.unit }, ['liaison']);
      await admin.query(`UPDATE sealbridge.session SET ${change} WHERE device_id = $1`, [person.device]);
      await expect(access.perform(callerOf(person), readReport([person.unit]))).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  describe('compares its clock with that of the database', () => {
    const SKEW_MS = 3_000;
    const real = Date.now.bind(Date);
    afterEach(() => jest.restoreAllMocks());

    it.each([SKEW_MS, -SKEW_MS])('and does nothing when they are %d ms apart', async (skew) => {
      jest.spyOn(Date, 'now').mockImplementation(() => real() + skew);
      await expect(access.perform(callerOf(liaison), readReport([liaison.unit]))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        reason: 'clock_skew',
      });
    });

    it('and takes a slow answer for no other clock', async () => {
      const enter = database.enter.bind(database);
      jest.spyOn(database, 'enter').mockImplementation(async (...given) => {
        const loaded = await enter(...given);
        jest.spyOn(Date, 'now').mockImplementation(() => real() + SKEW_MS);
        return loaded;
      });
      expect(await access.perform(callerOf(liaison), readReport([liaison.unit]))).toMatchObject({ ok: true });
    });
  });

  it('refuses a suspended member by that name', async () => {
    const person = await addPerson(admin, { org: liaison.org, unit: liaison.unit }, ['liaison']);
    await admin.query(`UPDATE sealbridge.member SET suspended_until = 'infinity' WHERE id = $1`, [person.member]);
    expect(await access.perform(callerOf(person), readReport([person.unit]))).toMatchObject({
      ok: false,
      reason: 'suspended',
    });
  });
});

describe('row-level security', () => {
  const seenBy = async (person: Person): Promise<string[]> => {
    let seen: string[] = [];
    const to = [person.unit];
    const act = {
      ...readReport(to),
      action: 'log.read' as const,
      resource: () => Promise.resolve({ type: 'LogEntry' as const, attributes: {} }),
    };
    await access.perform(callerOf(person), {
      ...act,
      work: async (_permit, tx) => ((seen = await idsSeen(tx)), 'done'),
    });
    return seen;
  };

  it('shows a report to its originator and to an addressed unit, and to nobody else', async () => {
    expect(await seenBy(analyst)).toEqual([report.id]);
    expect(await seenBy(liaison)).toEqual([report.id]);
    expect(await seenBy(outsider)).toEqual([]);
    expect(await seenBy(auditor)).toEqual([]);
  });

  it('shows nothing without a context', async () => {
    expect(await database.transaction(idsSeen)).toEqual([]);
  });

  it('shows nothing when the context is forged by injected SQL', async () => {
    const forged = await database.transaction(async (tx) => {
      const claims = ['ctx', 'member', analyst.org, analyst.member, analyst.device, analyst.unit];
      const token = [
        ...claims,
        tx.identity.backendPid,
        tx.identity.transactionId,
        '99999999999999999',
        '00'.repeat(32),
      ].join('|');
      await tx.query({ name: 'spec-forge', text: `SELECT set_config('app.ctx', $1, true)` }, [token]);
      return idsSeen(tx);
    });
    expect(forged).toEqual([]);
  });

  it('refuses a valid context replayed in another transaction', async () => {
    const stolen = await database.transaction(async (tx) => {
      await database.enter(
        tx,
        { class: 'member', org: analyst.org, member: analyst.member, device: analyst.device },
        analyst.tokenSha256,
      );
      const [row] = await tx.query<{ ctx: string }>({
        name: 'spec-steal',
        text: `SELECT current_setting('app.ctx') AS ctx`,
      });
      expect(await idsSeen(tx)).toEqual([report.id]);
      return row?.ctx ?? '';
    });
    const replayed = await database.transaction(async (tx) => {
      await tx.query({ name: 'spec-forge', text: `SELECT set_config('app.ctx', $1, true)` }, [stolen]);
      return idsSeen(tx);
    });
    expect(replayed).toEqual([]);
  });

  it.each([
    ['raise its rights', "UPDATE member SET rights = '{audit.read,org.admit}'"],
    ['revive a device', "UPDATE device SET state = 'active'"],
    ['widen an agreement', 'UPDATE agreement SET ends_at = 9999999999'],
    ['call its organisation another kind', "UPDATE organisation SET kind = 'oversight'"],
    ['join a unit', 'INSERT INTO member_unit SELECT m.id, u.id, u.org_id FROM member m, unit u'],
    ['leave a unit', 'DELETE FROM member_unit'],
    [
      'add an event',
      "INSERT INTO directory_event (org_id, seq, type, event_hash, leaf, signatures, body) VALUES (gen_random_uuid(), 0, '', decode(repeat('00', 32), 'hex'), '', '', '')",
    ],
    [
      'begin a session of another device',
      "INSERT INTO session (id, token_hash, org_id, member_id, device_id) SELECT gen_random_uuid(), decode(repeat('00', 32), 'hex'), org_id, member_id, id FROM device",
    ],
    ['shred a report', "UPDATE shred_key SET wrapped = ''"],
    ['take a grant away', 'DELETE FROM stored_grant'],
    ['withdraw a report', "UPDATE report SET state = 'WITHDRAWN'"],
    ['change ciphertext', "INSERT INTO blob_chunk SELECT row, 9, '' FROM blob"],
    [
      'use up a nonce of others',
      `INSERT INTO opening_nonce (nonce, device_id) VALUES ('\\x000102030405060708090a0b0c0d0e0f', gen_random_uuid())`,
    ],
  ])('lets no statement inside the act of a member %s', async (_what, text) => {
    const changed = database.transaction(async (tx) => {
      const { org, member, device } = liaison;
      await database.enter(tx, { class: 'member', org, member, device }, liaison.tokenSha256);
      return tx.query({ name: '', text: `WITH done AS (${text} RETURNING 1) SELECT * FROM done` });
    });
    const refusedAs = (error: { code?: string }): string | undefined => error.code;
    const outcome = await changed.then((rows) => (rows.length === 0 ? INSUFFICIENT_PRIVILEGE : rows), refusedAs);
    expect(outcome).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('keeps the context key from the runtime role, in table and in function bodies', async () => {
    await expect(database.query({ name: 'spec-key', text: 'SELECT * FROM ctx_key' })).rejects.toThrow(
      'permission denied',
    );
    await expect(database.query({ name: 'spec-mac', text: `SELECT ctx_mac('x')` })).rejects.toThrow(
      'permission denied',
    );
    const bodies = await admin.query<{ prosrc: string }>(
      `SELECT prosrc FROM pg_proc WHERE pronamespace = 'sealbridge'::regnamespace`,
    );
    const key = Buffer.from(db.ctxKey).toString('hex');
    expect(bodies.rows.some((row) => row.prosrc.includes(key))).toBe(false);
  });

  it('forces itself on every table but the public log and the key, and gives the runtime role nothing to own', async () => {
    const { rows } = await admin.query<{ relname: string; forced: boolean }>(
      `SELECT relname, relforcerowsecurity AS forced FROM pg_class WHERE relnamespace = 'sealbridge'::regnamespace AND relkind IN ('r', 'p')`,
    );
    const open = rows.filter((row) => !row.forced).map((row) => row.relname);
    expect(open.sort()).toEqual([
      'audit_refused',
      'ctx_key',
      'log_checkpoint',
      'log_leaf',
      'log_tile',
      'migrations',
      'node_certificate',
    ]);
    const owned = await admin.query(
      `SELECT 1 FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'sealbridge_api'`,
    );
    expect(owned.rowCount).toBe(0);
    const role = await admin.query(`SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'sealbridge_api'`);
    expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
  });

  it.each([
    'UPDATE audit_outbox SET entry = entry',
    'DELETE FROM audit_outbox',
    'TRUNCATE audit_outbox',
    'SELECT * FROM audit_outbox',
  ])('refuses %s to the runtime role', async (text) => {
    await expect(database.query({ name: `spec-${text.slice(0, 6)}`, text })).rejects.toThrow('permission denied');
  });

  it.each([
    'UPDATE sealbridge.audit_outbox SET entry = entry',
    'DELETE FROM sealbridge.audit_outbox',
    'TRUNCATE sealbridge.audit_outbox',
  ])('refuses %s even to the superuser while triggers stand', async (text) => {
    await access.perform(callerOf(liaison), readReport([liaison.unit]));
    await expect(admin.query(text)).rejects.toThrow('append-only');
  });
});
