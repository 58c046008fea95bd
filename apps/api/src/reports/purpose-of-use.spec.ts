import { randomUUID } from 'node:crypto';

import {
  type Agreement,
  type AgreementRecord,
  type EventRecord,
  writeAgreementRecord,
  writeEventRecord,
} from '@sealbridge/directory';
import { type OpenRequest, operationDigest, parseOpenRequest } from '@sealbridge/envelope';
import { fromBase64, signTyped, toBase64, toHex } from '@sealbridge/sodium';
import { type AuditPayload, decodeAuditPayload } from '@sealbridge/transparency';
import { type LegalBasis, PROHIBITED_USES, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import {
  type ApiClient,
  AuditEntriesDocument,
  LedgerDocument,
  makeApiClient,
  type OpenReportMutation,
  PublishDirectoryEventsDocument,
  SignAgreementDocument,
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
import { FIXTURE_ORIGIN } from '../../../../test/support/directory-fixture.js';
import { earlierRequest } from '../../../../test/support/earlier-request.js';
import { makeReport } from '../../../../test/support/envelope-fixture.js';
import { givePasskey, type SoftPasskey } from '../../../../test/support/soft-passkey.js';
import { stepUp, stepUpInput } from '../../../../test/support/stepping-up.js';

let api: TestApi;
let analyst: ApiClient;
let liaison: ApiClient;
let reportId: string;

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
  liaison = await api.signIn(api.world.liaison);
  ({ reportId } = await sendReport(api, analyst));
}, 60_000);
afterAll(() => api.stop());

type Answer = OpenReportMutation['openReport'];

/** Asks to open as the liaison, the signed request changed. */
async function opening(change: Partial<OpenRequest> = {}, id = reportId): Promise<Answer> {
  return open(liaison, openInput(api, api.world.liaison, await offerFor(liaison, id), change));
}

const endOf = (answer: Answer): string => ('reason' in answer ? answer.reason : answer.__typename);

/** The newest audit entry that is not on the log yet. */
async function lastEntry(): Promise<AuditPayload | undefined> {
  const { rows } = await api.admin.query<{ payload: Buffer }>(
    'select payload from sealbridge.audit_outbox where payload is not null order by id desc limit 1',
  );
  return rows.map(({ payload }) => decodeAuditPayload(new Uint8Array(payload)))[0];
}

/** The answer is this refusal, and its entry says so. */
async function expectRefused(answer: Answer, reason: string, purpose: Purpose): Promise<void> {
  expect(answer).toMatchObject({ __typename: 'Refused', reason });
  expect(await lastEntry()).toMatchObject({
    action: 'report.open',
    decision: { effect: 'DENY', reasons: [reason] },
    purpose: { code: purpose },
  });
}

/** Roots of northgate say what its unit works for; not published. */
function limiting(purposes: readonly Purpose[]): EventRecord {
  const { directory, northgate } = api.world;
  return directory.publishOwn(northgate.org, { type: 'UNIT_PURPOSES', unit: northgate.unit, purposes });
}

async function publish(record: EventRecord): Promise<void> {
  const input = { clientMutationId: randomUUID(), records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents: answer } = await analyst.request(PublishDirectoryEventsDocument, { input });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(answer.code);
}

/** Both organisations sign the next version. */
async function amend(before: AgreementRecord, terms: Partial<Agreement>): Promise<AgreementRecord> {
  const { directory, harbour, northgate } = api.world;
  const { agreement, version, start, end } = before.agreement;
  const next = directory.agreement([harbour.org, northgate.org], {
    ...{ agreement, version: version + 1, prevHash: before.hash, start, end, origin: FIXTURE_ORIGIN },
    ...terms,
  });
  const input = { clientMutationId: randomUUID(), record: toBase64(writeAgreementRecord(next)) };
  const { signAgreement: answer } = await analyst.request(SignAgreementDocument, { input });
  if (answer.__typename !== 'SignAgreementPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return next;
}

describe('the purpose of an opening', () => {
  it('is refused when the grant does not allow it', async () => {
    const report = makeReport({ purposes: ['victim_safeguarding'] });
    const sealed = await sendReport(api, analyst, { report });
    await expectRefused(await opening({}, sealed.reportId), 'wrong_purpose', 'trafficking_investigation');
    expect(endOf(await opening({ purpose: 'victim_safeguarding' }, sealed.reportId))).toBe('OpenReportPayload');
  });

  it('is refused when the agreement does not allow it any more', async () => {
    const others = PURPOSES.filter((purpose) => purpose !== 'trafficking_investigation');
    await api.admin.query('update sealbridge.agreement set purposes = $1', [others]);
    await expectRefused(await opening(), 'wrong_purpose', 'trafficking_investigation');
    await api.admin.query('update sealbridge.agreement set purposes = $1', [[...PURPOSES]]);
    expect(endOf(await opening())).toBe('OpenReportPayload');
  });

  it('is refused from the next act on when the unit does not work for it any more, ciphertext included', async () => {
    const sealed = await sendReport(api, analyst);
    const opened = await opening({}, sealed.reportId);
    if (opened.__typename !== 'OpenReportPayload') throw new Error(opened.code);
    const body = () => liaison.getBlob(toHex(sealed.body.sha256), opened.event.eventId);
    await expect(body()).resolves.toBeDefined();
    const signed = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    await publish(limiting(['threat_to_life', 'victim_safeguarding']));
    await expectRefused(await open(liaison, signed), 'wrong_purpose', 'trafficking_investigation');
    await expect(body()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { uses } = await offerFor(liaison, reportId);
    expect(uses.map(({ purpose }) => purpose)).toEqual(['threat_to_life', 'victim_safeguarding']);
    expect(endOf(await opening({ purpose: 'threat_to_life' }))).toBe('OpenReportPayload');
    await publish(limiting(PURPOSES));
    expect(endOf(await opening())).toBe('OpenReportPayload');
    await expect(body()).resolves.toBeDefined();
  });

  it('is refused to the unit that wrote the report when it does not work for it', async () => {
    const { directory, harbour } = api.world;
    const input = () => offerFor(analyst, reportId).then((offer) => openInput(api, api.world.analyst, offer));
    const say = (purposes: readonly Purpose[]) =>
      publish(directory.publishOwn(harbour.org, { type: 'UNIT_PURPOSES', unit: harbour.unit, purposes }));
    await say(['audit']);
    expect(endOf(await open(analyst, await input()))).toBe('wrong_purpose');
    await say(PURPOSES);
    expect(endOf(await open(analyst, await input()))).toBe('OpenReportPayload');
  });

  it('is not granted to a unit that does not work for it, whatever was sealed', async () => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    await publish(limiting(['threat_to_life']));
    expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ reason: 'wrong_purpose' });
    expect(await lastEntry()).toMatchObject({
      action: 'report.submit',
      decision: { effect: 'DENY', reasons: ['wrong_purpose'] },
    });
    // what is sealed now is for what the unit works for
    const { reportId: next } = await sendReport(api, analyst);
    const { purposes } = await offerFor(liaison, next);
    await publish(limiting(PURPOSES));
    expect(purposes).toEqual(['threat_to_life']);
  });
});

describe('the legal basis of an opening', () => {
  it('is asked of police', async () => {
    await expectRefused(await opening({ legalBasis: null }), 'legal_basis_missing', 'trafficking_investigation');
  });

  it.each(['no_personal_data', 'statistical_use', 'oversight_of_lawfulness'] as const)(
    'is refused when %s does not fit the purpose',
    async (legalBasis) => {
      await expectRefused(await opening({ legalBasis }), 'legal_basis_missing', 'trafficking_investigation');
    },
  );

  it('is kept with the opening, and the originator sees it with what was accepted', async () => {
    const sealed = await sendReport(api, analyst);
    const answer = await opening({ legalBasis: 'court_order' }, sealed.reportId);
    if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
    const { rows } = await api.admin.query('select purpose, legal_basis from sealbridge.opening where event_id = $1', [
      answer.event.eventId,
    ]);
    expect(rows).toEqual([{ purpose: 'trafficking_investigation', legal_basis: 'court_order' }]);
    await opening({ legalBasis: null }, sealed.reportId);
    await api.sequence();
    const { ledger } = await analyst.request(LedgerDocument, { reportId: sealed.reportId, first: 10, after: null });
    const acceptedUses = PROHIBITED_USES.toSorted();
    expect(ledger?.edges.map(({ node }) => node)).toMatchObject([
      { decision: 'DENY', reasons: ['legal_basis_missing'], legalBasis: null, acceptedUses },
      { decision: 'ALLOW', purpose: 'trafficking_investigation', legalBasis: 'court_order', acceptedUses },
    ]);
    expect(await lastEntry()).toMatchObject({ action: 'report.ledger', purpose: { code: 'audit' } });
    const page = { first: 10, after: null, report: sealed.reportId, since: null };
    const { auditEntries } = await analyst.request(AuditEntriesDocument, page);
    const said = auditEntries.edges.map(({ node }) => [node.action, node.purpose, node.legalBasis]);
    expect(said).toContainEqual(['report.open', 'trafficking_investigation', 'court_order']);
  });

  it('is not asked of an NGO', async () => {
    const offer = await offerFor(analyst, reportId);
    expect(offer.uses.every(({ legalBases }) => legalBases.length === 0)).toBe(true);
    expect(offer.prohibited).toEqual([]);
    const input = openInput(api, api.world.analyst, offer);
    expect(parseOpenRequest(fromBase64(input.request))).toMatchObject({ legalBasis: null, acceptedUses: [] });
    expect(endOf(await open(analyst, input))).toBe('OpenReportPayload');
  });

  it('has to fit the purpose when an NGO names one all the same', async () => {
    const naming = async (legalBasis: LegalBasis): Promise<Answer> =>
      open(analyst, openInput(api, api.world.analyst, await offerFor(analyst, reportId), { legalBasis }));
    await expectRefused(await naming('no_personal_data'), 'legal_basis_missing', 'trafficking_investigation');
    expect(endOf(await naming('court_order'))).toBe('OpenReportPayload');
  });
});

describe('what is ruled out', () => {
  it('has to be accepted, all of it', async () => {
    expect((await offerFor(liaison, reportId)).prohibited).toEqual([...PROHIBITED_USES]);
    await expectRefused(await opening({ acceptedUses: [] }), 'uses_not_accepted', 'trafficking_investigation');
    const allButOne = PROHIBITED_USES.filter((use) => use !== 'media_release');
    await expectRefused(await opening({ acceptedUses: allButOne }), 'uses_not_accepted', 'trafficking_investigation');
  });

  it('is what either version rules out, the one sealed under and the newest', async () => {
    const sealedBefore = reportId;
    const kept = ['immigration_enforcement_of_victims', 'prosecution_of_victims'] as const;
    const fewer = await amend(api.world.agreement, { prohibited: [...kept] });
    expect((await offerFor(liaison, sealedBefore)).prohibited).toEqual([...PROHIBITED_USES]);
    expect(endOf(await opening({ acceptedUses: [...kept] }, sealedBefore))).toBe('uses_not_accepted');
    const sealed = await sendReport(api, analyst, { agreements: [fewer] });
    expect((await offerFor(liaison, sealed.reportId)).prohibited).toEqual([...kept]);
    expect(endOf(await opening({ acceptedUses: [...kept] }, sealed.reportId))).toBe('OpenReportPayload');
    await amend(fewer, { prohibited: [...kept, 'media_release'] });
    expect(endOf(await opening({ acceptedUses: [...kept] }, sealed.reportId))).toBe('uses_not_accepted');
    expect(endOf(await opening({ acceptedUses: PROHIBITED_USES }, sealed.reportId))).toBe('OpenReportPayload');
  });

  it('is accepted in the signed request and nowhere else: one of before opens nothing', async () => {
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    const request = earlierRequest(fromBase64(input.request));
    const signature = signTyped('sr1.open', request, api.world.liaison.sign.privateKey);
    const earlier = { ...input, request: toBase64(request), signature: toBase64(signature) };
    expect(await open(liaison, earlier)).toMatchObject({ __typename: 'Invalid', code: 'E_GROUNDS' });
    expect(await lastEntry()).toMatchObject({ decision: { effect: 'ERROR', reasons: ['E_GROUNDS'] } });
  });
});

describe('a reader whose device has a passkey', () => {
  const asked = { __typename: 'Refused', reason: 'step_up_needed' };
  let passkey: SoftPasskey;

  /** As if the person had been verified so long ago, for no opening in particular. */
  const verifiedAgo = (seconds: number) =>
    api.admin.query(
      `update sealbridge.session set verified_at = now() - make_interval(secs => $1), verified_for = null`,
      [seconds],
    );

  beforeAll(async () => {
    passkey = await givePasskey(api, api.world.liaison);
    await api.admin.query('update sealbridge.session set verified_at = null');
  });

  it('opens for five minutes after a verification of whatever act, and is then asked again', async () => {
    expect(await opening()).toMatchObject(asked);
    await verifiedAgo(290);
    expect(endOf(await opening())).toBe('OpenReportPayload');
    await verifiedAgo(301);
    await expectRefused(await opening(), 'step_up_needed', 'trafficking_investigation');
  });

  it('opens after a verification for the purpose of the first opening alone, and asks again for another', async () => {
    await verifiedAgo(10);
    expect(await Promise.all([opening(), opening()].map(async (answer) => endOf(await answer)))).toEqual([
      'OpenReportPayload',
      'OpenReportPayload',
    ]);
    await expectRefused(await opening({ purpose: 'victim_safeguarding' }), 'step_up_needed', 'victim_safeguarding');
    expect(endOf(await opening())).toBe('OpenReportPayload');
    await verifiedAgo(10);
    const purposes = ['trafficking_investigation', 'victim_safeguarding'] as const;
    const ends = await Promise.all(purposes.map(async (purpose) => endOf(await opening({ purpose }))));
    expect(ends.toSorted()).toEqual(['OpenReportPayload', 'step_up_needed']);
  });

  it('is not bound to a purpose by an opening that is refused', async () => {
    await verifiedAgo(10);
    await expectRefused(
      await opening({ purpose: 'training_synthetic_only' }),
      'wrong_purpose',
      'training_synthetic_only',
    );
    expect(endOf(await opening({ purpose: 'victim_safeguarding' }))).toBe('OpenReportPayload');
  });

  it('opens by an approval of this very opening, once, however long ago the session was verified otherwise', async () => {
    const { liaison: keys } = api.world;
    const input = openInput(api, keys, await offerFor(liaison, reportId));
    const operation = operationDigest('openReport', [fromBase64(input.request)]);
    const approval = await stepUpInput(liaison, { api, device: keys.device, operation }, { passkey });
    const answer = await stepUp(liaison, approval);
    const client = makeApiClient({
      server: api.url,
      token: answer.__typename === 'StepUpPayload' ? answer.token : null,
    });
    await verifiedAgo(301);
    const another = openInput(api, keys, await offerFor(client, reportId));
    expect(await open(client, another)).toMatchObject(asked);
    expect(endOf(await open(client, input))).toBe('OpenReportPayload');
    expect(await open(client, input)).toMatchObject(asked);
  });
});
