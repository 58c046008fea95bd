import { randomUUID } from 'node:crypto';

import {
  agreementEntry,
  type AgreementRecord,
  agreementRecord,
  parseStandingRecord,
  standingRecordHash,
} from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';

import {
  bringIntoForce,
  byHarbour,
  byNorthgate,
  entries,
  setStanding,
} from '../../../../../test/support/agreement-api.js';
import {
  AgreementPageDocument,
  type ApiClient,
  OpeningOfferDocument,
} from '../../../../../test/support/api-documents.js';
import { deviceSigner, nextDraft, nowSeconds, statement } from '../../../../../test/support/agreement-drafts.js';
import {
  offerFor,
  open,
  openInput,
  sealFor,
  sendReport,
  submit,
  submissionOf,
  upload,
} from '../../../../../test/support/api-reports.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';

let api: TestApi;
let steward: ApiClient;
let admin: ApiClient;
let analyst: ApiClient;
let liaison: ApiClient;
let outsider: ApiClient;
/** The newest version: every description brings one of its own into force. */
let newest: AgreementRecord;

beforeAll(async () => {
  api = await startApi();
  const { directory, ...world } = api.world;
  const [stewardKeys] = directory.stewardDevices;
  if (stewardKeys === undefined) throw new Error('no steward');
  steward = await api.signIn(stewardKeys);
  admin = await api.signIn(world.admin);
  analyst = await api.signIn(world.analyst);
  liaison = await api.signIn(world.liaison);
  outsider = await api.signIn(world.outsider);
  newest = world.agreement;
}, 60_000);
afterAll(() => api.stop());

const harbour = () => api.world.harbour.org;
const northgate = () => api.world.northgate.org;
const byAdmin = (fields: Parameters<typeof statement>[3]) =>
  statement(newest, harbour(), [deviceSigner(api.world.admin)], fields);
const byRoots = (fields: Parameters<typeof statement>[3]) =>
  statement(newest, northgate(), api.world.directory.rootSigners(northgate()), fields);

async function renew(fields: Parameters<typeof nextDraft>[1] = {}): Promise<void> {
  const next = nextDraft(newest, { retentionMonths: (newest.agreement.retentionMonths % 12) + 1, ...fields });
  await bringIntoForce(api, steward, next);
  const signatures = [...byHarbour(api, next).signatures, ...byNorthgate(api, next).signatures];
  newest = agreementRecord(next.bytes, signatures);
}

/** What asking for an offer, opening and sending come to at this moment: the name of the payload, or the reason. */
async function attempts(reportId: string, earlier: Offer): Promise<Record<'offered' | 'opened' | 'sent', string>> {
  const { openingOffer } = await liaison.request(OpeningOfferDocument, { reportId });
  const offer = openingOffer.__typename === 'OpeningOffer' ? openingOffer : earlier;
  const opened = await open(liaison, openInput(api, api.world.liaison, offer));
  const sealed = await sealFor(api, { agreements: [newest] });
  await upload(analyst, sealed);
  const sent = await submit(analyst, submissionOf(api, sealed));
  return { offered: nameOf(openingOffer), opened: nameOf(opened), sent: nameOf(sent) };
}

type Offer = Awaited<ReturnType<typeof offerFor>>;

const nameOf = (answer: { __typename: string; reason?: string; code?: string }): string =>
  answer.reason ?? answer.code ?? answer.__typename;

const ALL_WELL = { offered: 'OpeningOffer', opened: 'OpenReportPayload', sent: 'SubmitReportPayload' };

const stateNow = async (): Promise<string | undefined> => {
  const page = { agreement: newest.agreement.agreement, all: false, first: 1, after: null };
  return (await admin.request(AgreementPageDocument, page)).agreementPage.edges[0]?.node.state;
};

const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

describe('a suspended agreement', () => {
  it('lets nothing be sent or opened from the next request on, by that reason, until the same party resumes it', async () => {
    const { reportId } = await sendReport(api, analyst, { agreements: [newest] });
    const offer = await offerFor(liaison, reportId);
    expect(await attempts(reportId, offer)).toEqual(ALL_WELL);
    const before = (await entries(api)).length;
    expect(await setStanding(steward, byRoots({ act: 'suspend', seq: 1 }))).toMatchObject({
      agreement: { state: 'suspended', live: false },
    });
    expect(await attempts(reportId, offer)).toEqual({ offered: 'suspended', opened: 'suspended', sent: 'suspended' });
    const since = (await entries(api)).slice(before);
    expect(since).toContain('report.open DENY suspended');
    expect(since).toContain('report.submit DENY suspended');
    expect(await setStanding(admin, byAdmin({ act: 'resume', seq: 2 }))).toMatchObject({ reason: 'wrong_state' });
    await setStanding(liaison, byRoots({ act: 'resume', seq: 2 }));
    expect(await attempts(reportId, await offerFor(liaison, reportId))).toEqual(ALL_WELL);
  });

  it('stays suspended until both have resumed when both suspended it', async () => {
    await setStanding(steward, byRoots({ act: 'suspend', seq: 3 }));
    await setStanding(admin, byAdmin({ act: 'suspend', seq: 4 }));
    await setStanding(steward, byRoots({ act: 'resume', seq: 5 }));
    expect(await stateNow()).toBe('suspended');
    await setStanding(admin, byAdmin({ act: 'resume', seq: 6 }));
    expect(await stateNow()).toBe('in_force');
  });

  it('is in force again when both sign another version, which begins without suspensions', async () => {
    await setStanding(admin, byAdmin({ act: 'suspend', seq: 7 }));
    await renew();
    expect(await stateNow()).toBe('in_force');
  });
});

describe('an agreement that a party ends', () => {
  it('ends in its second for whoever asks next, without any job, and for good', async () => {
    await renew();
    const { reportId } = await sendReport(api, analyst, { agreements: [newest] });
    const offer = await offerFor(liaison, reportId);
    const at = nowSeconds() + 8;
    expect(await setStanding(admin, byAdmin({ act: 'end', seq: 1, at }))).toMatchObject({
      agreement: { state: 'in_force', live: true },
    });
    // no grant may outlast the end that was named
    expect(await attempts(reportId, offer)).toEqual({ ...ALL_WELL, sent: 'E_TERM' });
    await sleep(at - nowSeconds() + 0.1);
    const refusals = { offered: 'no_live_mou', opened: 'no_live_mou', sent: 'no_live_mou' };
    expect(await attempts(reportId, offer)).toEqual(refusals);
    expect(await stateNow()).toBe('ended');
    for (const act of ['suspend', 'end'] as const) {
      expect(await setStanding(steward, byRoots({ act, seq: 2 }))).toMatchObject({ reason: 'wrong_state' });
    }
  }, 30_000);

  it('does not open again what was sent under it when both sign another version', async () => {
    const { rows } = await api.admin.query<{ id: string }>(
      'SELECT id FROM sealbridge.report ORDER BY row DESC LIMIT 1',
    );
    const reportId = rows[0]?.id ?? '';
    await renew();
    expect(await stateNow()).toBe('in_force');
    const { openingOffer } = await liaison.request(OpeningOfferDocument, { reportId });
    const opened =
      openingOffer.__typename === 'OpeningOffer'
        ? await open(liaison, openInput(api, api.world.liaison, openingOffer))
        : openingOffer;
    expect(nameOf(opened)).toBe('no_live_mou');
    const sent = await sendReport(api, analyst, { agreements: [newest] });
    expect(await attempts(sent.reportId, await offerFor(liaison, sent.reportId))).toEqual(ALL_WELL);
  });

  it('may be brought forward by the other party, and never put off', async () => {
    const at = nowSeconds() + 1000;
    await setStanding(admin, byAdmin({ act: 'end', seq: 1, at }));
    expect(await setStanding(steward, byRoots({ act: 'end', seq: 2, at: at + 1 }))).toMatchObject({
      reason: 'wrong_state',
    });
    expect(await setStanding(steward, byRoots({ act: 'end', seq: 2, at: at - 1 }))).toMatchObject({
      agreement: { state: 'in_force' },
    });
  });
});

describe('setAgreementStanding', () => {
  beforeAll(() => renew());

  it.each<[string, () => string, object]>([
    [
      'of somebody who is no party',
      () =>
        statement(newest, api.world.eastport.org, api.world.directory.rootSigners(api.world.eastport.org), {
          act: 'end',
          seq: 1,
        }),
      { code: 'E_AUTHORITY' },
    ],
    [
      'signed by one root',
      () =>
        statement(newest, northgate(), api.world.directory.rootSigners(northgate()).slice(0, 1), {
          act: 'suspend',
          seq: 1,
        }),
      { code: 'E_AUTHORITY' },
    ],
    [
      'signed by somebody who may not',
      () => statement(newest, northgate(), [deviceSigner(api.world.liaison)], { act: 'suspend', seq: 1 }),
      { code: 'E_SIGNER' },
    ],
    [
      'signed for the other party',
      () => statement(newest, northgate(), [deviceSigner(api.world.admin)], { act: 'suspend', seq: 1 }),
      { code: 'E_SIGNER' },
    ],
    [
      'about an earlier version',
      () => statement(api.world.agreement, harbour(), [deviceSigner(api.world.admin)], { act: 'suspend', seq: 1 }),
      { __typename: 'Conflict' },
    ],
    [
      'of another log',
      () => byAdmin({ act: 'suspend', seq: 1, origin: 'demo.invalid/other' }),
      { code: 'E_AGREEMENT_ORIGIN' },
    ],
    ['out of number', () => byAdmin({ act: 'suspend', seq: 2 }), { __typename: 'Conflict' }],
    ['that resumes what is not suspended', () => byAdmin({ act: 'resume', seq: 1 }), { reason: 'wrong_state' }],
    ['that ends it in the past', () => byAdmin({ act: 'end', seq: 1, at: nowSeconds() - 60 }), { code: 'E_STANDING' }],
    [
      'that was signed long ago',
      () => byAdmin({ act: 'suspend', seq: 1, at: nowSeconds() - 7200 }),
      { code: 'E_STANDING' },
    ],
    [
      'that would put the end off',
      () => byAdmin({ act: 'end', seq: 1, at: newest.agreement.end + 1 }),
      { reason: 'wrong_state' },
    ],
  ])('refuses a statement %s, and nothing has changed', async (_what, record, answer) => {
    expect(await setStanding(admin, record())).toMatchObject(answer);
    expect(await stateNow()).toBe('in_force');
  });

  it('answers an agreement of which nobody knows like one that is not there', async () => {
    const { agreement } = newest;
    const unknown = agreementRecord(nextDraft(newest, { agreement: api.world.directory.id('nothing') }).bytes, []);
    expect(agreement.agreement).not.toBe(unknown.agreement.agreement);
    const record = statement(unknown, harbour(), [deviceSigner(api.world.admin)], { act: 'end', seq: 1 });
    expect(await setStanding(outsider, record)).toMatchObject({ reason: 'not_permitted' });
    expect((await entries(api)).at(-1)).toBe('agreement.standing DENY not_permitted');
  });

  it('takes one of two statements at once, and a repeated request as one', async () => {
    const [one, other] = [byAdmin({ act: 'suspend', seq: 1 }), byRoots({ act: 'suspend', seq: 1 })];
    const [first, second] = await Promise.all([setStanding(admin, one), setStanding(steward, other)]);
    const names = [first.__typename, second.__typename];
    expect(names.sort()).toEqual(['Conflict', 'SetAgreementStandingPayload']);
    const winner = first.__typename === 'SetAgreementStandingPayload' ? byAdmin : byRoots;
    const [key, resume] = [randomUUID(), winner({ act: 'resume', seq: 2 })];
    for (let time = 0; time < 2; time += 1) {
      expect(await setStanding(admin, resume, key)).toMatchObject({ agreement: { state: 'in_force' } });
    }
    expect(await setStanding(admin, winner({ act: 'suspend', seq: 3 }), key)).toMatchObject({ __typename: 'Conflict' });
  });

  it('serves the statements beside the agreement, in their order, and enters each on the log', async () => {
    const page = { agreement: newest.agreement.agreement, all: false, first: 1, after: null };
    const [edge] = (await liaison.request(AgreementPageDocument, page)).agreementPage.edges;
    const served = (edge?.node.standing ?? []).map((text) => parseStandingRecord(fromBase64(text)));
    expect(served.map(({ standing: { seq, act } }) => [seq, act])).toEqual([
      [1, 'suspend'],
      [2, 'resume'],
    ]);
    const entered = served.map((record) => agreementEntry(standingRecordHash(record)));
    const logged = `SELECT count(*)::int AS n FROM sealbridge.audit_outbox WHERE kind = 'agreement' AND entry = ANY ($1)`;
    expect((await api.admin.query(logged, [entered])).rows).toEqual([{ n: 2 }]);
  });
});
