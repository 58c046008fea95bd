// Work that hangs in PostgreSQL: held up by a lock that somebody has, it keeps its connections. Who is not of that work gets through.
import { setTimeout as sleep } from 'node:timers/promises';

import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { Client } from 'pg';

import {
  type ApiClient,
  DeviceLinkStagesDocument,
  InboxDocument,
  NoticeSettingsDocument,
} from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../../test/support/api-reports.js';

const ASKED = 20;
const POLL_MS = 20;

let api: TestApi;
let locker: Client;
let liaison: ApiClient;
let reportId: string;

beforeAll(async () => {
  api = await startApi();
  liaison = await api.signIn(api.world.liaison);
  ({ reportId } = await sendReport(api, await api.signIn(api.world.analyst)));
  locker = new Client({ connectionString: api.database.adminUrl });
  await locker.connect();
}, 60_000);
afterAll(async () => {
  await locker.end();
  await api.stop();
});

const hanging = async (): Promise<number> => {
  const { rows } = await api.admin.query<{ n: number }>(
    `select count(*)::integer as n from pg_stat_activity
     where datname = current_database() and application_name = 'sealbridge-api' and wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
};

/** Asks while somebody holds the table until so many connections hang in it, then does `meanwhile`; all are answered afterwards. */
async function whileHanging(
  { table, ask, most }: { readonly table: string; readonly ask: () => Promise<unknown>; readonly most: number },
  meanwhile: () => Promise<void>,
): Promise<void> {
  await locker.query('begin');
  await locker.query(`lock table sealbridge.${table} in access exclusive mode`);
  const asked = Array.from({ length: ASKED }, ask);
  const answered = Promise.all(asked);
  try {
    while ((await hanging()) < most) await sleep(POLL_MS);
    await meanwhile();
    expect(await hanging()).toBe(most);
  } finally {
    await locker.query('rollback');
  }
  await answered;
}

const aLifeOpens = async (): Promise<void> => {
  const offer = await offerFor(liaison, reportId);
  const answer = await open(liaison, openInput(api, api.world.liaison, offer, { purpose: 'threat_to_life' }));
  expect(answer.__typename).toBe('OpenReportPayload');
};

it('of strangers leaves half of the connections to members', async () => {
  const lookups = [toBase64(randomBytes(32))];
  const ask = (): Promise<unknown> => api.guest.request(DeviceLinkStagesDocument, { lookups });
  await whileHanging({ table: 'device_link', ask, most: 8 }, async () => {
    for (let n = 0; n < 3; n += 1) await liaison.request(InboxDocument, { first: 10, after: null });
    await aLifeOpens();
  });
});

it('of members leaves connections to who opens a report because a life is in danger, also with a session not seen before', async () => {
  const analyst = await api.signIn(api.world.analyst);
  const ask = (): Promise<unknown> => analyst.request(NoticeSettingsDocument, {});
  const token = await api.tokenOf(api.world.liaison);
  const inbox = jest.fn();
  let waiting: Promise<unknown> = Promise.resolve();
  await whileHanging({ table: 'notice_settings', ask, most: 14 }, async () => {
    waiting = liaison.request(InboxDocument, { first: 10, after: null }).then(inbox);
    expect((await fetch(`${api.url}/graphql`, askingForAnOffer(token))).status).toBe(200);
    await aLifeOpens();
    expect(inbox).not.toHaveBeenCalled();
  });
  await waiting;
  expect(inbox).toHaveBeenCalledTimes(1);
});

const askingForAnOffer = (token: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify({ query: `{ openingOffer(reportId: "${reportId}") { __typename } }` }),
});
