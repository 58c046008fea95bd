// A database with the rows of notices in it, and everything that works on them, without the rest of the API.
import { randomBytes, ready } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { Client } from 'pg';

import { DigestRepository } from '../../apps/api/src/notices/digest.repository.js';
import { DigestService, DigestSettings } from '../../apps/api/src/notices/digest.service.js';
import type { Mailer } from '../../apps/api/src/notices/mail/mailer.js';
import { SealedAddress } from '../../apps/api/src/notices/mail/sealed-address.js';
import { NoticeSettingsRepository } from '../../apps/api/src/notices/notice-settings.repository.js';
import { NoticeRepository } from '../../apps/api/src/notices/notice.repository.js';
import { NoticeService } from '../../apps/api/src/notices/notice.service.js';
import { ReminderRepository } from '../../apps/api/src/notices/reminder.repository.js';
import { makeDataSource } from '../../apps/api/src/platform/database/data-source.js';
import { type ContextClaims, Database, type Transaction } from '../../apps/api/src/platform/database/database.js';
import { Log } from '../../apps/api/src/platform/logging/logger.js';
import { createDatabase } from './database.js';
import type { Person } from './rows.js';

/** The origin mails name. */
export const NOTICE_ORIGIN = 'https://bridge.example.org';
/** The address mails come from. */
export const NOTICE_FROM = 'bridge@example.org';

/** Notices on a database of their own. */
export interface NoticeBench {
  /** A connection as the superuser, past every wall. */
  readonly admin: Client;
  readonly database: Database;
  readonly notices: NoticeService;
  readonly addresses: SealedAddress;
  readonly log: Log;
  /** Runs `work` in the context of a person, or of nobody yet. */
  as<T>(person: Person | null, work: (tx: Transaction) => Promise<T>): Promise<T>;
  remind(): Promise<void>;
  /** What sends mails, as one API process has it, on connections of its own. */
  delivery(mailer: Mailer | null, jitterMs?: number): Promise<DigestService>;
  /** Sets and confirms a member's address. */
  address(person: Person, address: string): Promise<void>;
  /** What a member has been told: kind, object and occasion, oldest first. */
  told(
    person: Person,
  ): Promise<{ readonly kind: string; readonly object: Id | null; readonly occasion: string | null }[]>;
  stop(): Promise<void>;
}

/** Makes an empty database; `log` is given what the services say. */
export async function startNotices(log: Log = new Log()): Promise<NoticeBench> {
  await ready();
  const database = await createDatabase();
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const sources = [await makeDataSource({ url: database.apiUrl, application: 'spec' }).initialize()];
  const connect = async (): Promise<Database> => {
    const source = await makeDataSource({ url: database.apiUrl, application: 'spec', poolSize: 2 }).initialize();
    sources.push(source);
    return new Database(source, database.ctxKey);
  };
  const own = await connect();
  const addresses = new SealedAddress(randomBytes(32));
  const reminders = new ReminderRepository();
  return {
    admin,
    database: own,
    notices: new NoticeService(new NoticeRepository()),
    addresses,
    log,
    as: (person, work) =>
      own.transaction(async (tx) => {
        if ((await own.enter(tx, claimsOf(person), person?.tokenSha256 ?? null)) === null)
          throw new Error('no context');
        return work(tx);
      }),
    remind: () => own.system((tx) => reminders.remind(tx)),
    delivery: async (mailer, jitterMs = 0) => {
      const settings = new DigestSettings({ from: NOTICE_FROM, origin: NOTICE_ORIGIN }, jitterMs);
      const repositories = [new DigestRepository(), new NoticeSettingsRepository()] as const;
      return new DigestService(await connect(), ...repositories, addresses, settings, mailer, log);
    },
    address: async ({ member }, address) => {
      const text = `INSERT INTO sealbridge.notice_settings (member_id, address, confirmed_at) VALUES ($1, $2, now())`;
      await admin.query(text, [member, Buffer.from(addresses.seal(member, address))]);
    },
    told: async ({ member }) => {
      const text = `SELECT kind, object_id AS object, occasion FROM sealbridge.notice WHERE member_id = $1 ORDER BY row`;
      return (await admin.query<{ kind: string; object: Id | null; occasion: string | null }>(text, [member])).rows;
    },
    stop: async () => {
      await admin.end();
      for (const source of sources) await source.destroy();
      await database.drop();
    },
  };
}

function claimsOf(person: Person | null): ContextClaims {
  if (person === null) return { class: 'guest', org: null, member: null, device: null };
  return { class: 'member', org: person.org, member: person.member, device: person.device };
}
