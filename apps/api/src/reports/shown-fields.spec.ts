// Permitted fields are what is selected: the statements that reached PostgreSQL, and what came back from it, tell.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compilePolicy, DOCUMENT, POLICY } from '@sealbridge/policy';
import pg from 'pg';

import { InboxDocument, ReportDocument, type ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { sendReport } from '../../../../test/support/api-reports.js';
import { PolicyInForce } from '../access/policy-in-force.js';

jest.setTimeout(60_000);

/** What a reader below the marking does not see, and whoever does not share reports sees neither of an own one. */
const LABELS = ['urgency', 'purposes', 'attachments', 'sealedBytes'];
const ABOVE = [
  ...['discovery', 'originHandle', 'originUnitHandle', 'handling', 'urgency', 'purposes', 'openUntil'],
  ...['attachments', 'sealedBytes'],
];

let api: TestApi;
let liaison: ApiClient;
let reportId: string;

interface Sent {
  readonly text: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
const sent: Sent[] = [];

/** Notes what this process sends to PostgreSQL, and the rows that come back. */
function record(): void {
  const real = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const answer = real.apply(this, args) as never;
    const [query] = args as [{ readonly text?: string } | string];
    if (typeof query === 'object' && query.text !== undefined && (answer as unknown) instanceof Promise) {
      const { text } = query;
      void (answer as Promise<pg.QueryResult<Record<string, unknown>>>).then(
        ({ rows }) => sent.push({ text, rows }),
        () => undefined,
      );
    }
    return answer;
  });
}

beforeAll(async () => {
  api = await startApi();
  liaison = await api.signIn(api.world.liaison);
  ({ reportId } = await sendReport(api, await api.signIn(api.world.analyst)));
  record();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await api.stop();
});
beforeEach(() => {
  sent.length = 0;
});
afterEach(async () => {
  await api.admin.query('update sealbridge.member set clearance = 4');
});

const inbox = async () => (await liaison.request(InboxDocument, { first: 10, after: null })).inbox.edges;
const lowerClearance = () => api.admin.query('update sealbridge.member set clearance = 0');

/** The one statement that asked for the view of reports. */
function asked(what: RegExp): Sent {
  const found = sent.filter(({ text }) => what.test(text));
  expect(found).toHaveLength(1);
  return found[0] ?? { text: '', rows: [] };
}

describe('the inbox', () => {
  it('shows a reader whose clearance reaches the marking everything, in one statement', async () => {
    const [edge] = await inbox();
    expect(edge?.node).toMatchObject({ id: reportId, originHandle: 'harbour', masked: [] });
    expect(asked(/from report_scope s/u).rows[0]).toMatchObject({ originHandle: 'harbour' });
  });

  it('shows a reader below it that there is one, and the rest does not leave the database', async () => {
    await lowerClearance();
    const [edge] = await inbox();
    expect(edge?.node).toMatchObject({ id: reportId, tlp: expect.any(String) as string, urgency: null, masked: ABOVE });
    const [row = {}] = asked(/from report_scope s/u).rows;
    expect(ABOVE.map((name) => row[name])).toEqual(ABOVE.map(() => null));
  });

  it('shows such a reader nothing of it where the stewards have chosen so, and pages stay whole', async () => {
    const policy = compilePolicy(DOCUMENT, { ...POLICY.parameters, 'listing.aboveClearance': 'hidden' });
    const inForce = jest.spyOn(PolicyInForce.prototype, 'inForce').mockResolvedValue({ policy, seq: 0, signed: true });
    expect((await inbox()).map(({ node }) => node.id)).toEqual([reportId]);
    await lowerClearance();
    expect(await inbox()).toEqual([]);
    inForce.mockRestore();
  });
});

describe('one report', () => {
  it('shows whoever shares reports of the organisation everything', async () => {
    const analyst = await api.signIn(api.world.analyst);
    expect((await analyst.request(ReportDocument, { id: reportId })).report).toMatchObject({ masked: [] });
  });

  it('shows others of the organisation what is no secret there, and asks for nothing else', async () => {
    const admin = await api.signIn(api.world.admin);
    expect((await admin.request(ReportDocument, { id: reportId })).report).toMatchObject({
      originHandle: 'harbour',
      sealedBytes: null,
      masked: LABELS,
    });
    const { text } = asked(/^select .+ from report r\s+join organisation/u);
    expect(text).not.toMatch(/urgency|purposes|attachments|sealed_bytes/u);
  });

  it('below the clearance of its reader is what the list shows of it', async () => {
    await lowerClearance();
    expect((await liaison.request(ReportDocument, { id: reportId })).report).toMatchObject({ masked: ABOVE });
    const { text } = asked(/^select .+ from report r\s+join organisation/u);
    expect(text).not.toMatch(/handle"|r\.handling|r\.discovery|urgency|open_until/u);
  });
});

/** Columns of the view of reports, as only report-view.ts may write them in what is selected. */
const VIEW_COLUMN =
  /\br\.(?:urgency|purposes|attachments|sealed_bytes|open_until|hour)\b|"originHandle"|"originUnitHandle"/gu;
/** What an opening is decided by, which is another object: the least of the report's end and the grant's. */
const OF_AN_OPENING = /least\(r\.open_until, g\.not_after\)/gu;

const selectedOutside = (text: string): string[] => text.replaceAll(OF_AN_OPENING, '').match(VIEW_COLUMN) ?? [];

describe('the repositories of reports', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:repository|sql)\.ts$/u.test(name),
  );

  it('are looked at', () => {
    expect(files.length).toBeGreaterThan(6);
  });

  it.each(files)('%s selects no field of the view by itself', (name) => {
    expect(selectedOutside(readFileSync(join(__dirname, name), 'utf8'))).toEqual([]);
  });

  it('would be seen to', () => {
    expect(selectedOutside('select r.id, r.urgency, o.handle as "originHandle" from report r')).toHaveLength(2);
    expect(selectedOutside('select least(r.open_until, g.not_after), r.open_until')).toHaveLength(1);
  });
});
