// What members are told while they watch their inboxes: by whichever process, nobody else's, and ids alone; and what stands in the log.
import { setTimeout as sleep } from 'node:timers/promises';

import { decodeAuditPayload } from '@sealbridge/transparency';
import { type Id, idFromBytes, parseId } from '@sealbridge/vocabulary';

import { type ApiClient, makeApiClient } from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../../test/support/api-reports.js';
import { changeTold, errorTold, type Live, liveAs, subscribe, watchInbox } from '../../../../../test/support/live.js';
import { type InboxChange, readChanges, writeChanges } from './inbox-changes.js';

jest.setTimeout(60_000);

let api: TestApi;
let analyst: ApiClient;
let token: string;
let elsewhere: string;

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
  token = await api.tokenOf(api.world.liaison);
  elsewhere = await api.anotherNode();
}, 60_000);
afterAll(() => api.stop());

const openAs = async (of: string, reportId: string): Promise<void> => {
  const client = makeApiClient({ server: api.url, token: of });
  const answer = await open(client, openInput(api, api.world.liaison, await offerFor(client, reportId)));
  expect(answer.__typename).toBe('OpenReportPayload');
};

/** How acts of watching of a member ended, in the order they did: effect and reasons. */
async function entries(member: Id): Promise<string[]> {
  await api.sequence();
  const { rows } = await api.admin.query<{ payload: Buffer }>(
    `select payload from sealbridge.audit_event where action = 'report.watch' order by leaf_index`,
  );
  const payloads = rows.map(({ payload }) => decodeAuditPayload(payload));
  const own = payloads.filter(({ actor }) => actor !== null && idFromBytes(actor.member) === member);
  return own.map(({ decision, query }) => `${decision.effect} ${query?.resultBucket ?? decision.reasons.join()}`);
}

describe('whoever watches', () => {
  it('is told by any process of a report that is addressed to their unit, and that it was opened', async () => {
    const here = await watchInbox(api.url, token);
    const there = await watchInbox(elsewhere, await api.tokenOf(api.world.liaison2));
    const { reportId } = await sendReport(api, analyst);
    const received = { reportId, kind: 'received' };
    expect(await Promise.all([changeTold(here), changeTold(there)])).toMatchObject([received, received]);
    await openAs(token, reportId);
    expect(await changeTold(there)).toMatchObject({ reportId, kind: 'changed' });
    // the second opening changes nothing that the inbox shows
    await openAs(token, reportId);
    const next = await sendReport(api, analyst);
    expect(await changeTold(there)).toMatchObject({ reportId: next.reportId, kind: 'received' });
    for (const live of [here, there]) live.close();
  });

  it('is told nothing of reports to others, and whoever may not open reports may not watch', async () => {
    const outsider = await watchInbox(api.url, await api.tokenOf(api.world.outsider));
    const reader = await watchInbox(api.url, token);
    await sendReport(api, analyst);
    await changeTold(reader);
    await sleep(200);
    expect(outsider.waiting).toEqual([]);
    const admin = await liveAs(api.url, await api.tokenOf(api.world.admin));
    subscribe(admin);
    expect(await errorTold(admin)).toEqual({ code: 'FORBIDDEN', reason: 'not_permitted' });
    for (const live of [outsider, reader, admin]) live.close();
  });

  it('is told nothing while the agreement is not in force, and of what comes when it is again', async () => {
    const live = await watchInbox(api.url, token);
    const { rows } = await api.admin.query<{ row: string }>('select max(row) as row from sealbridge.report');
    const announce = () => api.admin.query(`select pg_notify('sealbridge_inbox', $1)`, [rows[0]?.row]);
    await api.admin.query('update sealbridge.agreement set suspended_by = org_a');
    await announce();
    await sleep(200);
    await api.admin.query('update sealbridge.agreement set suspended_by = null');
    await announce();
    expect(await changeTold(live)).toMatchObject({ kind: 'received' });
    expect(live.waiting).toEqual([]);
    live.close();
  });

  it('is not kept signed in by what happens', async () => {
    const watcher = await api.tokenOf(api.world.liaison2);
    const live = await watchInbox(api.url, watcher);
    await api.admin.query(`update sealbridge.session set seen_at = now() - interval '2 minutes'`);
    await sendReport(api, analyst);
    await changeTold(live);
    const { rows } = await api.admin.query<{ member: string }>(
      `select distinct member_id as member from sealbridge.session where seen_at > now() - interval '1 minute'`,
    );
    expect(rows.map(({ member }) => member)).toEqual([api.world.analyst.member]);
    live.close();
  });

  it('has an entry for the beginning, and for the end with how much was told, and none for what came between', async () => {
    const { liaison } = api.world;
    const before = (await entries(liaison.member)).length;
    const live = await watchInbox(api.url, token);
    for (const _of of [1, 2]) {
      await sendReport(api, analyst);
      await changeTold(live);
    }
    live.close();
    await live.ended;
    await sleep(200);
    expect((await entries(liaison.member)).slice(before)).toEqual(['ALLOW report.watch', 'ALLOW 2-4']);
  });
});

it('closes what is watched when changes may have been missed', async () => {
  const live: Live = await watchInbox(api.url, token);
  await api.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'sealbridge-api-listen' and datname = current_database()`,
  );
  expect(await live.ended).toEqual({ code: 1012, reason: 'restart' });
  const again = await watchInbox(api.url, token);
  const { reportId } = await sendReport(api, analyst);
  expect(await changeTold(again)).toMatchObject({ reportId });
  again.close();
});

describe('changes on their way between processes', () => {
  const unit = parseId('00112233-4455-6677-8899-aabbccddeeff');
  const changes: InboxChange[] = [
    { kind: 'received', row: '7' },
    ...(unit === null ? [] : [{ kind: 'changed', row: '9223372036854775807', unit } as const]),
  ];

  it('come back as they were', () => {
    expect(changes).toHaveLength(2);
    expect(readChanges(writeChanges(changes))).toEqual(changes);
  });

  it.each(['', 'x', '7:', '7:everybody', '-1', '1'.repeat(20), ';select 1'])('%j are none', (payload) => {
    expect(readChanges(payload)).toEqual([]);
  });
});
