import {
  AgreementPreviewDocument,
  type AgreementPreviewQuery,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';

import { proposed, withdraw } from '../../../../../test/support/agreement-api.js';
import { draft, nextDraft, nowSeconds } from '../../../../../test/support/agreement-drafts.js';
import { sendReport } from '../../../../../test/support/api-reports.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { makeReport } from '../../../../../test/support/envelope-fixture.js';

let api: TestApi;
let steward: ApiClient;
let admin: ApiClient;
let liaison: ApiClient;
let outsider: ApiClient;

beforeAll(async () => {
  api = await startApi();
  const { directory, ...world } = api.world;
  const [stewardKeys] = directory.stewardDevices;
  if (stewardKeys === undefined) throw new Error('no steward');
  steward = await api.signIn(stewardKeys);
  admin = await api.signIn(world.admin);
  liaison = await api.signIn(world.liaison);
  outsider = await api.signIn(world.outsider);
  const analyst = await api.signIn(world.analyst);
  for (const tlp of ['GREEN', 'AMBER', 'AMBER'] as const)
    await sendReport(api, analyst, { report: makeReport({ tlp }) });
}, 60_000);
afterAll(() => api.stop());

type Preview = Extract<AgreementPreviewQuery['agreementPreview'], { __typename: 'AgreementPreview' }>;

const ask = async (by: ApiClient, proposal: string, page: { first?: number; after?: string | null } = {}) =>
  (await by.request(AgreementPreviewDocument, { proposal, first: 10, after: null, ...page })).agreementPreview;

async function previewOf(by: ApiClient, proposal: string, page: Parameters<typeof ask>[2] = {}): Promise<Preview> {
  const answer = await ask(by, proposal, page);
  if (answer.__typename !== 'AgreementPreview') throw new Error(answer.code);
  return answer;
}

describe('agreementPreview', () => {
  it('says who loses what, and which reports close: exactly to their author, nothing below five to others', async () => {
    const narrower = nextDraft(api.world.agreement, {
      markingCeiling: 'GREEN',
      purposes: ['trafficking_investigation'],
    });
    const proposal = await proposed(steward, narrower);
    const { readers, sealed, gap, overlap } = await previewOf(admin, proposal);
    expect([readers.gaining, readers.losing, readers.edges.length]).toEqual([0, 2, 2]);
    const { member, liaison: keys } = { member: api.world.liaison.member, liaison: api.world.northgate };
    const own = readers.edges.find(({ node }) => node.member === member)?.node;
    expect(own?.units).toEqual([keys.handle]);
    expect(own?.purposes).toContainEqual(
      expect.objectContaining({ purpose: 'trafficking_investigation', before: 'RED', after: 'GREEN' }),
    );
    expect(own?.purposes).toContainEqual(
      expect.objectContaining({ purpose: 'threat_to_life', before: 'RED', after: null }),
    );
    expect([gap, overlap === null]).toEqual([null, false]);
    const { org } = api.world.harbour.org;
    expect(sealed).toContainEqual(expect.objectContaining({ origin: org, unit: 'northgate', closed: 2, narrowed: 1 }));
    const received = (await previewOf(liaison, proposal)).sealed;
    expect(received).toEqual([
      expect.objectContaining({ origin: org, unit: 'northgate', closed: null, narrowed: null, widened: null }),
    ]);
    await withdraw(admin, proposal);
  });

  it('gives a row without numbers for what does not change too: that a row is there says nothing', async () => {
    const same = nextDraft(api.world.agreement, { retentionMonths: 6 });
    const proposal = await proposed(steward, same);
    const { sealed, readers, circlesGained, circlesLost } = await previewOf(liaison, proposal);
    expect(sealed).toMatchObject([{ unit: 'northgate', closed: null, narrowed: null, widened: null }]);
    expect([readers.gaining, readers.losing, circlesGained, circlesLost]).toEqual([0, 0, [], []]);
    await withdraw(admin, proposal);
  });

  it('names the time without any version when the next one starts later, and compares at its start', async () => {
    const start = nowSeconds() + 1000;
    const proposal = await proposed(steward, nextDraft(api.world.agreement, { start, circle: 'south' }));
    const { gap, at, circlesGained, circlesLost } = await previewOf(admin, proposal);
    expect([gap?.to, at]).toEqual([start, start]);
    expect([circlesGained, circlesLost]).toEqual([['south'], ['north']]);
    await withdraw(admin, proposal);
  });

  it('does not name the people of an organisation with which there is no agreement yet, and pages', async () => {
    const proposal = await proposed(steward, draft([api.world.northgate.org, api.world.eastport.org]));
    const seen: (string | null)[] = [];
    for (let after: string | null = null; ;) {
      const { readers }: Preview = await previewOf(liaison, proposal, { first: 1, after });
      seen.push(...readers.edges.map(({ node }) => node.member));
      if (!readers.pageInfo.hasNextPage) break;
      after = readers.pageInfo.endCursor ?? null;
    }
    const { liaison: one, liaison2: other, outsider: stranger } = api.world;
    expect(seen.sort()).toEqual([one.member, other.member, null].sort());
    expect(JSON.stringify(await previewOf(liaison, proposal))).not.toContain(stranger.member);
    expect(JSON.stringify(await previewOf(steward, proposal))).toContain(stranger.member);
    expect((await previewOf(outsider, proposal)).sealed).toEqual([]);
    await withdraw(steward, proposal);
  });

  it('is not there for others, and for nobody once the proposal is settled', async () => {
    const proposal = await proposed(steward, nextDraft(api.world.agreement, { retentionMonths: 7 }));
    for (const id of [proposal, api.world.directory.id('nothing'), 'not an id']) {
      expect(await ask(outsider, id)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    }
    await withdraw(admin, proposal);
    expect(await ask(admin, proposal)).toMatchObject({ __typename: 'Refused', reason: 'wrong_state' });
  });
});
