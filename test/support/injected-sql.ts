// Somebody who gets SQL of their own into the runtime role, beside whom they would like to read.
import { hmacSha256, ready, toHex, utf8 } from '@sealbridge/sodium';
import { Client } from 'pg';

import { type ContextClaims, signContext } from '../../apps/api/src/platform/database/context-token.js';
import { createDatabase, type TestDatabase } from './database.js';
import { addAgreement, addOrganisation, addPerson, addReport, type Person } from './rows.js';

/** What a context is bound to. */
export interface Identity {
  readonly backendPid: string;
  readonly transactionId: string;
}

/** How many rows of two protected tables a connection sees. */
export interface Seen {
  readonly organisations: number;
  readonly reports: number;
}

/** What no context shows. */
export const NOTHING: Seen = { organisations: 0, reports: 0 };

/** The fields of a context that a case may choose. */
interface Fields {
  readonly kind: string;
  readonly cls: string;
  readonly units: string;
  readonly expiry: string;
}
const FIELDS: Fields = { kind: 'ctx', cls: 'member', units: '', expiry: '99999999999999999' };

/** The claims of a person's own act. */
export const claimsOf = ({ org, member, device }: Person): ContextClaims => ({ class: 'member', org, member, device });

/** A database with a victim (harbour, who has a report and a partner) and an insider (eastport, who has neither). */
export class Attack {
  private constructor(
    readonly db: TestDatabase,
    readonly admin: Client,
    /** A connection of the runtime role. */
    readonly runtime: Client,
    readonly victim: Person,
    readonly insider: Person,
    /** Of the victim. */
    readonly reportId: string,
  ) {}

  static async start(): Promise<Attack> {
    await ready();
    const db = await createDatabase();
    const admin = await connected(db.adminUrl);
    const harbour = await addOrganisation(admin, 'harbour');
    const northgate = await addOrganisation(admin, 'northgate', 'police_unit');
    const victim = await addPerson(admin, harbour, ['analyst']);
    const insider = await addPerson(admin, await addOrganisation(admin, 'eastport', 'police_unit'), ['liaison']);
    await addAgreement(admin, harbour.org, northgate.org);
    const { id } = await addReport(admin, harbour, [northgate.unit]);
    return new Attack(db, admin, await connected(db.apiUrl), victim, insider, id);
  }

  async stop(): Promise<void> {
    await this.runtime.end();
    await this.admin.end();
    await this.db.drop();
  }

  /** Another connection of the runtime role. */
  another(): Promise<Client> {
    return connected(this.db.apiUrl);
  }

  /** One transaction of the runtime role, rolled back at its end; `work` gets what a context would be bound to. */
  async inTransaction<T>(work: (identity: Identity) => Promise<T>, client = this.runtime): Promise<T> {
    await client.query('BEGIN');
    try {
      return await work(await identityOf(client));
    } finally {
      await client.query('ROLLBACK');
    }
  }

  /** The subject that `begin_act` gives, null when it gives none. `at` is when the token was signed, in milliseconds. */
  async begin(
    identity: Identity,
    claims: ContextClaims,
    session: Uint8Array | null,
    at = Date.now(),
  ): Promise<unknown> {
    const token = signContext(this.db.ctxKey, claims, identity, at);
    const values = [token, session === null ? null : Buffer.from(session)];
    const { rows } = await this.runtime.query<{ subject: unknown }>('SELECT begin_act($1, $2) AS subject', values);
    return rows[0]?.subject ?? null;
  }

  /** Inside an act of the insider, which sees its own organisation and not the report of others. */
  insideAnAct<T>(work: (identity: Identity) => Promise<T>): Promise<T> {
    return this.inTransaction(async (identity) => {
      expect(await this.begin(identity, claimsOf(this.insider), this.insider.tokenSha256)).not.toBeNull();
      expect(await this.seen()).toEqual({ organisations: 1, reports: 0 });
      return work(identity);
    });
  }

  /** Begins an act of the insider in the transaction that is open. */
  async beginHere(): Promise<void> {
    await this.begin(await identityOf(this.runtime), claimsOf(this.insider), this.insider.tokenSha256);
  }

  async seen(client = this.runtime): Promise<Seen> {
    const { rows } =
      await client.query<Seen>(`SELECT (SELECT count(*)::int FROM sealbridge.organisation) AS organisations,
      (SELECT count(*)::int FROM sealbridge.report) AS reports`);
    return rows[0] ?? { organisations: -1, reports: -1 };
  }

  async contextNow(): Promise<string> {
    const { rows } = await this.runtime.query<{ ctx: string }>(`SELECT current_setting('app.ctx') AS ctx`);
    return rows[0]?.ctx ?? '';
  }

  setContext(text: string, client = this.runtime): Promise<unknown> {
    return client.query(`SELECT set_config('app.ctx', $1, true)`, [text]);
  }

  /** The SQLSTATE a statement ends with, null when it passes. The transaction goes on. */
  async codeOf(text: string, values: unknown[] = []): Promise<unknown> {
    await this.runtime.query('SAVEPOINT attempt');
    try {
      await this.runtime.query(text, values);
      return null;
    } catch (error) {
      return (error as { readonly code?: unknown }).code;
    } finally {
      await this.runtime.query('ROLLBACK TO attempt');
    }
  }

  /** A whole context of the victim under a key of somebody's choice, in the format of migrations/backbone/context.sql.ts. */
  contextUnder(key: Uint8Array, { backendPid, transactionId }: Identity, changes: Partial<Fields> = {}): string {
    const { kind, cls, units, expiry } = { ...FIELDS, ...changes };
    const { org, member, device } = this.victim;
    const text = [kind, cls, org, member, device, units, backendPid, transactionId, expiry].join('|');
    return `${text}|${toHex(hmacSha256(key, utf8(text)))}`;
  }
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, options: '-c search_path=sealbridge,pg_temp' });
  await client.connect();
  return client;
}

async function identityOf(client: Client): Promise<Identity> {
  const { rows } = await client.query<Identity>(
    'SELECT pg_backend_pid()::text AS "backendPid", pg_current_xact_id()::text AS "transactionId"',
  );
  const [identity] = rows;
  if (identity === undefined) throw new Error('no transaction');
  return identity;
}
