// A refusal is rolled back and then recorded by itself, with its reason, whatever breaks in between: nobody is told of one that does not
// stand in the log.
import { POLICY } from '@sealbridge/policy';
import { makeSigningKeyPair, ready } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';
import { idFromBytes } from '@sealbridge/vocabulary';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { addOrganisation, addPerson, type Person } from '../../../../test/support/rows.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { NodeSequence } from '../audit/node-sequence.js';
import { Outbox } from '../audit/outbox.js';
import { AuditTrailWriter } from '../audit/trail-writer.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Access } from './access.js';
import type { Act, Outcome } from './act.js';
import { type Caller, makeId } from './caller.js';
import { Refusal } from './refusal.js';

let db: TestDatabase;
let admin: Client;
let source: DataSource;
let database: Database;
let access: Access;
let writer: AuditTrailWriter;
let liaison: Person;

beforeAll(async () => {
  await ready();
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  source = await makeDataSource({ url: db.apiUrl, application: 'denials' }).initialize();
  database = new Database(source, db.ctxKey);
  const { seed } = makeSigningKeyPair();
  const identity = { nodeId: 'spec', seed, certificate: new Uint8Array(), logOrigin: 'spec.invalid/log' };
  const node = new NodeIdentity(identity);
  writer = new AuditTrailWriter(database, new Outbox(node, new NodeSequence()), node);
  const inForce = { policy: POLICY, seq: 0, signed: true };
  const reading = <T>(run: () => Promise<T>): Promise<T> => run();
  const policies = { current: () => POLICY, inForce: () => Promise.resolve(inForce), reading };
  access = new Access(database, writer, { frozen: () => Promise.resolve(null) }, policies);
  liaison = await addPerson(admin, await addOrganisation(admin, 'northgate', 'police_unit'), ['liaison']);
});
afterAll(async () => {
  await source.destroy();
  await admin.end();
  await db.drop();
});
afterEach(() => jest.restoreAllMocks());

const caller = (): Caller => ({
  session: {
    tokenSha256: liaison.tokenSha256,
    transport: 'bearer',
    ...{ device: liaison.device, member: liaison.member, organisation: liaison.org },
  },
  requestId: makeId(),
  client: { build: 'spec', address: '127.0.0.1', ownPages: true },
});

const act = (work: Act<void>['work']): Act<void> => ({
  action: 'report.read',
  resource: () => {
    const labels = { marking: 0, handling: 0, state: 'ACTIVE', discovery: 'recipients', held: false };
    const attributes = { originOrg: liaison.org, originUnit: liaison.unit, recipientUnits: [liaison.unit], ...labels };
    return Promise.resolve({ type: 'Report', attributes });
  },
  work,
});

const leaveTrace = (tx: Transaction): Promise<unknown> =>
  tx.query({ name: 'spec-nonce', text: 'INSERT INTO opening_nonce (nonce, device_id) VALUES ($1, $2)' }, [
    crypto.getRandomValues(new Uint8Array(16)),
    liaison.device,
  ]);
const fail = (tx: Transaction): Promise<unknown> => tx.query({ name: 'spec-fail', text: 'SELECT 1 / 0' });
const traces = async (): Promise<number> => (await admin.query('SELECT 1 FROM sealbridge.opening_nonce')).rowCount ?? 0;

/** Ends the connections of the API, as a failing network or a restarted database does. */
const cut = (): Promise<unknown> =>
  admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'denials'`);

interface Entry {
  readonly id: string;
  readonly effect: string;
  readonly reasons: readonly string[];
  readonly seq: number;
}

/** What was recorded while `during` ran. */
const recorded = async <T>(during: () => Promise<T>): Promise<{ readonly value: T; readonly entries: Entry[] }> => {
  const last = await admin.query<{ id: string }>('SELECT coalesce(max(id), 0) AS id FROM sealbridge.audit_outbox');
  const value = await during();
  const { rows } = await admin.query<{ payload: Buffer }>(
    'SELECT payload FROM sealbridge.audit_outbox WHERE id > $1 ORDER BY id',
    [last.rows[0]?.id],
  );
  const entries = rows.map((row) => {
    const { eventId, decision, nodeSeq } = decodeAuditPayload(new Uint8Array(row.payload));
    return { id: idFromBytes(eventId), effect: decision.effect, reasons: decision.reasons, seq: nodeSeq };
  });
  return { value, entries };
};

/** The outcome, or `failed`: somebody who asked would get an error in its place. */
const attempt = (work: Act<void>['work']): Promise<Outcome<void> | 'failed'> =>
  access.perform(caller(), act(work)).catch(() => 'failed' as const);

/** Nobody was told of a refusal that is not there, and nothing of the act is. */
const requireHonest = ({ value, entries }: Awaited<ReturnType<typeof recorded<Outcome<void> | 'failed'>>>): void => {
  if (value === 'failed') return;
  expect(value.ok).toBe(false);
  if (value.ok) return;
  expect(entries).toMatchObject([{ id: value.ref, effect: 'DENY', reasons: [value.reason] }]);
};

describe('a refusal stands in the log by its reason', () => {
  it('when a statement of the act had failed before', async () => {
    const result = await recorded(() =>
      attempt(async (_permit, tx) => {
        await leaveTrace(tx);
        await fail(tx).catch(() => null);
        throw new Refusal('wrong_state');
      }),
    );
    expect(result.value).toMatchObject({ ok: false, reason: 'wrong_state' });
    requireHonest(result);
    expect(await traces()).toBe(0);
  });

  it('when the connection of the act was lost', async () => {
    const result = await recorded(() =>
      attempt(async (_permit, tx) => {
        await leaveTrace(tx);
        await admin.query('SELECT pg_terminate_backend($1)', [tx.identity.backendPid]);
        throw new Refusal('recalled');
      }),
    );
    expect(result.value).toMatchObject({ ok: false, reason: 'recalled' });
    requireHonest(result);
    expect(await traces()).toBe(0);
  });

  it('when every connection is lost right after the act was rolled back', async () => {
    const alone = writer.recordAlone.bind(writer);
    jest.spyOn(writer, 'recordAlone').mockImplementation(async (make) => {
      await cut();
      return alone(make);
    });
    for (let n = 0; n < 5; n += 1) {
      const result = await recorded(() => attempt(() => Promise.reject(new Refusal('held'))));
      expect(result.value).toMatchObject({ ok: false, reason: 'held' });
      requireHonest(result);
    }
  });

  it('when the connection is lost while it is written', async () => {
    const record = writer.record.bind(writer);
    jest.spyOn(writer, 'record').mockImplementationOnce((tx, event) => {
      const { event: made, done } = record(tx, event);
      return { event: made, done: cut().then(() => done) };
    });
    const result = await recorded(() => attempt(() => Promise.reject(new Refusal('held'))));
    expect(result.value).toMatchObject({ ok: false, reason: 'held' });
    requireHonest(result);
  });

  it('or is not told, when it cannot be written', async () => {
    await admin.query('ALTER TABLE sealbridge.audit_attrs RENAME TO audit_attrs_gone');
    const broken = await recorded(() => attempt(() => Promise.reject(new Refusal('held'))));
    await admin.query('ALTER TABLE sealbridge.audit_attrs_gone RENAME TO audit_attrs');
    expect(broken.value).toBe('failed');
    expect(broken.entries).toEqual([]);
  });

  it('once each, when many are refused at once', async () => {
    const reasons = ['held', 'recalled', 'wrong_state', 'clearance'] as const;
    const { value, entries } = await recorded(() =>
      Promise.all(
        Array.from({ length: 24 }, (_, n) =>
          attempt(async (_permit, tx) => {
            await leaveTrace(tx);
            throw new Refusal(reasons[n % reasons.length] ?? 'held');
          }),
        ),
      ),
    );
    const told = value.map((outcome) => (outcome === 'failed' || outcome.ok ? null : [outcome.ref, outcome.reason]));
    expect(told).not.toContain(null);
    expect(entries.map(({ id, reasons: [reason] }) => [id, reason]).sort()).toEqual(told.sort());
    expect(new Set(entries.map(({ seq }) => seq)).size).toBe(24);
    expect(await traces()).toBe(0);
  });

  it('and what comes after finds everything as it should be', async () => {
    const result = await recorded(() => attempt(async (_permit, tx) => void (await leaveTrace(tx))));
    expect(result.value).toMatchObject({ ok: true });
    expect(result.entries).toMatchObject([{ effect: 'ALLOW' }]);
    expect(await traces()).toBe(1);
  });

  it('which a server that answers before it has recorded does not do', async () => {
    jest.spyOn(writer, 'recordAlone').mockResolvedValue();
    const hasty = await recorded(() => attempt(() => Promise.reject(new Refusal('held'))));
    expect(() => {
      requireHonest(hasty);
    }).toThrow();
  });
});
