import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { NOTICE_KINDS } from '@sealbridge/vocabulary';
import { pino } from 'pino';

import { type MailServer, startMailServer } from '../../../../test/support/mail-server.js';
import { NOTICE_FROM, NOTICE_ORIGIN, startNotices, type NoticeBench } from '../../../../test/support/notices.js';
import { addOrganisation, addPerson, newId, type Person } from '../../../../test/support/rows.js';
import { Log } from '../platform/logging/logger.js';
import type { DigestService } from './digest.service.js';
import { DropMailer } from './mail/drop-mailer.js';
import type { Mailer } from './mail/mailer.js';
import { SmtpMailer } from './mail/smtp-mailer.js';
import { RETRY_MINUTES } from './notice-rules.js';

const HOUR_MS = 3_600_000;

describe('the mail of a day', () => {
  const said: string[] = [];
  let bench: NoticeBench;
  let server: MailServer;
  let mailer: Mailer;
  let delivery: DigestService;
  let org: { org: Person['org']; unit: Person['unit'] };
  let reader: Person;

  beforeAll(async () => {
    bench = await startNotices(
      new Log(pino({ messageKey: 'event' }, { write: (line: string) => void said.push(line) })),
    );
    org = await addOrganisation(bench.admin, 'harbour-secret');
  }, 60_000);
  afterAll(() => bench.stop());
  beforeEach(async () => {
    said.length = 0;
    for (const table of ['notice', 'notice_digest', 'notice_settings']) {
      await bench.admin.query(`DELETE FROM sealbridge.${table}`);
    }
    server = await startMailServer();
    mailer = new SmtpMailer({ host: '127.0.0.1', port: server.port, tls: 'none', login: null }, NOTICE_FROM);
    delivery = await bench.delivery(mailer);
    reader = await addPerson(bench.admin, org, ['org_admin']);
    await bench.address(reader, 'reader@example.org');
  });
  afterEach(() => server.stop());

  const tell = (person: Person = reader, kind: (typeof NOTICE_KINDS)[number] = 'suspension'): Promise<void> =>
    bench.database.system((tx) =>
      bench.notices.raise(tx, { kind, to: { member: person.member }, object: { type: 'agreement', id: newId() } }),
    );
  const run = async (by: DigestService = delivery): Promise<void> => {
    await by.plan();
    await by.send();
  };
  const digests = async (): Promise<{ state: string; attempts: number; inMs: number; sameDay: boolean }[]> => {
    const text = `SELECT state, attempts, (extract(epoch FROM due_at - now()) * 1000)::float8 AS "inMs",
      day = (due_at AT TIME ZONE 'utc')::date AS "sameDay" FROM sealbridge.notice_digest ORDER BY day`;
    return (await bench.admin.query<{ state: string; attempts: number; inMs: number; sameDay: boolean }>(text)).rows;
  };
  const undelivered = async (): Promise<number> => {
    const text = 'SELECT count(*)::int AS n FROM sealbridge.notice WHERE digest IS NULL';
    return (await bench.admin.query<{ n: number }>(text)).rows[0]?.n ?? -1;
  };
  /** As if a day had gone by. */
  const nextDay = (): Promise<unknown> =>
    bench.admin.query(`UPDATE sealbridge.notice_digest SET day = day - 1, due_at = due_at - interval '1 day'`);
  const dueNow = (): Promise<unknown> => bench.admin.query(`UPDATE sealbridge.notice_digest SET due_at = now()`);

  it('is one, however many notices there are, and says nothing of them', async () => {
    for (const kind of NOTICE_KINDS) await tell(reader, kind);
    await run();
    await tell();
    await run();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toMatchObject({ from: NOTICE_FROM, to: ['reader@example.org'] });
    expect(server.mails[0]?.text.replace(/^(?:Date|Message-ID): .*$/gmu, '')).toBe(
      [
        ...[
          `From: ${NOTICE_FROM}`,
          'To: reader@example.org',
          'Subject: Something to read',
          '',
          '',
          'MIME-Version: 1.0',
        ],
        ...['Content-Type: text/plain; charset=us-ascii', 'Content-Transfer-Encoding: 7bit'],
        ...['Auto-Submitted: auto-generated', '', 'There is something for you to read at', '', NOTICE_ORIGIN, ''],
      ].join('\r\n'),
    );
  });

  it('and the log hold no handle, id, name, kind or address', async () => {
    for (const kind of NOTICE_KINDS) await tell(reader, kind);
    server.recipients = { reply: 550 };
    await run();
    await nextDay();
    server.recipients = 'take';
    await run();
    const { rows } = await bench.admin.query<{ id: string }>('SELECT id FROM sealbridge.notice');
    const ids = [reader.member, reader.org, reader.unit, reader.device, ...rows.map(({ id }) => id)];
    const words = [
      'harbour',
      'secret',
      ...NOTICE_KINDS,
      ...NOTICE_KINDS.map((kind) => kind.replaceAll('_', ' ')),
      ...ids,
    ];
    const mails = server.mails.map(({ text }) => text).join('\n');
    const lines = said.join('\n');
    expect(mails).not.toBe('');
    expect(lines).toContain('"operation":"refused"');
    expect(words.filter((word) => mails.includes(word) || lines.includes(word))).toEqual([]);
    expect(lines).not.toMatch(/reader@|example\.org/u);
  });

  it('is the next day for what came after it, and nothing when nothing came', async () => {
    await tell();
    await run();
    await expect(undelivered()).resolves.toBe(0);
    await nextDay();
    await run();
    expect(server.mails).toHaveLength(1);
    await tell();
    await run();
    expect(server.mails).toHaveLength(2);
  });

  it('is not sent for what was seen, muted, or has no confirmed address', async () => {
    const muted = await addPerson(bench.admin, org, ['analyst']);
    const unconfirmed = await addPerson(bench.admin, org, ['analyst']);
    const without = await addPerson(bench.admin, org, ['analyst']);
    await bench.address(muted, 'muted@example.org');
    await bench.address(unconfirmed, 'unconfirmed@example.org');
    await bench.admin.query(
      'UPDATE sealbridge.notice_settings SET confirmed_at = NULL, code_sent_at = now() WHERE member_id = $1',
      [unconfirmed.member],
    );
    await bench.admin.query(`UPDATE sealbridge.notice_settings SET muted = '{suspension}' WHERE member_id = $1`, [
      muted.member,
    ]);
    for (const person of [reader, muted, unconfirmed, without]) await tell(person);
    await bench.admin.query('UPDATE sealbridge.notice SET seen_at = now() WHERE member_id = $1', [reader.member]);
    await run();
    expect(server.asked).toEqual([]);
    await tell(muted, 'identity_asked');
    await run();
    expect(server.asked).toEqual(['muted@example.org']);
  });

  it('is dropped when everything was seen meanwhile, and comes later that day when more comes', async () => {
    await tell();
    await delivery.plan();
    await bench.admin.query('UPDATE sealbridge.notice SET seen_at = now()');
    await delivery.send();
    expect(server.asked).toEqual([]);
    await tell();
    await run();
    expect(server.mails).toHaveLength(1);
  });

  it('leaves at a random time of the window, on the day that it counts for', async () => {
    const late = await bench.delivery(mailer, 6 * HOUR_MS);
    const people = await Promise.all(Array.from({ length: 24 }, () => addPerson(bench.admin, org, ['analyst'])));
    for (const person of people) {
      await bench.address(person, 'somebody@example.org');
      await tell(person);
    }
    await late.plan();
    const planned = await digests();
    expect(planned).toHaveLength(people.length);
    expect(planned.every(({ inMs, sameDay }) => inMs > -5_000 && inMs <= 6 * HOUR_MS && sameDay)).toBe(true);
    const hours = new Set(planned.map(({ inMs }) => Math.floor(inMs / HOUR_MS)));
    expect(hours.size).toBeGreaterThan(2);
    await late.send();
    expect(server.mails.length).toBeLessThan(people.length / 2);
    await late.plan();
    await expect(digests()).resolves.toHaveLength(people.length);
  });

  it('is one when several processes plan and send at once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => addPerson(bench.admin, org, ['analyst'])));
    for (const [index, person] of people.entries()) {
      await bench.address(person, `p${index}@example.org`);
      await tell(person);
    }
    const processes = [delivery, await bench.delivery(mailer), await bench.delivery(mailer)];
    for (let time = 0; time < 3; time += 1) await Promise.all(processes.map(run));
    const to = server.mails.flatMap((mail) => mail.to).sort();
    expect(to).toEqual(people.map((_, index) => `p${index}@example.org`).sort());
  });

  it('waits for a server that is away, and comes when it is back', async () => {
    const { port } = server;
    await server.stop();
    await tell();
    await run();
    await expect(digests()).resolves.toMatchObject([{ attempts: 1 }]);
    await expect(undelivered()).resolves.toBe(1);
    server = await startMailServer({ port });
    await run();
    expect(server.asked).toEqual([]);
    const [{ state } = { state: '' }] = await digests();
    if (state === 'planned') await dueNow();
    else await nextDay();
    await run();
    expect(server.mails).toHaveLength(1);
    await expect(undelivered()).resolves.toBe(0);
  });

  it('is tried as often as there are pauses, with growing ones, and not beyond the day', async () => {
    server.recipients = { reply: 451 };
    await tell();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await run();
      const [digest] = await digests();
      if (digest?.state !== 'planned') break;
      pauses.push(Math.round(digest.inMs / 60_000));
      await dueNow();
    }
    const midnight = 24 * 60 - (Math.floor(Date.now() / 60_000) % (24 * 60));
    expect(pauses).toEqual(RETRY_MINUTES.filter((minutes) => minutes < midnight - 1));
    await expect(digests()).resolves.toMatchObject([{ state: 'failed' }]);
    expect(said.filter((line) => line.includes('a notice was not delivered'))).toHaveLength(pauses.length + 1);
    await nextDay();
    server.recipients = 'take';
    await run();
    expect(server.mails).toHaveLength(1);
  });

  it.each([
    ['was refused', { recipients: { reply: 550 } }],
    ['may have been taken', { texts: 'hang' }],
  ] as const)('that %s is not sent again that day, and its notices come the next', async (_, behaviour) => {
    Object.assign(server, behaviour);
    await tell();
    await run();
    await tell();
    await run();
    expect(server.asked).toHaveLength(1);
    await expect(digests()).resolves.toMatchObject([{ state: 'failed', attempts: 1 }]);
    Object.assign(server, { recipients: 'take', texts: 'take' });
    await nextDay();
    await run();
    expect(server.mails).toHaveLength(1);
    await expect(undelivered()).resolves.toBe(0);
  });

  it('is not claimed by a process that is stopping', async () => {
    const stopping = await bench.delivery(mailer);
    await tell();
    stopping.beforeApplicationShutdown();
    await run(stopping);
    await expect(digests()).resolves.toMatchObject([{ state: 'planned' }]);
    await run();
    expect(server.mails).toHaveLength(1);
  });

  it('that was claimed by a process which is gone is lost, and its notices come the next day', async () => {
    await tell();
    await delivery.plan();
    await bench.admin.query(`UPDATE sealbridge.notice_digest SET state = 'claimed', attempts = 1`);
    await run();
    expect(server.asked).toEqual([]);
    await nextDay();
    await run();
    expect(server.mails).toHaveLength(1);
  });

  it('that was planned for a day that is over is given up, for the one of today', async () => {
    await tell();
    await delivery.plan();
    await nextDay();
    await run();
    expect(server.mails).toHaveLength(1);
    await expect(digests()).resolves.toMatchObject([{ state: 'failed' }, { state: 'sent' }]);
  });

  it('that was planned for a day that is over is not sent by a process that starts with sending', async () => {
    await tell();
    await delivery.plan();
    await nextDay();
    await delivery.send();
    await run();
    expect(server.mails).toHaveLength(1);
    await expect(digests()).resolves.toMatchObject([{ state: 'failed' }, { state: 'sent' }]);
  });

  it('lies in a folder as one private file, when there is no mail server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sealbridge-drop-'));
    const drop = join(folder, 'notices');
    const dropping = await bench.delivery(new DropMailer(drop));
    await tell();
    await run(dropping);
    const files = readdirSync(drop);
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.eml$/u)]);
    const [name = ''] = files;
    expect(statSync(join(drop, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(drop, name), 'utf8')).toContain(NOTICE_ORIGIN);
    rmSync(folder, { recursive: true });
  });

  it('is not started without a folder that can be written to', () => {
    expect(() => new DropMailer('/dev/null/notices')).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', variable: 'SEALBRIDGE_NOTICE_DROP' }) as Error,
    );
  });

  it('to an address that was sealed under a key which is gone is not sent, and the others do not wait for it', async () => {
    const other = await addPerson(bench.admin, org, ['analyst']);
    await bench.address(other, 'other@example.org');
    await bench.admin.query('UPDATE sealbridge.notice_settings SET address = $2 WHERE member_id = $1', [
      reader.member,
      Buffer.alloc(294, 7),
    ]);
    await tell(reader);
    await tell(other);
    await run();
    expect(server.asked).toEqual(['other@example.org']);
    expect(said.join('\n')).toContain('"code":"E_OPEN"');
  });

  it('is none where no way out is set', async () => {
    await tell();
    await run(await bench.delivery(null));
    await expect(digests()).resolves.toEqual([]);
  });
});
