// The API is killed with a mail claimed and half handed over. What may have been taken is never sent again that day, nothing is
// lost in the product, and the next day's mail comes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ready } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { SealedAddress } from '../../apps/api/src/notices/mail/sealed-address.js';
import { superuserOf } from '../support/demo-instance.js';
import { startInstance, type TestInstance } from '../support/instance.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';

const WITHIN_MS = 60_000;
/** Some runs of the job that sends, which comes every five seconds. */
const SOME_RUNS_MS = 16_000;
const ADDRESS = 'steward@example.org';

let mail: MailServer;
let instance: TestInstance;
let admin: Client;

beforeAll(async () => {
  await ready();
  mail = await startMailServer();
  mail.recipients = 'stall';
  instance = await startInstance({
    env: {
      SEALBRIDGE_DEMO: '0',
      SEALBRIDGE_NOTICE_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SEALBRIDGE_NOTICE_FROM: 'bridge@example.org',
      SEALBRIDGE_NOTICE_JITTER: 'PT0S',
    },
  });
  admin = await superuserOf(instance.home);
}, 120_000);
afterAll(async () => {
  await admin.end();
  await instance.stop();
  await mail.stop();
}, 60_000);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error('did not happen in time');
}

const apiPid = (): number => {
  const running = JSON.parse(readFileSync(join(instance.home, 'running.json'), 'utf8')) as {
    readonly processes: Readonly<Record<string, number>>;
  };
  return running.processes['api'] ?? 0;
};
const answers = (): Promise<boolean> =>
  fetch(`${instance.url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );
const digest = async (): Promise<string | undefined> =>
  (await admin.query<{ state: string }>('SELECT state FROM notice_digest ORDER BY day DESC')).rows[0]?.state;

async function steward(): Promise<Id> {
  const { rows } = await admin.query<{ id: Id }>(
    `SELECT id FROM member WHERE 'org.admit' = ANY (rights) ORDER BY id LIMIT 1`,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('no steward');
  return id;
}

it('a mail whose sender is killed between claim and delivery is not sent twice, and its notice is not lost', async () => {
  const member = await steward();
  const addresses = new SealedAddress(new Uint8Array(readFileSync(join(instance.home, 'keys', 'api', 'notice.key'))));
  const sealed = Buffer.from(addresses.seal(member, ADDRESS));
  await admin.query('INSERT INTO notice_settings (member_id, address, confirmed_at) VALUES ($1, $2, now())', [
    member,
    sealed,
  ]);
  await admin.query(`INSERT INTO notice (member_id, kind) VALUES ($1, 'application_waiting')`, [member]);

  await until(() => mail.asked.includes(ADDRESS));
  const killed = apiPid();
  process.kill(killed, 'SIGKILL');
  mail.recipients = 'take';
  await until(async () => apiPid() !== killed && (await answers()));
  await sleep(SOME_RUNS_MS);

  expect(mail.mails).toEqual([]);
  await expect(digest()).resolves.toBe('claimed');
  const { rows } = await admin.query('SELECT digest, seen_at FROM notice');
  expect(rows).toEqual([{ digest: null, seen_at: null }]);

  await admin.query(`UPDATE notice_digest SET day = day - 1, due_at = due_at - interval '1 day'`);
  await until(async () => (await digest()) === 'sent');
  await sleep(SOME_RUNS_MS);
  expect(mail.mails).toMatchObject([{ to: [ADDRESS] }]);
  const log = readFileSync(join(instance.home, 'logs', 'api.log'), 'utf8');
  expect(log).not.toContain('example.org');
  expect(log).not.toContain(member);
}, 180_000);
