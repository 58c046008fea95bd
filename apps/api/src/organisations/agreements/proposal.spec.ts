import { randomUUID } from 'node:crypto';

import {
  AgreementPageDocument,
  type AgreementPageQuery,
  type AgreementPageQueryVariables,
  AgreementProposalsDocument,
  AgreementVersionsDocument,
  type ApiClient,
  SignAgreementDocument,
} from '../../../../../test/support/api-documents.js';
import {
  agreementEntry,
  type AgreementRecord,
  agreementRecord,
  agreementRecordHash,
  parseAgreementRecord,
  parseEventRecord,
} from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';

import {
  bringIntoForce,
  byHarbour,
  byNorthgate,
  entries,
  propose,
  proposed,
  sign,
  withdraw,
} from '../../../../../test/support/agreement-api.js';
import {
  deviceSigner,
  draft,
  nextDraft,
  nowSeconds,
  recordText,
  signedBy,
} from '../../../../../test/support/agreement-drafts.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import type { FixtureOrg } from '../../../../../test/support/directory-fixture.js';

let api: TestApi;
let steward: ApiClient;
let admin: ApiClient;
let analyst: ApiClient;
let liaison: ApiClient;
let outsider: ApiClient;

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
}, 60_000);
afterAll(() => api.stop());

const partners = (): FixtureOrg[] => [api.world.harbour.org, api.world.northgate.org];
const strangers = (): FixtureOrg[] => [api.world.harbour.org, api.world.eastport.org];
const agreementEntries = async () =>
  (
    await api.admin.query<{ entry: Buffer }>(
      `SELECT entry FROM sealbridge.audit_outbox WHERE kind = 'agreement' ORDER BY id`,
    )
  ).rows.map(({ entry }) => entry);
const list = async (by: ApiClient, agreement: string | null = null, open = true) =>
  (await by.request(AgreementProposalsDocument, { agreement, open, all: false, first: 10, after: null }))
    .agreementProposals.edges;
const stateOf = async (proposal: string): Promise<string | undefined> => {
  const { rows } = await api.admin.query<{ state: string }>(
    'SELECT state FROM sealbridge.agreement_proposal WHERE id = $1',
    [proposal],
  );
  return rows[0]?.state;
};

describe('proposeAgreement', () => {
  it('takes a draft of a steward for any two organisations, and shows it to both and to nobody else', async () => {
    const record = draft(strangers());
    const proposal = await proposed(steward, record);
    for (const party of [admin, outsider]) {
      const [edge] = await list(party, record.agreement.agreement);
      expect(edge?.node).toMatchObject({ id: proposal, state: 'open', signedBy: [], version: 1 });
      const named = edge?.node.parties.map(({ admission, name }) => {
        const event = parseEventRecord(fromBase64(admission ?? '')).body?.event;
        return event?.type === 'ORG_ADMIT' && event.name === name;
      });
      expect(named).toEqual([true, true]);
    }
    expect(await list(liaison, record.agreement.agreement)).toEqual([]);
    await withdraw(steward, proposal);
  });

  it('takes a draft of a member who may sign, with a partner', async () => {
    const record = draft(partners());
    expect(await propose(admin, record)).toMatchObject({ proposal: { proposedBy: api.world.harbour.org.org } });
  });

  it('is the same proposal when the same terms come twice, by whomever', async () => {
    const record = draft(partners());
    const ids = [await proposed(admin, record), await proposed(steward, record), await proposed(admin, record)];
    expect(new Set(ids).size).toBe(1);
    expect(await list(admin, record.agreement.agreement)).toHaveLength(1);
  });

  it('answers an organisation one has nothing to do with exactly like one that does not exist', async () => {
    const nobody = { ...api.world.eastport.org, org: api.world.directory.id('nobody') };
    const answers = await Promise.all(
      [strangers(), [api.world.harbour.org, nobody]].map((orgs) => propose(admin, draft(orgs))),
    );
    for (const answer of answers) {
      expect({ ...answer, ref: '' }).toEqual({
        ...{ __typename: 'Refused', code: 'E_REFUSED', message: 'not permitted', path: null },
        ...{ reason: 'not_permitted', ref: '' },
      });
    }
    expect((await entries(api)).slice(-2)).toEqual(Array(2).fill('agreement.propose DENY not_permitted'));
  });

  it.each([
    ['a member without the right to sign', () => analyst, partners],
    ['a member of neither', () => outsider, partners],
    ['a member of a party without that right', () => liaison, partners],
  ])('refuses %s', async (_who, by, orgs) => {
    expect(await propose(by(), draft(orgs()))).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
  });

  it.each<[string, () => AgreementRecord, object]>([
    [
      'that leave out a use which every agreement rules out',
      () => draft(partners(), { prohibited: ['prosecution_of_victims'] }),
      { code: 'E_PROHIBITED_USE' },
    ],
    ['that would be over', () => draft(partners(), { end: nowSeconds() - 1 }), { code: 'E_TERM' }],
    ['of another log', () => draft(partners(), { origin: 'demo.invalid/other' }), { code: 'E_AGREEMENT_ORIGIN' }],
    ['that are signed already', () => byHarbour(api, draft(partners())), { code: 'E_SIGNATURE' }],
    [
      'that follow nothing',
      () => draft(partners(), { version: 2, prevHash: new Uint8Array(32) }),
      { code: 'E_AGREEMENT_CHAIN' },
    ],
    [
      'that follow another version than the newest',
      () => nextDraft(api.world.agreement, { prevHash: new Uint8Array(32) }),
      { code: 'E_AGREEMENT_CHAIN' },
    ],
    [
      'for other parties than the version before',
      () =>
        nextDraft(api.world.agreement, {
          orgs: strangers()
            .map(({ org }) => org)
            .sort(),
        }),
      { code: 'E_AGREEMENT_CHAIN' },
    ],
  ])('refuses terms %s', async (_what, record, answer) => {
    expect(await propose(steward, record())).toMatchObject(answer);
  });

  it('names to a steward that an organisation does not exist', async () => {
    const nobody = { ...api.world.eastport.org, org: api.world.directory.id('nobody else') };
    const answer = await propose(steward, draft([api.world.harbour.org, nobody]));
    expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_UNKNOWN_ORGANISATION' });
  });

  it('is a conflict while another proposal for the agreement is open, and of two at once takes one', async () => {
    const [one, other] = [6, 7].map((retentionMonths) => nextDraft(api.world.agreement, { retentionMonths }));
    if (one === undefined || other === undefined) throw new Error('no drafts');
    const answers = await Promise.all([propose(admin, one), propose(steward, other)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', 'ProposeAgreementPayload']);
    const [edge] = await list(admin, api.world.agreement.agreement.agreement);
    await withdraw(admin, edge?.node.id ?? '');
  });

  it('is a conflict when the key stands for another request', async () => {
    const key = randomUUID();
    await propose(admin, draft(partners()), key);
    expect(await propose(admin, draft(partners()), key)).toMatchObject({ __typename: 'Conflict' });
  });
});

describe('signAgreementProposal', () => {
  it('brings the version into force with the second party, and not before', async () => {
    const record = draft(partners(), { circle: 'south' });
    const proposal = await proposed(steward, record);
    const first = await sign(admin, byHarbour(api, record));
    expect(first).toMatchObject({
      proposal: { state: 'open', signedBy: [api.world.harbour.org.org] },
      agreement: null,
    });
    const id = record.agreement.agreement;
    const page = { agreement: id, all: false, first: 1, after: null };
    expect((await admin.request(AgreementPageDocument, page)).agreementPage.edges).toEqual([]);
    const logged = await agreementEntries();
    // the liaison carries what two roots of northgate signed
    const second = await sign(liaison, byNorthgate(api, record));
    expect(second).toMatchObject({
      proposal: { id: proposal, state: 'in_force' },
      agreement: { id, state: 'in_force' },
    });
    const shown = (await admin.request(AgreementPageDocument, page)).agreementPage.edges;
    expect(shown).toHaveLength(1);
    const signed = parseAgreementRecord(fromBase64(shown[0]?.node.record ?? ''));
    expect(await agreementEntries()).toEqual([...logged, Buffer.from(agreementEntry(agreementRecordHash(signed)))]);
  });

  it('tells who signs for the parties that something waits, and then that it changed', async () => {
    const { rows } = await api.admin.query<{ kind: string }>(
      'SELECT DISTINCT kind FROM sealbridge.notice WHERE member_id = $1 ORDER BY kind',
      [api.world.admin.member],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['agreement_changed', 'agreement_waiting']);
  });

  it('refuses the same party twice, and takes a repeated request as one', async () => {
    const record = draft(partners());
    await proposed(steward, record);
    const key = randomUUID();
    await sign(admin, byHarbour(api, record), key);
    expect(await sign(admin, byHarbour(api, record), key)).toMatchObject({ proposal: { state: 'open' } });
    expect(await sign(admin, byHarbour(api, record))).toMatchObject({ reason: 'already_signed' });
    expect(await sign(steward, byHarbour(api, record))).toMatchObject({ reason: 'already_signed' });
    expect((await entries(api)).at(-1)).toBe('agreement.sign DENY already_signed');
  });

  it('takes one of two that sign for the same party at once, and both of two parties', async () => {
    const record = draft(partners());
    const proposal = await proposed(steward, record);
    const answers = await Promise.all(
      [byHarbour(api, record), byHarbour(api, record), byNorthgate(api, record)].map((signed) => sign(steward, signed)),
    );
    expect(answers.map((answer) => ('reason' in answer ? answer.reason : answer.__typename)).sort()).toEqual([
      'SignAgreementProposalPayload',
      'SignAgreementProposalPayload',
      'already_signed',
    ]);
    expect(await stateOf(proposal)).toBe('in_force');
  });

  it.each<[string, (record: AgreementRecord) => AgreementRecord, object]>([
    ['no signature', (record) => record, { code: 'E_AUTHORITY' }],
    [
      'the signatures of both at once',
      (record) =>
        agreementRecord(record.bytes, [...byHarbour(api, record).signatures, ...byNorthgate(api, record).signatures]),
      { code: 'E_AUTHORITY' },
    ],
    [
      'one root where two are needed',
      (record) => agreementRecord(record.bytes, byNorthgate(api, record).signatures.slice(0, 1)),
      { code: 'E_AUTHORITY' },
    ],
    [
      'a device of somebody who may not sign',
      (record) => signedBy(record, api.world.northgate.org, [deviceSigner(api.world.liaison)]),
      { code: 'E_SIGNER' },
    ],
    [
      "a steward's device in the name of a party",
      (record) => {
        const [keys] = api.world.directory.stewardDevices;
        if (keys === undefined) throw new Error('no steward');
        return signedBy(record, api.world.northgate.org, [deviceSigner(keys)]);
      },
      { code: 'E_SIGNER' },
    ],
    [
      'signatures of other terms',
      (record) => agreementRecord(record.bytes, byHarbour(api, draft(partners())).signatures),
      { code: 'E_SIGNATURE' },
    ],
  ])('refuses %s, and nothing has changed', async (_what, spoil, answer) => {
    const record = draft(partners());
    const proposal = await proposed(steward, record);
    expect(await sign(steward, spoil(record))).toMatchObject(answer);
    const [edge] = await list(admin, record.agreement.agreement);
    expect(edge?.node).toMatchObject({ id: proposal, signedBy: [] });
  });

  it('refuses terms that nobody proposed', async () => {
    expect(await sign(admin, byHarbour(api, draft(partners())))).toMatchObject({ reason: 'not_permitted' });
  });

  it('refuses terms that ended while they waited', async () => {
    const end = nowSeconds() + 4;
    const record = draft(partners(), { end });
    await proposed(steward, record);
    await new Promise((resolve) => setTimeout(resolve, end * 1000 - Date.now() + 100));
    expect(await sign(admin, byHarbour(api, record))).toMatchObject({ reason: 'expired' });
  });

  it('is a conflict when another version came first, on the proposal and on the version', async () => {
    const first = draft(partners());
    await bringIntoForce(api, steward, first);
    const late = nextDraft(first, { retentionMonths: 6 });
    const proposal = await proposed(steward, late);
    await sign(steward, byHarbour(api, late));
    const other = nextDraft(first, { retentionMonths: 3 });
    const signatures = [...byHarbour(api, other).signatures, ...byNorthgate(api, other).signatures];
    const input = { clientMutationId: randomUUID(), record: recordText(agreementRecord(other.bytes, signatures)) };
    expect((await steward.request(SignAgreementDocument, { input })).signAgreement).toMatchObject({
      agreement: { version: 2 },
    });
    expect(await stateOf(proposal)).toBe('superseded');
    expect(await sign(steward, byNorthgate(api, late))).toMatchObject({ __typename: 'Conflict' });
    expect(await propose(steward, nextDraft(first, { retentionMonths: 2 }))).toMatchObject({ __typename: 'Conflict' });
  });
});

describe('withdrawAgreementProposal', () => {
  it.each([
    ['a steward', () => steward],
    ['a party', () => admin],
  ])('lets %s close an open proposal, once', async (_who, by) => {
    const proposal = await proposed(steward, draft(partners()));
    expect(await withdraw(by(), proposal)).toMatchObject({ proposal: { state: 'withdrawn' } });
    expect(await withdraw(by(), proposal)).toMatchObject({ reason: 'wrong_state' });
  });

  it('makes signatures worthless that somebody kept', async () => {
    const record = draft(partners());
    await withdraw(admin, await proposed(steward, record));
    expect(await sign(admin, byHarbour(api, record))).toMatchObject({ reason: 'wrong_state' });
    expect(await propose(steward, record)).toMatchObject({ __typename: 'Conflict' });
    const signatures = [...byHarbour(api, record).signatures, ...byNorthgate(api, record).signatures];
    const input = { clientMutationId: randomUUID(), record: recordText(agreementRecord(record.bytes, signatures)) };
    expect((await steward.request(SignAgreementDocument, { input })).signAgreement).toMatchObject({
      __typename: 'Conflict',
    });
  });

  it('answers a proposal of others like one that does not exist', async () => {
    const proposal = await proposed(steward, draft(partners()));
    for (const id of [proposal, randomUUID()]) {
      expect(await withdraw(outsider, id)).toMatchObject({ reason: 'not_permitted' });
    }
    expect(await withdraw(analyst, proposal)).toMatchObject({ reason: 'not_permitted' });
    expect(await stateOf(proposal)).toBe('open');
  });
});

describe('lists', () => {
  it('page through agreements newest first, each once, and give nothing to strangers', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page: AgreementPageQueryVariables = { agreement: null, all: false, first: 2, after };
      const { agreementPage }: AgreementPageQuery = await admin.request(AgreementPageDocument, page);
      seen.push(...agreementPage.edges.map(({ node }) => node.id));
      if (!agreementPage.pageInfo.hasNextPage) break;
      after = agreementPage.pageInfo.endCursor ?? null;
    }
    const { rows } = await api.admin.query<{ id: string }>(
      'SELECT id FROM sealbridge.agreement WHERE newest ORDER BY row DESC',
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
    const everything = { agreement: null, all: true, first: 100, after: null };
    const ofSteward = (await steward.request(AgreementPageDocument, everything)).agreementPage.edges;
    expect(ofSteward.map(({ node }) => node.id)).toEqual(seen);
    expect((await outsider.request(AgreementPageDocument, everything)).agreementPage.edges).toEqual([]);
  });

  it('find an agreement by the beginning of its id, for those who may see it', async () => {
    const id = api.world.agreement.agreement.agreement;
    const page = { agreement: id.slice(0, 8), all: false, first: 10, after: null };
    for (const by of [admin, steward]) {
      expect((await by.request(AgreementPageDocument, page)).agreementPage.edges.map(({ node }) => node.id)).toEqual([
        id,
      ]);
    }
    expect((await outsider.request(AgreementPageDocument, page)).agreementPage.edges).toEqual([]);
  });

  it('give every version of an agreement, unedited, and null to strangers', async () => {
    const first = draft(partners());
    await bringIntoForce(api, steward, first);
    await bringIntoForce(api, steward, nextDraft(first, { retentionMonths: 6 }));
    const variables = { agreement: first.agreement.agreement, first: 10, after: null };
    const versions = (await liaison.request(AgreementVersionsDocument, variables)).agreementVersions?.edges;
    expect(versions?.map(({ node }) => [node.version, node.newest])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect((await outsider.request(AgreementVersionsDocument, variables)).agreementVersions).toBeNull();
    const unknown = { ...variables, agreement: randomUUID() };
    expect((await outsider.request(AgreementVersionsDocument, unknown)).agreementVersions).toBeNull();
  });
});
