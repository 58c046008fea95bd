// What follows an opening is decided like the opening itself, at the moment of each request: ciphertext is served for an opening
// only while the report could be opened again for the same purpose.
import { toHex, utf8 } from '@sealbridge/sodium';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';

import { type ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import { fileOf, makeReport } from '../../../../test/support/envelope-fixture.js';

let api: TestApi;
let analyst: ApiClient;
let liaison: ApiClient;
let eventId: string;
let bodies: string[];

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
  liaison = await api.signIn(api.world.liaison);
  const file = fileOf(utf8('hello'), 'a.txt', 'text/plain');
  const sealed = await sendReport(api, analyst, {
    report: makeReport({ attachments: [{ path: 'a.txt' }] }),
    attachments: [file],
  });
  bodies = [sealed.body, ...sealed.attachments].map(({ sha256 }) => toHex(sha256));
  const input = openInput(api, api.world.liaison, await offerFor(liaison, sealed.reportId));
  const answer = await open(liaison, input);
  if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
  ({ eventId } = answer.event);
}, 60_000);
afterAll(() => api.stop());

// nothing but columns is changed, and no job runs
const TABLES = [
  'organisation',
  'unit',
  'member',
  'member_unit',
  'agreement',
  'report',
  'grantset',
  'stored_grant',
] as const;
beforeEach(async () => {
  for (const table of TABLES) await api.admin.query(`create table kept_${table} as table sealbridge.${table}`);
});
afterEach(async () => {
  await api.admin.query('set session_replication_role = replica');
  for (const table of TABLES) {
    const { rows } = await api.admin.query<{ names: string }>(
      `select string_agg(format('%I', column_name), ',') as names from information_schema.columns
       where table_schema = 'sealbridge' and table_name = $1`,
      [table],
    );
    const names = rows[0]?.names ?? '';
    await api.admin.query(`delete from sealbridge.${table}`);
    await api.admin.query(
      `insert into sealbridge.${table} (${names}) overriding system value select ${names} from kept_${table}`,
    );
    await api.admin.query(`drop table kept_${table}`);
  }
  await api.admin.query('reset session_replication_role');
});

/** Reads a stream to its end, or says why it is refused. */
async function fetched(client: ApiClient, sha256: string, opening: string | null): Promise<string> {
  try {
    let length = 0;
    for await (const chunk of await client.getBlob(sha256, opening)) length += chunk.length;
    return length > 0 ? 'served' : 'empty';
  } catch (error) {
    const { code, detail } = error as { code: string; detail: string | null };
    return detail ?? code;
  }
}

const all = (client: ApiClient, opening: string | null): Promise<string[]> =>
  Promise.all(bodies.map((sha256) => fetched(client, sha256, opening)));

/** Agreement and member each of one place. */
const PLACES_APART = `agreement set jurisdictions = '{XA}'; update sealbridge.member set jurisdictions = '{XB}'`;
const NOW = 'floor(extract(epoch from clock_timestamp()))';

it('serves body and attachments to whoever opened', async () => {
  expect(bodies).toHaveLength(2);
  expect(new Set(await all(liaison, eventId))).toEqual(new Set(['served']));
});

it.each([
  ['the agreement was ended', `agreement set ended_at = ${NOW}`, 'E_NO_LIVE_MOU'],
  ['the agreement ran out', `agreement set ends_at = ${NOW}`, 'E_NO_LIVE_MOU'],
  ['the agreement is suspended', 'agreement set suspended_by = org_a', 'E_SUSPENDED'],
  ['the agreement no longer covers the purpose', `agreement set purposes = '{oversight}'`, 'E_WRONG_PURPOSE'],
  ['the agreement no longer covers the marking', 'agreement set marking_ceiling = 0', 'E_CLEARANCE'],
  ['the agreement covers another place', PLACES_APART, 'E_JURISDICTION'],
  [
    'the originator is suspended',
    `organisation set suspended_until = 'infinity' where handle = 'harbour'`,
    'E_SUSPENDED',
  ],
  ['the originator has ended', `organisation set state = 'ended' where handle = 'harbour'`, 'E_NO_LIVE_MOU'],
  ['the own organisation is suspended', `organisation set suspended_until = 'infinity'`, 'E_SUSPENDED'],
  ['the own organisation is provisional', `organisation set state = 'provisional'`, 'E_NOT_VETTED'],
  ['the unit is suspended', `unit set suspended_until = 'infinity'`, 'E_SUSPENDED'],
  ['the unit is provisional', `unit set state = 'provisional'`, 'E_NOT_VETTED'],
  ['the member is suspended', `member set suspended_until = 'infinity'`, 'E_SUSPENDED'],
  ['the member is inactive', `member set active_at = now() - interval '${INACTIVE_DAYS} days'`, 'E_INACTIVE'],
  ['the clearance was lowered', 'member set clearance = 0', 'E_CLEARANCE'],
  ['the training ran out', 'member set training_until = 0', 'E_TRAINING_EXPIRED'],
  ['the right to open was taken', `member set rights = '{}'`, 'NOT_FOUND'],
  ['consent ended', 'report set open_until = 0', 'E_CONSENT_EXPIRED'],
  ['the grant ended', 'stored_grant set not_after = 0', 'E_CONSENT_EXPIRED'],
  ['the report was recalled', `grantset set state = 'WITHDRAWN'`, 'E_RECALLED'],
])('serves nothing any more when %s', async (_when, change, reason) => {
  await api.admin.query('set session_replication_role = replica');
  await api.admin.query(`update sealbridge.${change}`);
  await api.admin.query('reset session_replication_role');
  expect(new Set(await all(liaison, eventId))).toEqual(new Set([reason]));
});

it('serves nothing any more when the member left the unit', async () => {
  await api.admin.query('delete from sealbridge.member_unit');
  expect(new Set(await all(liaison, eventId))).toEqual(new Set(['NOT_FOUND']));
});

it('serves the originator its own ciphertext without an opening, and a reader none', async () => {
  await api.admin.query(`update sealbridge.agreement set ended_at = ${NOW}`);
  expect(new Set(await all(analyst, null))).toEqual(new Set(['served']));
  expect(new Set(await all(liaison, null))).toEqual(new Set(['NOT_FOUND']));
});
