import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { addAgreement, addOrganisation, addPerson, addReport, type Person } from '../../../../test/support/rows.js';
import { signContext } from '../platform/database/context-token.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database, type Transaction } from '../platform/database/database.js';

/** SQLSTATE of a token that does not verify. */
const INVALID_AUTHORIZATION = '28000';

/** SQLSTATE of a refused privilege and of a row that a policy does not take. */
const INSUFFICIENT_PRIVILEGE = '42501';

const NOBODY = { org: null, member: null, device: null } as const;

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
  const ngo = await addOrganisation(admin, 'harbour');
  const police = await addOrganisation(admin, 'northgate', 'police_unit');
  analyst = await addPerson(admin, ngo, ['analyst']);
  outsider = await addPerson(admin, await addOrganisation(admin, 'eastport', 'police_unit'), ['liaison']);
  await addAgreement(admin, ngo.org, police.org);
  await addReport(admin, ngo, [police.unit]);
});

afterAll(async () => {
  await source.destroy();
  await admin.end();
  await db.drop();
});

const count = async (tx: Transaction, table: string): Promise<number> => {
  const text = `SELECT count(*)::integer AS n FROM ${table}`;
  const [row] = await tx.query<{ n: number }>({ name: `spec-count-${table}`, text });
  return row?.n ?? -1;
};

/** What somebody who gets a statement into an act tries. */
const begin = (tx: Transaction, token: string, session: Uint8Array | null = null): Promise<unknown[]> =>
  tx.query({ name: 'spec-begin', text: 'SELECT begin_act($1, $2) AS subject' }, [token, session]);

const contextOf = async (tx: Transaction): Promise<string> => {
  const [row] = await tx.query<{ ctx: string }>({
    name: 'spec-ctx',
    text: `SELECT coalesce(current_setting('app.ctx', true), '') AS ctx`,
  });
  return row?.ctx ?? '';
};

describe('a directory act without a session', () => {
  it('sees the directory of everybody, and no report, session, audit entry or recovery key', async () => {
    const seen = await database.transaction(async (tx) => {
      expect(await database.enter(tx, { class: 'directory', ...NOBODY }, null)).toMatchObject({
        now: expect.any(Number) as number,
      });
      const tables = ['organisation', 'unit', 'agreement', 'report', 'session', 'audit_event', 'recovery_lockbox'];
      return Object.fromEntries(
        await Promise.all(tables.map(async (table) => [table, await count(tx, table)] as const)),
      );
    });
    expect(seen).toEqual({
      ...{ organisation: 3, unit: 3, agreement: 1 },
      ...{ report: 0, session: 0, audit_event: 0, recovery_lockbox: 0 },
    });
  });

  it('does not begin in the name of a device', async () => {
    const { org, member, device } = analyst;
    const seen = await database.transaction(async (tx) => {
      expect(await database.enter(tx, { class: 'directory', org, member, device }, null)).toBeNull();
      return count(tx, 'organisation');
    });
    expect(seen).toBe(0);
  });

  it.each(['member', 'auditor', 'anything'])('does not begin as class %s', async (asked) => {
    const seen = await database.transaction(async (tx) => {
      const claims = { class: asked as 'member', ...NOBODY };
      expect(await database.enter(tx, claims, null)).toBeNull();
      return count(tx, 'organisation');
    });
    expect(seen).toBe(0);
  });
});

describe('a statement that gets into the act of a member', () => {
  const inside = <T>(work: (tx: Transaction) => Promise<T>, person = outsider): Promise<T> =>
    database.transaction(async (tx) => {
      const { org, member, device } = person;
      await database.enter(tx, { class: 'member', org, member, device }, person.tokenSha256);
      expect(await count(tx, 'organisation')).toBe(person === outsider ? 1 : 2);
      return work(tx);
    });

  it('does not begin a directory act with a token it made up', async () => {
    const attempt = inside(async (tx) => {
      const { backendPid, transactionId } = tx.identity;
      const made = [
        'act',
        'directory',
        '',
        '',
        '',
        '',
        backendPid,
        transactionId,
        '99999999999999999',
        '00'.repeat(32),
      ];
      await begin(tx, made.join('|'));
    });
    await expect(attempt).rejects.toMatchObject({ code: INVALID_AUTHORIZATION });
  });

  it('does not begin one with its own context for a token', async () => {
    const attempt = inside(async (tx) => {
      const context = await contextOf(tx);
      expect(context).toMatch(/^ctx\|member\|/u);
      await begin(tx, context.replace(/^ctx\|member/u, 'act|directory'));
    });
    await expect(attempt).rejects.toMatchObject({ code: INVALID_AUTHORIZATION });
  });

  it('does not raise its context to that class', async () => {
    const seen = await inside(async (tx) => {
      const raised = (await contextOf(tx)).replace('|member|', '|directory|');
      await tx.query({ name: 'spec-set', text: `SELECT set_config('app.ctx', $1, true)` }, [raised]);
      return count(tx, 'organisation');
    });
    expect(seen).toBe(0);
  });

  it('does not begin one with a token of another transaction', async () => {
    const stolen = await database.transaction((tx) =>
      Promise.resolve(signContext(db.ctxKey, { class: 'directory', ...NOBODY }, tx.identity, Date.now())),
    );
    await expect(inside((tx) => begin(tx, stolen))).rejects.toMatchObject({ code: INVALID_AUTHORIZATION });
  });

  it('reads the agreements of no organisation but its own', async () => {
    const text = 'SELECT own_agreements(NULL) AS agreements';
    const own = await inside((tx) => tx.query({ name: 'spec-own-agreements', text }));
    expect(own).toEqual([{ agreements: [] }]);
    const others = inside((tx) =>
      tx.query({ name: 'spec-agreements-of', text: 'SELECT agreements_of($1, NULL)' }, [analyst.org]),
    );
    await expect(others).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  it.each([
    ['lift a suspension', 'UPDATE organisation SET suspended_until = NULL'],
    ['make a unit active', "UPDATE unit SET state = 'active'"],
    ['count as seen', 'UPDATE member SET active_at = now()'],
    ['resume an agreement', 'UPDATE agreement SET suspended_by = NULL, ended_at = NULL'],
  ])('does not %s', async (_what, text) => {
    const changed = inside((tx) => tx.query({ name: `spec-${text}`, text: `${text} RETURNING 1` }), analyst);
    const outcome = await changed.catch((error: unknown) => error);
    const refused = Array.isArray(outcome)
      ? outcome.length === 0
      : (outcome as { code?: string }).code === INSUFFICIENT_PRIVILEGE;
    expect(refused).toBe(true);
  });
});
