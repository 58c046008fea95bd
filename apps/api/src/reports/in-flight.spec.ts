// Two connections at once: what takes somebody's standing away, or an agreement, waits for openings and submissions that began
// before, and those that begin after it wait for it. So none is decided by what was true before and finished after.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { writeEventRecord } from '@sealbridge/directory';
import { toBase64, toHex } from '@sealbridge/sodium';
import { Client } from 'pg';

import {
  type ApiClient,
  InboxDocument,
  makeApiClient,
  MeDocument,
  PublishDirectoryEventsDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import {
  offerFor,
  open,
  openInput,
  sealFor,
  sendReport,
  submissionOf,
  submit,
  upload,
} from '../../../../test/support/api-reports.js';

/** What publications queue for (keys/directory.repository.ts). */
const PUBLICATION_LOCK = 7_301_202;
/** Longer than any act takes that waits for nobody. */
const A_WHILE_MS = 400;

let api: TestApi;
let analyst: ApiClient;
let liaison: ApiClient;
let reportId: string;
let body: string;
let other: Client;

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
  liaison = await api.signIn(api.world.liaison);
  const sealed = await sendReport(api, analyst);
  ({ reportId } = sealed);
  body = toHex(sealed.body.sha256);
  other = new Client({ connectionString: api.database.adminUrl });
  await other.connect();
  await api.admin.query('create temporary table kept as select id, rights from sealbridge.member');
}, 60_000);
afterAll(async () => {
  await other.end();
  await api.stop();
});

afterEach(async () => {
  await api.admin.query('rollback');
  await other.query('rollback');
  for (const table of ['organisation', 'unit', 'member']) {
    await api.admin.query(`update sealbridge.${table} set state = 'active', suspended_until = null`);
  }
  await api.admin.query(`update sealbridge.device set state = 'active'`);
  await api.admin.query(
    `update sealbridge.member set clearance = 4, rights = kept.rights from kept where kept.id = member.id`,
  );
  await api.admin.query('update sealbridge.agreement set ended_at = null, suspended_by = null');
});

/** Every way in which an opening by the liaison, or a report to it, loses its ground. */
const LOSSES: readonly (readonly [string, string, string])[] = [
  [
    'the organisation is suspended',
    `organisation set suspended_until = 'infinity' where handle = 'northgate'`,
    'suspended',
  ],
  ['the organisation ends', `organisation set state = 'ended' where handle = 'northgate'`, 'suspended'],
  ['the partner is suspended', `organisation set suspended_until = 'infinity' where handle = 'harbour'`, 'suspended'],
  ['the unit is suspended', `unit set suspended_until = 'infinity'`, 'suspended'],
  ['the member is suspended', `member set suspended_until = 'infinity'`, 'suspended'],
  ['the member leaves', `member set state = 'removed'`, 'suspended'],
  ['the device is revoked', `device set state = 'revoked'`, 'suspended'],
  ['the clearance is lowered', 'member set clearance = 0', 'clearance'],
  ['the right is taken', `member set rights = '{}'`, 'not_permitted'],
  ['the agreement ends', 'agreement set ended_at = floor(extract(epoch from clock_timestamp()))', 'no_live_mou'],
  ['the agreement is suspended', 'agreement set suspended_by = org_a', 'suspended'],
];

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const late = Symbol('late');
  return (await Promise.race([promise, sleep(A_WHILE_MS, late)])) === late;
}

const reasonOf = (answer: object): unknown => ('reason' in answer ? answer.reason : Reflect.get(answer, '__typename'));

const prepared = async () => openInput(api, api.world.liaison, await offerFor(liaison, reportId));

describe.each(LOSSES)('when %s', (_when, change, reason) => {
  it('it waits for an opening that was decided, and none is decided by it after', async () => {
    const [input, next] = [await prepared(), await prepared()];
    // an opening is held between its decision and its end
    await api.admin.query('begin');
    await api.admin.query('lock table sealbridge.opening in exclusive mode');
    const opening = open(liaison, input);
    await sleep(A_WHILE_MS);
    const losing = other.query(`update sealbridge.${change}`);
    expect(await isPending(losing)).toBe(true);
    await api.admin.query('rollback');
    expect(reasonOf(await opening)).toBe('OpenReportPayload');
    await losing;
    expect(reasonOf(await open(liaison, next))).toBe(reason);
  });

  it('an opening that begins before it is committed is decided by it', async () => {
    const input = await prepared();
    await other.query('begin');
    await other.query(`update sealbridge.${change}`);
    const opening = open(liaison, input);
    expect(await isPending(opening)).toBe(true);
    await other.query('commit');
    expect(reasonOf(await opening)).toBe(reason);
  });
});

const OF_A_REPORT = LOSSES.filter(([, change]) => /organisation|unit|agreement/u.test(change));

describe.each(OF_A_REPORT)('when %s', (_when, change, reason) => {
  it('it waits for a report that is being stored, and no grant is stored by what was true before', async () => {
    const [sealed, late] = [await sealFor(api), await sealFor(api)];
    await upload(analyst, sealed);
    await upload(analyst, late);
    await api.admin.query('begin');
    await api.admin.query('lock table sealbridge.report in exclusive mode');
    const sending = submit(analyst, submissionOf(api, sealed));
    await sleep(A_WHILE_MS);
    const losing = other.query('begin').then(() => other.query(`update sealbridge.${change}`));
    expect(await isPending(losing)).toBe(true);
    await api.admin.query('rollback');
    expect(reasonOf(await sending)).toBe('SubmitReportPayload');
    await losing;
    const again = submit(analyst, submissionOf(api, late));
    expect(await isPending(again)).toBe(true);
    await other.query('commit');
    // an organisation that has ended has no agreement
    expect(reasonOf(await again)).toBe(change.includes("ended'") ? 'no_live_mou' : reason);
  });
});

it('waits for nothing when nothing is taken: a sign-in and a new epoch go on beside an opening', async () => {
  const input = await prepared();
  await api.admin.query('begin');
  await api.admin.query('lock table sealbridge.opening in exclusive mode');
  const opening = open(liaison, input);
  await sleep(A_WHILE_MS);
  await api.signIn(api.world.outsider);
  await other.query('update sealbridge.unit set current_epoch = current_epoch');
  await other.query('update sealbridge.organisation set head_seq = head_seq');
  expect(await isPending(opening)).toBe(true);
  await api.admin.query('rollback');
  expect(reasonOf(await opening)).toBe('OpenReportPayload');
});

it('holds back the ciphertext of an opening as well', async () => {
  const answer = await open(liaison, await prepared());
  if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
  await other.query('begin');
  await other.query('update sealbridge.agreement set suspended_by = org_a');
  const fetching = liaison.getBlob(body, answer.event.eventId).catch((error: unknown) => error);
  expect(await isPending(fetching)).toBe(true);
  await other.query('commit');
  expect(await fetching).toMatchObject({ code: 'FORBIDDEN', detail: 'E_SUSPENDED' });
});

describe('a suspension that a steward signs', () => {
  const suspend = async (subject: 'liaison' | 'liaison2'): Promise<string> => {
    const { directory, northgate } = api.world;
    const [by] = directory.stewardDevices;
    if (by === undefined) throw new Error('no steward');
    const steward = await api.signIn(by);
    const records = [
      toBase64(writeEventRecord(directory.suspend(northgate.org, { subject: api.world[subject].member, by }))),
    ];
    const input = { clientMutationId: randomUUID(), records, lockboxes: [] };
    return (await steward.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents.__typename;
  };

  it('waits for an opening that was decided; the next request finds no session', async () => {
    const [input, next] = [await prepared(), await prepared()];
    await api.admin.query('begin');
    await api.admin.query('lock table sealbridge.opening in exclusive mode');
    const opening = open(liaison, input);
    await sleep(A_WHILE_MS);
    const suspending = suspend('liaison');
    expect(await isPending(suspending)).toBe(true);
    await api.admin.query('rollback');
    expect(reasonOf(await opening)).toBe('OpenReportPayload');
    expect(await suspending).toBe('PublishDirectoryEventsPayload');
    await expect(open(liaison, next)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('does not wait for a request of theirs that waits for it, and no session outlasts it for long', async () => {
    const token = await api.tokenOf(api.world.liaison2);
    const client = makeApiClient({ server: api.url, token });
    await client.request(MeDocument, {});
    // the next request writes when the session was last seen, and holds that row while it waits its turn to publish
    await api.admin.query(`update sealbridge.session set seen_at = now() - interval '2 minutes'`);
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock($1)', [PUBLICATION_LOCK]);
    const suspending = suspend('liaison2');
    await sleep(A_WHILE_MS);
    const records = api.world.directory.records
      .filter(({ record }) => record.leaf.org === api.world.northgate.org.org && record.leaf.seq === 1)
      .map(({ record }) => toBase64(writeEventRecord(record)));
    const input = { clientMutationId: randomUUID(), records, lockboxes: [] };
    const publishing = client.request(PublishDirectoryEventsDocument, { input });
    await sleep(A_WHILE_MS);
    await other.query('commit');
    expect(await suspending).toBe('PublishDirectoryEventsPayload');
    expect((await publishing).publishDirectoryEvents.__typename).not.toBe('PublishDirectoryEventsPayload');
    const answer = await client.request(InboxDocument, { first: 1, after: null }).catch((error: unknown) => error);
    expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain((answer as { readonly code?: string }).code);
  });
});
