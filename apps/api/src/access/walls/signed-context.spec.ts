// The signed context of row-level security: whatever is not signed for this very act shows no row.
import { signContext } from '../../platform/database/context-token.js';
import { Attack, claimsOf, type Identity, NOTHING } from '../../../../../test/support/injected-sql.js';

const INVALID_AUTHORIZATION = '28000';
const NOBODY = { org: null, member: null, device: null } as const;
const TOKEN_LIFETIME_MS = 10_000;
const PATIENCE_MS = 5_000;

let attack: Attack;

beforeAll(async () => {
  attack = await Attack.start();
});

afterAll(() => attack.stop());

it('takes a context under the key for what it says, so that the refusals below refuse something', async () => {
  await attack.inTransaction(async (identity) => {
    await attack.setContext(attack.contextUnder(attack.db.ctxKey, identity));
    expect(await attack.seen()).toEqual({ organisations: 2, reports: 1 });
  });
});

describe('a context that is not signed', () => {
  it.each([
    ['nothing', async () => undefined],
    ['the empty string', () => attack.setContext('')],
    ['words', () => attack.setContext('ctx')],
    ['bars alone', () => attack.setContext('|||||||||')],
    ['the null of text', () => attack.runtime.query(`SELECT set_config('app.ctx', NULL, true)`)],
    ['what RESET leaves behind', () => attack.runtime.query(`SET LOCAL app.ctx = 'x'; RESET app.ctx`)],
    ['eleven fields', () => attack.setContext(`ctx|member|${'|'.repeat(9)}`)],
    ['a megabyte', () => attack.setContext('|'.repeat(1_000_000))],
    ['a MAC of zeros', (identity: Identity) => attack.setContext(unsigned(identity, '00'.repeat(32)))],
    ['an empty MAC', (identity: Identity) => attack.setContext(unsigned(identity, ''))],
    [
      'letters for an expiry',
      (identity: Identity) => attack.setContext(unsigned(identity, 'x').replace(/\|9+\|/u, '|x|')),
    ],
    ['the key of zeros', (identity: Identity) => attack.setContext(attack.contextUnder(new Uint8Array(32), identity))],
    ['an empty key', (identity: Identity) => attack.setContext(attack.contextUnder(new Uint8Array(0), identity))],
  ])('shows no row: %s', async (_name, plant: (identity: Identity) => Promise<unknown>) => {
    await attack.inTransaction(async (identity) => {
      await plant(identity);
      expect(await attack.seen()).toEqual(NOTHING);
    });
  });

  const unsigned = (identity: Identity, mac: string): string =>
    attack.contextUnder(attack.db.ctxKey, identity).replace(/[^|]*$/u, mac);

  it('shows no row of any table that has row-level security', async () => {
    const { rows } = await attack.admin.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'sealbridge' AND c.relrowsecurity AND has_table_privilege('sealbridge_api', c.oid, 'SELECT')`,
    );
    expect(rows.length).toBeGreaterThan(40);
    for (const { name } of rows) {
      const found = await attack.runtime.query(`SELECT 1 FROM ${name}`);
      expect([name, found.rowCount]).toEqual([name, 0]);
    }
  });
});

describe('a context that was signed for something else', () => {
  it.each(['class', 'organisation', 'member', 'device', 'units', 'backend', 'transaction', 'expiry', 'MAC', 'kind'])(
    'shows no row with another %s',
    async (field) => {
      const place = ['kind', 'class', 'organisation', 'member', 'device', 'units', 'backend', 'transaction', 'expiry'];
      await attack.insideAnAct(async () => {
        const parts = (await attack.contextNow()).split('|');
        expect(parts).toHaveLength(10);
        const at = field === 'MAC' ? 9 : place.indexOf(field);
        const others: Record<string, string> = {
          class: 'system',
          organisation: attack.victim.org,
          expiry: '9'.repeat(17),
        };
        parts[at] = others[field] ?? (parts[at] ?? '').replace(/.$/u, (last) => (last === '1' ? '2' : '1'));
        if (field === 'units') parts[at] = `${parts[at] ?? ''},${attack.victim.unit}`;
        await attack.setContext(parts.join('|'));
        expect(await attack.seen()).toEqual(NOTHING);
      });
    },
  );

  it('shows no row when fields are shifted under the same bytes', async () => {
    await attack.insideAnAct(async () => {
      const context = await attack.contextNow();
      await attack.setContext(context.replace('|', '||').replace(/\|(?=[^|]*$)/u, ''));
      expect(await attack.seen()).toEqual(NOTHING);
    });
  });

  it('shows no row on another connection, even in a transaction of the same number', async () => {
    const other = await attack.another();
    try {
      await attack.insideAnAct(async () => {
        const stolen = await attack.contextNow();
        await attack.inTransaction(async (theirs) => {
          await attack.setContext(stolen, other);
          expect(await attack.seen(other)).toEqual(NOTHING);
          await attack.setContext(stolen.replace(/\|\d+\|(?=\d+\|[^|]*$)/u, `|${theirs.transactionId}|`), other);
          expect(await attack.seen(other)).toEqual(NOTHING);
        }, other);
      });
    } finally {
      await other.end();
    }
  });

  it('shows no row in the next transaction of the same connection, nor outside of any', async () => {
    const stolen = await attack.insideAnAct(() => attack.contextNow());
    await attack.inTransaction(async () => {
      await attack.setContext(stolen);
      expect(await attack.seen()).toEqual(NOTHING);
    });
    await attack.runtime.query(`SELECT set_config('app.ctx', $1, false)`, [stolen]);
    expect(await attack.seen()).toEqual(NOTHING);
    await attack.runtime.query('RESET app.ctx');
  });

  it('shows no row once it has expired, in the middle of a transaction too', async () => {
    await attack.inTransaction(async (identity) => {
      const almostOver = Date.now() - TOKEN_LIFETIME_MS + 500;
      expect(
        await attack.begin(identity, claimsOf(attack.insider), attack.insider.tokenSha256, almostOver),
      ).not.toBeNull();
      const deadline = Date.now() + PATIENCE_MS;
      while ((await attack.seen()).organisations > 0)
        if (Date.now() > deadline) throw new Error('a context did not expire');
      expect(await attack.seen()).toEqual(NOTHING);
    });
    await attack.inTransaction(async (identity) => {
      const over = attack.begin(
        identity,
        claimsOf(attack.insider),
        attack.insider.tokenSha256,
        Date.now() - TOKEN_LIFETIME_MS - 1,
      );
      await expect(over).rejects.toMatchObject({ code: INVALID_AUTHORIZATION });
    });
  });
});

describe('a token for beginning an act', () => {
  it.each([
    ['null', null],
    ['empty', ''],
    ['of words', 'act|system||||||||'],
  ])('begins nothing when it is %s', async (_name, token) => {
    await attack.inTransaction(async () => {
      expect(await attack.codeOf('SELECT begin_act($1, NULL)', [token])).toBe(INVALID_AUTHORIZATION);
    });
  });

  it('begins nothing as a context, and a context nothing as a token', async () => {
    await attack.inTransaction(async (identity) => {
      await attack.setContext(signContext(attack.db.ctxKey, { class: 'system', ...NOBODY }, identity, Date.now()));
      expect(await attack.seen()).toEqual(NOTHING);
      const context = attack.contextUnder(attack.db.ctxKey, identity, { cls: 'system' });
      expect(await attack.codeOf('SELECT begin_act($1, NULL)', [context])).toBe(INVALID_AUTHORIZATION);
    });
  });

  it('begins no act of a session that is not the one it was made for', async () => {
    await attack.inTransaction(async (identity) => {
      expect(await attack.begin(identity, claimsOf(attack.insider), attack.victim.tokenSha256)).toBeNull();
      expect(await attack.seen()).toEqual(NOTHING);
      expect(await attack.begin(identity, { class: 'guest', ...NOBODY }, attack.victim.tokenSha256)).toBeNull();
      expect(await attack.seen()).toEqual(NOTHING);
      expect(await attack.begin(identity, claimsOf(attack.victim), null)).toBeNull();
      expect(await attack.seen()).toEqual(NOTHING);
    });
  });
});
