// Every door and every change that closes it: somebody goes through, the change is committed, and the next step is refused, whether it
// is another request or the middle of what is under way; by the right reason, and in the log. A door that is not in the table fails.
import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { toHex } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';

import { ApiError, InboxDocument, makeApiClient, type ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import { holdDownload, holdUpload } from '../../../../test/support/doors.js';
import { type Live, watchInbox } from '../../../../test/support/live.js';
import { AgencyController } from '../people/agency/agency.controller.js';
import { LogController } from '../audit/log.controller.js';
import { HealthController } from '../platform/health/health.controller.js';
import { HomeController } from '../platform/http/home.controller.js';
import { BlobController } from '../reports/blob.controller.js';
import { COVERED } from './field-coverage.js';

jest.setTimeout(120_000);

/** Doors to what is protected. */
const DOORS = ['Query', 'Mutation', 'Subscription', 'GET blobs/:sha256', 'PUT blobs/:sha256', 'session.start'] as const;
type Door = (typeof DOORS)[number];

/** Ways in behind which nothing is protected, or that have specs of their own. */
const OPEN: Readonly<Record<string, string>> = {
  'GET agency/:organisation/callback': 'proves somebody to an agency; a session is asked for afterwards',
  'GET agency/:organisation/start': 'sends a browser to an agency',
  'GET log/checkpoint': 'the public log',
  'GET log/tile/*path': 'the public log',
};

describe('the doors', () => {
  const controllers = [AgencyController, BlobController, HealthController, HomeController, LogController];
  const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD'];

  const slashless = (path: unknown): string => (typeof path === 'string' ? path.replace(/^\//u, '') : '');

  function routesOf(controller: (typeof controllers)[number]): string[] {
    const before = slashless(Reflect.getMetadata('path', controller));
    const prototype: unknown = controller.prototype;
    return Object.values(Object.getOwnPropertyDescriptors(prototype)).flatMap(({ value }: { value?: unknown }) => {
      if (typeof value !== 'function' || value === controller) return [];
      const path: unknown = Reflect.getMetadata('path', value);
      if (path === undefined) return [];
      const verb = verbs[Number(Reflect.getMetadata('method', value))] ?? '';
      const paths: readonly unknown[] = Array.isArray(path) ? path : [path];
      return paths.map((each) => `${verb} ${[before, slashless(each)].filter(Boolean).join('/')}`);
    });
  }

  it('are all here: every controller of the API', () => {
    const files = readdirSync(join(__dirname, '..'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.controller.ts'))).toHaveLength(controllers.length);
  });

  it('are in the table, or behind them is nothing protected', () => {
    const known: readonly string[] = [...DOORS, ...Object.keys(OPEN)];
    const routes = [AgencyController, BlobController, LogController].flatMap(routesOf);
    expect(routes.filter((route) => !known.includes(route))).toEqual([]);
    expect(Object.keys(OPEN).filter((route) => !routes.includes(route))).toEqual([]);
    const roots = new Set(Object.keys(COVERED).map((name) => name.split('.')[0]));
    expect([...roots].filter((root) => !known.includes(root ?? ''))).toEqual([]);
  });

  it('would be missed', () => {
    expect(routesOf(BlobController).sort()).toEqual(['GET blobs/:sha256', 'PUT blobs/:sha256']);
  });
});

/** How a door answers after a change: null goes on; `broken` is a stream that ends in the middle, its reason in the log. */
type Answers = Readonly<Record<Door, string | null>>;

const all = (reason: string, change: Partial<Answers> = {}): Answers => ({
  Query: reason,
  Mutation: reason,
  Subscription: `4403 ${reason}`,
  'GET blobs/:sha256': 'broken',
  'PUT blobs/:sha256': reason,
  'session.start': reason,
  ...change,
});

const NO_SESSION = all('UNAUTHENTICATED', { Subscription: '4401 session_over', 'session.start': null });

/** What takes the ground from opening alone. */
const opening = (reason: string): Answers => ({
  ...{ Query: null, Subscription: null, 'PUT blobs/:sha256': null, 'session.start': null },
  Mutation: reason,
  'GET blobs/:sha256': 'broken',
});

const PEOPLE = `where 'analyst' = any (roles) or 'liaison' = any (roles)`;
const HOUR = `floor(extract(epoch from now()) / 3600)::integer`;

/** What changes, the answers of the doors, and the reasons that stand in the log by action. */
const CHANGES: readonly (readonly [what: string, change: string, answers: Answers, logged: string])[] = [
  [
    'the organisation is suspended',
    `organisation set suspended_until = 'infinity' where kind <> 'stewards'`,
    all('suspended'),
    'suspended',
  ],
  [
    'the organisation was not attested again',
    `organisation set attested_until = now() where kind <> 'stewards'`,
    all('suspended'),
    'suspended',
  ],
  [
    'the unit is suspended',
    `unit set suspended_until = 'infinity'`,
    all('suspended', { 'PUT blobs/:sha256': null, 'session.start': null }),
    'suspended',
  ],
  ['the member is suspended', `member set suspended_until = 'infinity' ${PEOPLE}`, all('suspended'), 'suspended'],
  ['the member is removed', `member set state = 'removed' ${PEOPLE}`, all('suspended'), 'suspended'],
  [
    'the device is revoked',
    `device set state = 'revoked'`,
    all('suspended', { 'session.start': 'not_permitted' }),
    'suspended',
  ],
  ['the session ends', 'session set ended_at = now()', NO_SESSION, 'session_over'],
  ['the session is idle', `session set seen_at = now() - interval '16 minutes'`, NO_SESSION, 'session_over'],
  ['the session is old', `session set started_at = now() - interval '9 hours'`, NO_SESSION, 'session_over'],
  ['the training expires', `member set training_until = ${HOUR}`, opening('training_expired'), 'training_expired'],
  ['the clearance is lowered', 'member set clearance = 0', opening('clearance'), 'clearance'],
  [
    'the agreement ends',
    'agreement set ended_at = floor(extract(epoch from now()))',
    opening('no_live_mou'),
    'no_live_mou',
  ],
  ['the agreement is suspended', 'agreement set suspended_by = org_a', opening('suspended'), 'suspended'],
  ['the report closes', `report set open_until = ${HOUR}`, opening('consent_expired'), 'consent_expired'],
  [
    'the role is taken',
    `member set rights = '{}', roles = '{}' ${PEOPLE}`,
    all('not_permitted', { Query: null, 'PUT blobs/:sha256': 'FORBIDDEN', 'session.start': null }),
    'not_permitted',
  ],
];

let api: TestApi;
let reportId: string;
let body: string;

beforeAll(async () => {
  api = await startApi();
  const sealed = await sendReport(api, await api.signIn(api.world.analyst));
  ({ reportId } = sealed);
  body = toHex(sealed.body.sha256);
  // more than the buffers between a server and a reader who reads nothing
  await api.admin.query(
    `insert into sealbridge.blob_chunk (blob_row, n, bytes)
     select row, n, decode(repeat('00', 65536), 'hex') from sealbridge.blob, generate_series(1, 200) n where sha256 = $1`,
    [sealed.body.sha256],
  );
  await api.admin.query(
    `update sealbridge.blob b set length = (select sum(octet_length(bytes)) from sealbridge.blob_chunk c where c.blob_row = b.row)
     where sha256 = $1`,
    [sealed.body.sha256],
  );
  for (const table of ['member', 'report']) {
    await api.admin.query(`create temporary table kept_${table} as select * from sealbridge.${table}`);
  }
});
afterAll(() => api.stop());

async function restore(): Promise<void> {
  await api.admin.query(`update sealbridge.organisation set suspended_until = null, attested_until = 'infinity'`);
  await api.admin.query('update sealbridge.unit set suspended_until = null');
  await api.admin.query(`update sealbridge.device set state = 'active'`);
  await api.admin.query('update sealbridge.agreement set ended_at = null, suspended_by = null');
  await api.admin.query(
    `update sealbridge.report r set open_until = k.open_until from kept_report k where k.row = r.row`,
  );
  await api.admin.query(
    `update sealbridge.member m set state = k.state, suspended_until = null, clearance = k.clearance, roles = k.roles,
       rights = k.rights, training_until = k.training_until from kept_member k where k.id = m.id`,
  );
}

/** Code or reason of a request that fails, null when it does not. */
async function failureOf(request: Promise<unknown>): Promise<string | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.detail?.replace(/^E_/u, '').toLowerCase() ?? error.code;
  }
}

async function opened(client: ApiClient, input: ReturnType<typeof openInput>): Promise<string | null> {
  const answer = await open(client, input);
  return answer.__typename === 'OpenReportPayload' ? null : 'reason' in answer ? answer.reason : answer.code;
}

/** Whether a watch was closed, and with what; one that goes on still answers. */
async function closing(live: Live, expected: string | null): Promise<string | null> {
  if (expected === null) {
    await sleep(700);
    live.send({ type: 'ping' });
    await live.next('pong');
    live.close();
    return null;
  }
  const { code, reason } = await live.ended;
  return `${code} ${reason}`;
}

/** Streams are decided again when their last decision is half a second old. */
const decidedAgain = (decidedAt: number): Promise<void> => sleep(Math.max(0, decidedAt + 600 - Date.now()));

/** Reasons of refusals in the log from an index on, by action. */
async function refusals(from: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await api.admin.query<{ action: string; payload: Buffer }>(
    `select action, payload from sealbridge.audit_event where decision = 'DENY' and leaf_index >= $1`,
    [from],
  );
  const reasons = new Map<string, Set<string>>();
  for (const { action, payload } of rows) {
    const known = reasons.get(action) ?? new Set();
    reasons.set(action, known);
    for (const reason of decodeAuditPayload(payload).decision.reasons) known.add(reason);
  }
  return reasons;
}

const ACTION_OF: Readonly<Record<Door, string>> = {
  Query: 'report.inbox',
  Mutation: 'report.open',
  Subscription: 'report.watch',
  'GET blobs/:sha256': 'blob.read',
  'PUT blobs/:sha256': 'blob.put',
  'session.start': 'session.start',
};

describe.each(CHANGES)('when %s', (_what, change, answers, reason) => {
  afterEach(restore);

  it('each door that it closes refuses the next step by that reason, and the log has it', async () => {
    const { liaison, analyst } = api.world;
    const token = await api.tokenOf(liaison);
    const reader = makeApiClient({ server: api.url, token });
    const sender = await api.signIn(analyst);
    const page = { first: 1, after: null };
    // everything is allowed
    expect((await reader.request(InboxDocument, page)).inbox.edges).toHaveLength(1);
    const answer = await open(reader, openInput(api, liaison, await offerFor(reader, reportId)));
    if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
    const download = await holdDownload(`${api.url}/blobs/${body}?opening=${answer.event.eventId}`, token);
    const upload = await holdUpload(sender);
    const startedAt = Date.now();
    const watching = await watchInbox(api.url, token);
    const next = openInput(api, liaison, await offerFor(reader, reportId));
    const { size } = await api.sequence();

    await api.admin.query(`update sealbridge.${change}`);

    // nothing of these waits for another
    const [Subscription, Query, Mutation, GET, PUT] = await Promise.all([
      closing(watching, answers.Subscription),
      failureOf(reader.request(InboxDocument, page)),
      opened(reader, next).catch((error: unknown) => (error instanceof ApiError ? error.code : null)),
      decidedAgain(startedAt).then(() => download.finish()),
      decidedAgain(startedAt).then(() => upload.finish()),
    ]);
    const found: Record<string, string | null> = { Subscription, Query, Mutation };
    found['GET blobs/:sha256'] = GET;
    found['PUT blobs/:sha256'] = PUT;
    const start = await api.tryToSignIn(liaison);
    found['session.start'] = 'reason' in start ? start.reason : null;
    expect(found).toEqual(answers);

    await api.sequence();
    const logged = await refusals(size);
    const named = DOORS.filter((door) => answers[door] !== null && answers[door] !== 'UNAUTHENTICATED');
    for (const door of named) {
      const expected = door === 'session.start' ? answers[door] : reason;
      // a stream whose session is over has been somebody's: it ends in their name where it was watched
      if (reason === 'session_over' && door !== 'Subscription') continue;
      expect([door, ...(logged.get(ACTION_OF[door]) ?? [])]).toEqual([door, expected]);
    }
  });
});
