import { randomUUID } from 'node:crypto';

import { type Agreement, type AgreementRecord, writeAgreementRecord } from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';

import {
  type ApiClient,
  DirectoryBodiesDocument,
  InboxDocument,
  OpeningOfferDocument,
  SignAgreementDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import {
  open,
  openInput,
  offerFor,
  sealFor,
  submissionOf,
  submit,
  upload,
} from '../../../../test/support/api-reports.js';
import { FIXTURE_ORIGIN } from '../../../../test/support/directory-fixture.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

let api: TestApi;
let analyst: ApiClient;
let liaison: ApiClient;
/** The versions in force one after the other. */
let versions: AgreementRecord[];

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
  liaison = await api.signIn(api.world.liaison);
  versions = [api.world.agreement];
}, 60_000);
afterAll(() => api.stop());

// each begins under a fresh version that allows everything
beforeEach(async () => {
  await api.admin.query('update sealbridge.organisation set suspended_until = null');
  await liaisonIn('*');
  await amend({});
});

const newest = (): AgreementRecord => {
  const last = versions.at(-1);
  if (last === undefined) throw new Error('no version');
  return last;
};

/** Both organisations sign the next version. */
async function amend(terms: Partial<Agreement>): Promise<void> {
  const { directory, harbour, northgate } = api.world;
  const before = newest();
  const now = Math.floor(Date.now() / 1000);
  const record = directory.agreement([harbour.org, northgate.org], {
    ...{ agreement: before.agreement.agreement, version: before.agreement.version + 1, prevHash: before.hash },
    ...{ start: now - HOUR, end: now + 400 * DAY, origin: FIXTURE_ORIGIN },
    ...terms,
  });
  const input = { clientMutationId: randomUUID(), record: toBase64(writeAgreementRecord(record)) };
  const { signAgreement: answer } = await analyst.request(SignAgreementDocument, { input });
  if (answer.__typename !== 'SignAgreementPayload') throw new Error(`${answer.code}: ${answer.message}`);
  versions.push(record);
}

/** Seals under the newest version and sends. */
async function send(under = newest()) {
  const sealed = await sealFor(api, { agreements: [under] });
  await upload(analyst, sealed);
  return { reportId: sealed.reportId, answer: await submit(analyst, submissionOf(api, sealed)) };
}

async function sent(): Promise<string> {
  const { reportId, answer } = await send();
  if (answer.__typename !== 'SubmitReportPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return reportId;
}

/** How an opening ends: the reason, or the payload's name. The offer is asked for before `change`. */
async function opening(reportId: string, change: () => Promise<unknown> = () => Promise.resolve()): Promise<string> {
  const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
  await change();
  const answer = await open(liaison, input);
  return 'reason' in answer ? answer.reason : answer.__typename;
}

async function offering(reportId: string): Promise<string> {
  const { openingOffer } = await liaison.request(OpeningOfferDocument, { reportId });
  return 'reason' in openingOffer ? openingOffer.reason : openingOffer.__typename;
}

const inbox = async (): Promise<number> =>
  (await liaison.request(InboxDocument, { first: 10, after: null })).inbox.edges.length;

const ofNewest = (assignment: string): Promise<unknown> =>
  api.admin.query(`update sealbridge.agreement set ${assignment} where version_hash = $1`, [
    Buffer.from(newest().hash),
  ]);

const liaisonIn = (place: string): Promise<unknown> =>
  api.admin.query('update sealbridge.member set jurisdictions = $2 where id = $1', [api.world.liaison.member, [place]]);

describe('a newer version of an agreement', () => {
  it('lets what was sealed under the old one be opened while both allow it', async () => {
    const reportId = await sent();
    await amend({ retentionMonths: 6 });
    expect(await opening(reportId)).toBe('OpenReportPayload');
  });

  it('that covers more places does not open what the old one kept to others', async () => {
    await amend({ jurisdictions: ['XA'] });
    const reportId = await sent();
    await liaisonIn('XB');
    expect(await opening(reportId)).toBe('jurisdiction');
    await amend({ jurisdictions: ['XA', 'XB'] });
    expect(await opening(reportId)).toBe('jurisdiction');
    expect(await opening(await sent())).toBe('OpenReportPayload');
  });

  it('that allows more purposes does not open for one that the old one refused, whatever the stored grant says', async () => {
    await amend({ purposes: ['strategic_analysis'] });
    const reportId = await sent();
    await amend({});
    expect(await opening(reportId)).toBe('wrong_purpose');
    await api.admin.query(
      `update sealbridge.stored_grant g set purposes = '{strategic_analysis,trafficking_investigation}'
       from sealbridge.report r where r.row = g.row and r.id = $1`,
      [reportId],
    );
    expect(await opening(reportId)).toBe('wrong_purpose');
  });

  it('that runs longer does not open what was sealed under one that has ended since', async () => {
    const reportId = await sent();
    const ended = newest();
    await amend({});
    await api.admin.query(
      'update sealbridge.agreement set ends_at = floor(extract(epoch from now())) where version_hash = $1',
      [Buffer.from(ended.hash)],
    );
    expect(await offering(reportId)).toBe('no_live_mou');
    expect(await opening(await sent())).toBe('OpenReportPayload');
  });

  it('that follows one a party ended does not revive what was sealed under it', async () => {
    const reportId = await sent();
    await ofNewest('ended_at = floor(extract(epoch from now()))');
    await amend({});
    expect(await offering(reportId)).toBe('no_live_mou');
  });

  it.each([
    ['purposes', { purposes: ['strategic_analysis' as const] }, 'wrong_purpose'],
    ['places', { jurisdictions: ['XA'] }, 'jurisdiction'],
    ['markings', { markingCeiling: 'GREEN' as const }, 'clearance'],
    ['handlings', { handlingCeiling: 'PAP:CLEAR' as const }, 'clearance'],
  ])('that covers fewer %s takes them away at once, also from what was sealed before', async (_name, terms, reason) => {
    const reportId = await sent();
    await liaisonIn('XB');
    expect(await opening(reportId, () => amend(terms))).toBe(reason);
  });

  it('is the only one to seal under', async () => {
    const old = newest();
    await amend({ retentionMonths: 6 });
    expect((await send(old)).answer).toMatchObject({ __typename: 'Invalid', code: 'E_AGREEMENT' });
  });
});

describe('an agreement', () => {
  const MOMENT_MS = 1_100;

  it('that ends at its second is over in the next request, and no job has run', async () => {
    const reportId = await sent();
    await ofNewest('ends_at = floor(extract(epoch from now())) + 2');
    expect(await opening(reportId)).toBe('OpenReportPayload');
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    await new Promise((resolve) => setTimeout(resolve, 2 * MOMENT_MS));
    expect(await open(liaison, input)).toMatchObject({ __typename: 'Refused', reason: 'no_live_mou' });
    expect(await offering(reportId)).toBe('no_live_mou');
    expect(await inbox()).toBe(0);
    expect((await send()).answer).toMatchObject({ __typename: 'Refused', reason: 'no_live_mou' });
  });

  it('that a party ended ahead of time is over at that time', async () => {
    const reportId = await sent();
    await ofNewest('ended_at = floor(extract(epoch from now())) + 1');
    expect(await offering(reportId)).toBe('OpeningOffer');
    await new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
    expect(await offering(reportId)).toBe('no_live_mou');
    expect((await send()).answer).toMatchObject({ __typename: 'Refused', reason: 'no_live_mou' });
  });

  it('that does not run yet opens nothing and takes nothing', async () => {
    const reportId = await sent();
    await ofNewest('starts_at = extract(epoch from now()) + 60');
    expect(await offering(reportId)).toBe('no_live_mou');
    expect((await send()).answer).toMatchObject({ __typename: 'Refused', reason: 'no_live_mou' });
  });

  it('that is suspended says so in either direction, and its chain stays readable', async () => {
    const reportId = await sent();
    const suspend = (): Promise<unknown> => ofNewest(`suspended_by = '${api.world.harbour.org.org}'`);
    expect(await opening(reportId, suspend)).toBe('suspended');
    expect(await offering(reportId)).toBe('suspended');
    expect((await send()).answer).toMatchObject({ __typename: 'Refused', reason: 'suspended' });
    expect(await inbox()).toBe(0);
    const { directoryBodies } = await liaison.request(DirectoryBodiesDocument, { first: 100 });
    expect(directoryBodies.edges.map(({ node }) => node.handle)).toContain('harbour');
    await ofNewest('suspended_by = null');
    expect(await opening(reportId)).toBe('OpenReportPayload');
  });

  it('whose other party is suspended says so too', async () => {
    const reportId = await sent();
    const suspend = (): Promise<unknown> =>
      api.admin.query(`update sealbridge.organisation set suspended_until = 'infinity' where id = $1`, [
        api.world.harbour.org.org,
      ]);
    expect(await opening(reportId, suspend)).toBe('suspended');
  });
});
