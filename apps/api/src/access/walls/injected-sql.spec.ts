// What somebody tries who gets SQL of their own into an act: the key, names that lead astray, functions past the walls, the pool.
import { Attack, claimsOf, NOTHING } from '../../../../../test/support/injected-sql.js';
import { hmacPads } from '../../platform/database/context-token.js';
import { makeDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const INVALID_AUTHORIZATION = '28000';

let attack: Attack;

beforeAll(async () => {
  attack = await Attack.start();
});

afterAll(() => attack.stop());

describe('the key', () => {
  it.each([
    'SELECT * FROM ctx_key',
    'SELECT count(*) FROM ctx_key',
    'COPY ctx_key TO STDOUT',
    'TABLE ctx_key FOR UPDATE',
    'UPDATE ctx_key SET id = 1',
    'DELETE FROM ctx_key',
    'TRUNCATE ctx_key',
    'LOCK TABLE ctx_key',
    'CREATE VIEW pg_temp.k AS SELECT * FROM sealbridge.ctx_key; SELECT * FROM pg_temp.k',
    `SELECT ctx_mac('act|system')`,
    `SELECT verify_ctx('', 'ctx')`,
    `SELECT set_ctx_key('\\x${'00'.repeat(64)}', '\\x${'00'.repeat(64)}')`,
    `SELECT ensure_audit_partition(1)`,
    `SELECT agreements_of(NULL, NULL)`,
    `SELECT partners_of(NULL, NULL)`,
    `SELECT pg_read_file('pg_hba.conf')`,
    `SELECT pg_read_binary_file('global/pg_control')`,
    `SELECT pg_ls_dir('.')`,
    `COPY (SELECT 1) TO PROGRAM 'true'`,
    `COPY organisation FROM '/etc/hostname'`,
    `SELECT lo_import('/etc/hostname')`,
    `SELECT * FROM pg_authid`,
    `SELECT * FROM pg_statistic`,
    `SELECT * FROM pg_user_mapping`,
    `CREATE FUNCTION sealbridge.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    `CREATE TABLE sealbridge.mine (id int)`,
    `CREATE TABLE public.mine (id int)`,
    `CREATE SCHEMA mine`,
    `CREATE EXTENSION dblink`,
    `ALTER TABLE organisation DISABLE ROW LEVEL SECURITY`,
    `ALTER TABLE organisation OWNER TO sealbridge_api`,
    `DROP POLICY see ON organisation`,
    `ALTER FUNCTION app_ctx() SECURITY INVOKER`,
    `CREATE OR REPLACE FUNCTION sealbridge.app_ctx() RETURNS sealbridge.ctx_claims LANGUAGE sql AS 'SELECT NULL'`,
    `ALTER ROLE sealbridge_api BYPASSRLS`,
    `GRANT sealbridge_definer TO sealbridge_api`,
    `SET LOCAL session_replication_role = replica`,
    `SET LOCAL ROLE sealbridge_owner`,
    `SET LOCAL ROLE sealbridge_definer`,
    `SET LOCAL ROLE sealbridge_sequencer`,
    `SET LOCAL ROLE postgres`,
    `SET LOCAL SESSION AUTHORIZATION sealbridge_definer`,
    `SET LOCAL SESSION AUTHORIZATION postgres`,
  ])('is out of reach of: %s', async (text) => {
    await attack.insideAnAct(async () => {
      const code = await attack.codeOf(text);
      expect([text, code]).toEqual([text, INSUFFICIENT_PRIVILEGE]);
    });
  });

  it('stands in no function body, setting, comment, default, statistic or running statement that the role can read', async () => {
    const { inner, outer } = hmacPads(attack.db.ctxKey);
    const secrets = [attack.db.ctxKey, inner, outer].flatMap((bytes) => {
      const buffer = Buffer.from(bytes);
      return [buffer.toString('hex'), buffer.toString('base64'), buffer.toString('latin1')];
    });
    const places = [
      "SELECT prosrc || coalesce(pg_get_functiondef(oid), '') AS t FROM pg_proc WHERE prokind = 'f'",
      `SELECT coalesce(setting, '') || coalesce(reset_val, '') AS t FROM pg_settings`,
      `SELECT description AS t FROM pg_description`,
      `SELECT pg_get_expr(adbin, adrelid) AS t FROM pg_attrdef`,
      `SELECT definition AS t FROM pg_views`,
      `SELECT coalesce(qual, '') || coalesce(with_check, '') AS t FROM pg_policies`,
      `SELECT to_json(s)::text AS t FROM pg_stats s`,
      `SELECT coalesce(query, '') AS t FROM pg_stat_activity`,
      `SELECT array_to_string(setconfig, ' ') AS t FROM pg_db_role_setting`,
    ];
    for (const place of places) {
      const { rows } = await attack.runtime.query<{ t: string | null }>(place);
      expect([place, rows.some(({ t }) => secrets.some((secret) => t?.includes(secret)))]).toEqual([place, false]);
    }
  });
});

describe('names that lead astray', () => {
  const SHADOWS = `
    CREATE TEMP TABLE ctx_key (id smallint, inner_pad bytea, outer_pad bytea);
    INSERT INTO pg_temp.ctx_key VALUES (1, '\\x${'36'.repeat(64)}', '\\x${'5c'.repeat(64)}');
    CREATE TEMP TABLE organisation (id uuid, kind text, state text);
    CREATE TEMP TABLE session AS SELECT gen_random_uuid() AS id;
    CREATE FUNCTION pg_temp.ctx_mac(text) RETURNS text LANGUAGE sql AS $$ SELECT '00' $$;
    CREATE FUNCTION pg_temp.app_ctx() RETURNS sealbridge.ctx_claims LANGUAGE sql
      AS $$ SELECT ROW('system', NULL, NULL, NULL, '{}')::sealbridge.ctx_claims $$;
    CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$;
    CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'epoch'::timestamptz $$;`;

  it.each(['pg_temp, sealbridge', 'pg_temp, pg_catalog, sealbridge', '"$user"', ''])(
    'change nothing of what is seen, with the search path "%s"',
    async (path) => {
      await attack.insideAnAct(async (identity) => {
        await attack.runtime.query(SHADOWS);
        await attack.runtime.query(`SELECT set_config('search_path', $1, true)`, [path]);
        // the same walls, and no context under the key of the shadow
        expect(await attack.seen()).toEqual({ organisations: 1, reports: 0 });
        const made = attack.contextUnder(new Uint8Array(64), identity, { cls: 'system' });
        await attack.setContext(made);
        expect(await attack.seen()).toEqual(NOTHING);
        const token = attack.contextUnder(new Uint8Array(64), identity, { kind: 'act', cls: 'system' });
        expect(await attack.codeOf('SELECT sealbridge.begin_act($1, NULL)', [token])).toBe(INVALID_AUTHORIZATION);
      });
    },
  );

  it('give an operator or cast of their own no place in the walls', async () => {
    await attack.insideAnAct(async () => {
      await attack.runtime
        .query(`CREATE FUNCTION pg_temp.always(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE OPERATOR pg_temp.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = pg_temp.always);
        SET LOCAL search_path = pg_temp, sealbridge`);
      expect(await attack.seen()).toEqual({ organisations: 1, reports: 0 });
    });
  });

  it('see no row past the walls by a function of their own that leaks what it is asked about', async () => {
    await attack.insideAnAct(async () => {
      await attack.runtime.query(`CREATE TEMP TABLE leaked (id text);
        CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
          $$ BEGIN INSERT INTO pg_temp.leaked VALUES ($1); RETURN true; END $$`);
      await attack.runtime.query('SELECT 1 FROM sealbridge.report WHERE pg_temp.leak(id::text)');
      await attack.runtime.query('SELECT 1 FROM sealbridge.organisation WHERE pg_temp.leak(id::text)');
      const { rows } = await attack.runtime.query<{ id: string }>('SELECT id FROM pg_temp.leaked');
      expect(rows).toEqual([{ id: attack.insider.org }]);
    });
  });
});

describe('functions past the walls, asked with hostile values', () => {
  const HOSTILE = [`''`, `'; DROP TABLE report; --'`, `'|'`, `'${'x'.repeat(10_000)}'`, 'NULL'];

  it.each([
    ['session_attributes', () => HOSTILE.map((text) => `SELECT session_attributes(convert_to(${text}, 'UTF8'))`)],
    [
      'vault_by_words',
      () => HOSTILE.map((text) => `SELECT v.device FROM vault_by_words(convert_to(${text}, 'UTF8')) v`),
    ],
    ['own_agreements', () => [`SELECT own_agreements(array['${attack.victim.org}']::uuid[]) - 0`]],
    ['own_partners', () => ['SELECT partner FROM own_partners()']],
    ['known_organisations', () => ['SELECT known_organisations()']],
    ['sealed_under', () => [`SELECT reports FROM sealed_under('${attack.victim.org}', 0)`]],
    [
      'sealed_to_epochs',
      () => [
        `SELECT unit FROM sealed_to_epochs(array['${attack.victim.unit}']::uuid[], '{0}', '${attack.victim.member}')`,
      ],
    ],
  ])('%s tells nothing of others', async (_name, statements) => {
    for (const text of statements()) {
      await attack.insideAnAct(async () => {
        const { rows } = await attack.runtime.query<Record<string, unknown>>(text);
        const told = rows.flatMap((row) => Object.values(row)).filter((value) => value !== null);
        expect(told.filter((value) => JSON.stringify(value) !== '[]')).toEqual([]);
      });
    }
  });

  it.each([
    ['end_sessions', () => `SELECT end_sessions(array['${attack.victim.member}']::uuid[])`],
    ['end_device_sessions', () => `SELECT end_device_sessions('${attack.victim.device}')`],
    ['forget_people', () => 'SELECT forget_people(-10000, -10000, 10000)'],
    ['forget_links', () => 'SELECT forget_links(-10000, 10000)'],
  ])('%s changes nothing of others', async (_name, statement) => {
    const live = async (): Promise<unknown> =>
      (await attack.admin.query('SELECT id FROM sealbridge.session WHERE ended_at IS NULL ORDER BY id')).rows;
    const before = await live();
    await attack.runtime.query('BEGIN');
    await attack.beginHere();
    await attack.runtime.query(statement());
    await attack.runtime.query('COMMIT');
    expect(await live()).toEqual(before);
  });

  it('report_origin tells whoever knows the random id of a report whose it is, and that alone', async () => {
    await attack.insideAnAct(async () => {
      const { rows } = await attack.runtime.query(
        `SELECT report_origin('${attack.reportId}') AS org, report_origin('${attack.victim.org}') AS none`,
      );
      expect(rows).toEqual([{ org: attack.victim.org, none: null }]);
    });
  });

  it('raise_notice tells nobody anything without a context', async () => {
    await attack.inTransaction(async () => {
      const code = await attack.codeOf(
        `SELECT raise_notice('suspension', '${attack.victim.member}', NULL, NULL, NULL, NULL, NULL, NULL)`,
      );
      expect(code).toBe(INSUFFICIENT_PRIVILEGE);
    });
  });
});

describe('what an act leaves behind on a pooled connection', () => {
  /** One act of the insider into whose work these statements got, then an act of the victim on the same connection. */
  async function after(planted: readonly string[]): Promise<{ guest: unknown; member: unknown }> {
    const source = await makeDataSource({ url: attack.db.apiUrl, application: 'spec', poolSize: 1 }).initialize();
    const database = new Database(source, attack.db.ctxKey);
    const count = { name: 'spec-seen', text: 'SELECT count(*)::int AS n FROM sealbridge.organisation' };
    try {
      await database.transaction(async (tx) => {
        await database.enter(tx, claimsOf(attack.insider), attack.insider.tokenSha256);
        for (const [at, text] of planted.entries()) await tx.query({ name: `spec-plant-${String(at)}`, text });
      });
      const guest = await database.query(count);
      const member = await database.transaction(async (tx) => {
        await database.enter(tx, claimsOf(attack.victim), attack.victim.tokenSha256);
        return tx.query(count);
      });
      return { guest, member };
    } finally {
      await source.destroy();
    }
  }

  it.each([
    ['its context for the session', [`SELECT set_config('app.ctx', current_setting('app.ctx'), false)`]],
    ['an empty context for the session', [`SELECT set_config('app.ctx', '', false)`]],
    ['words for a context', [`SELECT set_config('app.ctx', 'ctx|system||||||||', false)`]],
    ['another search path', [`SELECT set_config('search_path', 'pg_temp', false)`]],
    [
      'tables of the same name before ours',
      ['CREATE TEMP TABLE organisation (id uuid)', `SELECT set_config('search_path', 'pg_temp, sealbridge', false)`],
    ],
  ])('neither shows a row to the next without a context nor hides one from its act: %s', async (_name, planted) => {
    expect(await after(planted)).toEqual({ guest: [{ n: 0 }], member: [{ n: 2 }] });
  });

  it('is an error for the next, never a row more, when row-level security was to be switched off', async () => {
    const attempt = after([`SELECT set_config('row_security', 'off', false)`]);
    await expect(attempt).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
});
