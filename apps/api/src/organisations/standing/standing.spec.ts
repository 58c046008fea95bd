import {
  type ApiClient,
  InboxDocument,
  MeDocument,
  OpeningOfferDocument,
  RecipientStandingDocument,
  ReportDocument,
} from '../../../../../test/support/api-documents.js';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  offerFor,
  open,
  openInput,
  sealFor,
  sendReport,
  submissionOf,
  submit,
  upload,
} from '../../../../../test/support/api-reports.js';

/** Whom a measure is about. */
type Subject = 'organisation' | 'unit' | 'member';

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

// nothing but columns is changed, and no job runs: what is refused is refused by the time that has come
afterEach(async () => {
  for (const table of ['organisation', 'unit', 'member']) {
    await api.admin.query(
      `update sealbridge.${table} set state = 'active', suspended_until = null, attested_until = 'infinity'`,
    );
  }
  await api.admin.query('update sealbridge.member set active_at = now()');
});

const idOf = (subject: Subject): string => {
  const { northgate, liaison: person } = api.world;
  return { organisation: northgate.org.org, unit: northgate.unit, member: person.member }[subject];
};

const change = (subject: Subject, assignment: string): Promise<unknown> =>
  api.admin.query(`update sealbridge.${subject} set ${assignment} where id = $1`, [idOf(subject)]);

const offer = async (client = liaison) => (await client.request(OpeningOfferDocument, { reportId })).openingOffer;

/** The answers of one liaison to everything a liaison does with reports. */
async function reasons(input: Awaited<ReturnType<typeof openInput>>): Promise<unknown[]> {
  const opened = await open(liaison, input);
  const offered = await offer();
  return [opened, offered].map((answer) => ('reason' in answer ? answer.reason : answer.__typename));
}

const requestFor = async () => openInput(api, api.world.liaison, await offerFor(liaison, reportId));

const SUSPENSIONS: readonly (readonly [string, string])[] = [
  ['is suspended for good', `suspended_until = 'infinity'`],
  ['is suspended for an hour', `suspended_until = now() + interval '1 hour'`],
  ['was not attested again in time', `attested_until = now()`],
];

describe.each<Subject>(['organisation', 'unit', 'member'])('of a reader: when the %s', (subject) => {
  it.each(SUSPENSIONS)('%s, the next request is refused as suspended', async (_name, assignment) => {
    const input = await requestFor();
    await change(subject, assignment);
    expect(await reasons(input)).toEqual(['suspended', 'suspended']);
  });

  it('is provisional, nothing opens and nothing is listed', async () => {
    const input = await requestFor();
    await change(subject, `state = 'provisional'`);
    expect(await reasons(input)).toEqual(['not_vetted', 'not_vetted']);
  });

  it('was suspended until a moment ago, everything works again though nobody lifted anything', async () => {
    await change(subject, `suspended_until = now() + interval '700 milliseconds'`);
    expect(await offer()).toMatchObject({ __typename: 'Refused', reason: 'suspended' });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await open(liaison, await requestFor())).__typename).toBe('OpenReportPayload');
  });
});

describe('a query of somebody who does not stand', () => {
  it.each([
    ['suspended', `suspended_until = 'infinity'`, 'E_SUSPENDED'],
    ['provisional', `state = 'provisional'`, 'E_NOT_VETTED'],
    ['unseen for too long', `active_at = now() - interval '${INACTIVE_DAYS} days'`, 'E_INACTIVE'],
  ])('is refused by name when %s, and not answered with nothing', async (_name, assignment, detail) => {
    await change('member', assignment);
    const refused = { code: 'FORBIDDEN', detail };
    await expect(liaison.request(InboxDocument, { first: 10, after: null })).rejects.toMatchObject(refused);
    await expect(liaison.request(ReportDocument, { id: reportId })).rejects.toMatchObject(refused);
    expect((await liaison.request(MeDocument, {})).me?.member).toBe(api.world.liaison.member);
  });

  it.each([
    ['suspended', `suspended_until = 'infinity'`, 'E_SUSPENDED'],
    ['provisional', `state = 'provisional'`, 'E_NOT_VETTED'],
  ])('is refused by name when the only unit is %s', async (_name, assignment, detail) => {
    await change('unit', assignment);
    const refused = { code: 'FORBIDDEN', detail };
    await expect(liaison.request(InboxDocument, { first: 10, after: null })).rejects.toMatchObject(refused);
  });
});

describe('a member', () => {
  it(`is inactive from the end of day ${INACTIVE_DAYS} on, and not a minute before`, async () => {
    const input = await requestFor();
    await change('member', `active_at = now() - interval '${INACTIVE_DAYS} days' + interval '1 minute'`);
    expect(await offer()).toMatchObject({ __typename: 'OpeningOffer' });
    await change('member', `active_at = now() - interval '${INACTIVE_DAYS} days'`);
    expect(await reasons(input)).toEqual(['inactive', 'inactive']);
  });

  it('is seen when a session begins', async () => {
    await change('member', `active_at = now() - interval '${INACTIVE_DAYS - 1} days'`);
    await api.signIn(api.world.liaison);
    const { rows } = await api.admin.query<{ recent: boolean }>(
      `select active_at > now() - interval '1 minute' as recent from sealbridge.member where id = $1`,
      [api.world.liaison.member],
    );
    expect(rows).toEqual([{ recent: true }]);
  });
});

describe('sign-in with the right key', () => {
  const attempt = () => api.tryToSignIn(api.world.liaison);

  it.each([
    ['the member is suspended', 'member', `suspended_until = 'infinity'`, 'suspended'],
    ['the organisation is suspended', 'organisation', `suspended_until = 'infinity'`, 'suspended'],
    ['the organisation has ended', 'organisation', `state = 'ended'`, 'suspended'],
    ['the member was removed', 'member', `state = 'removed'`, 'suspended'],
    ['the member is inactive', 'member', `active_at = now() - interval '${INACTIVE_DAYS} days'`, 'inactive'],
  ] as const)(
    'is refused by its reason when %s, and does not count as a failure',
    async (_name, who, assignment, reason) => {
      await change(who, assignment);
      for (let count = 0; count < 6; count += 1) {
        expect(await attempt()).toMatchObject({ __typename: 'Refused', reason });
      }
    },
  );

  it('does not make an inactive member active', async () => {
    await change('member', `active_at = now() - interval '${INACTIVE_DAYS} days'`);
    await attempt();
    expect(await attempt()).toMatchObject({ reason: 'inactive' });
  });

  it('succeeds for a provisional member of a provisional organisation, who reads itself', async () => {
    await change('member', `state = 'provisional'`);
    await change('organisation', `state = 'provisional'`);
    const client = await api.signIn(api.world.liaison);
    expect((await client.request(MeDocument, {})).me?.organisationHandle).toBe('northgate');
  });
});

it('tells nothing of standing to whoever does not hold the key', async () => {
  await change('member', `suspended_until = 'infinity'`);
  const { liaison: keys, outsider } = api.world;
  expect(await api.tryToSignIn({ ...keys, sign: outsider.sign })).toMatchObject({ reason: 'not_permitted' });
  expect(await api.tryToSignIn({ ...keys, device: outsider.member })).toMatchObject({ reason: 'not_permitted' });
});

describe('of a sender', () => {
  const send = async () => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    return submit(analyst, submissionOf(api, sealed));
  };
  const ofSender = (table: Subject, assignment: string): Promise<unknown> => {
    const { harbour, analyst: person } = api.world;
    const id = { organisation: harbour.org.org, unit: harbour.unit, member: person.member }[table];
    return api.admin.query(`update sealbridge.${table} set ${assignment} where id = $1`, [id]);
  };

  it.each([
    ['the recipient organisation is suspended', 'organisation', `suspended_until = 'infinity'`, 'suspended'],
    ['the recipient organisation is provisional', 'organisation', `state = 'provisional'`, 'not_vetted'],
    ['the recipient unit is suspended', 'unit', `suspended_until = 'infinity'`, 'suspended'],
    ['the recipient unit was not attested', 'unit', `attested_until = now()`, 'suspended'],
    ['the recipient unit is provisional', 'unit', `state = 'provisional'`, 'not_vetted'],
  ] as const)('a report is refused when %s', async (_name, who, assignment, reason) => {
    await change(who, assignment);
    expect(await send()).toMatchObject({ __typename: 'Refused', reason });
  });

  it.each([
    ['organisation', `state = 'provisional'`, 'not_vetted'],
    ['member', `state = 'provisional'`, 'not_vetted'],
    ['unit', `suspended_until = 'infinity'`, 'suspended'],
  ] as const)('a report is refused when its %s has %s', async (who, assignment, reason) => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    await ofSender(who, assignment);
    expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ __typename: 'Refused', reason });
  });

  it('no ciphertext is taken of a provisional organisation', async () => {
    const sealed = await sealFor(api);
    await ofSender('organisation', `state = 'provisional'`);
    await expect(upload(analyst, sealed)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: 'E_NOT_VETTED' });
  });
});

describe('recipientStanding', () => {
  const ask = async (client: ApiClient, units: string[]) =>
    (await client.request(RecipientStandingDocument, { units })).recipientStanding;

  it('says of own units and those of partners how they and their members stand', async () => {
    const { liaison: one, liaison2: two } = api.world;
    await change('member', `active_at = now() - interval '${INACTIVE_DAYS} days'`);
    const [unit, ...others] = await ask(analyst, ['northgate']);
    expect(others).toEqual([]);
    expect(unit).toMatchObject({ unit: 'northgate', standing: 'active' });
    const standings = new Map(unit?.members.map(({ member, standing }) => [member, standing]));
    expect([standings.get(one.member), standings.get(two.member), standings.size]).toEqual(['inactive', 'active', 2]);
    expect((await ask(analyst, ['harbour'])).map((own) => [own.unit, own.standing])).toEqual([['harbour', 'active']]);
  });

  it.each([
    ['organisation', `suspended_until = 'infinity'`, 'suspended'],
    ['unit', `state = 'provisional'`, 'provisional'],
  ] as const)('gives every member the standing of the %s when it is less', async (who, assignment, standing) => {
    await change(who, assignment);
    const [unit] = await ask(analyst, ['northgate']);
    expect([unit?.standing, ...(unit?.members ?? []).map((member) => member.standing)]).toEqual([
      standing,
      standing,
      standing,
    ]);
  });

  it('leaves out a unit without an agreement exactly like one that is not there', async () => {
    expect(await ask(analyst, ['eastport'])).toEqual([]);
    expect(await ask(analyst, ['nowhere'])).toEqual([]);
    expect(await ask(analyst, ['eastport', 'northgate', 'nowhere'])).toHaveLength(1);
  });

  it('shows all to a steward', async () => {
    const [keys] = api.world.directory.stewardDevices;
    if (keys === undefined) throw new Error('no steward');
    expect((await ask(await api.signIn(keys), ['eastport', 'harbour'])).map(({ unit }) => unit)).toEqual([
      'eastport',
      'harbour',
    ]);
  });

  it('takes no more handles than a report has recipients, and no text that is no handle', async () => {
    const many = Array.from({ length: 66 }, (_, index) => `unit-${index}`);
    await expect(ask(analyst, many)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(ask(analyst, ['x'.repeat(129)])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
