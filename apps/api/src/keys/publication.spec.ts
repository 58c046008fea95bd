import { randomUUID } from 'node:crypto';

import {
  AgreementsDocument,
  DirectoryBodiesDocument,
  DirectoryDocument,
  EndAllSessionsDocument,
  MyLockboxesDocument,
  PublishDirectoryEventsDocument,
  SignAgreementDocument,
  type ApiClient,
  type PublishDirectoryEventsMutation,
} from '../../../../test/support/api-documents.js';
import {
  directoryEntry,
  DirectoryState,
  makeEvent,
  parseEventRecord,
  signedEvent,
  signEvent,
  writeAgreementRecord,
  writeEventRecord,
  type DirectoryEvent,
  type EventRecord,
} from '@sealbridge/directory';
import { fromBase64, randomBytes, toBase64 } from '@sealbridge/sodium';
import { EMERGENCY_SUSPENSION_HOURS, idFromBytes } from '@sealbridge/vocabulary';

import { lockboxInput, startApi, type TestApi } from '../../../../test/support/api.js';
import { stewardSigner } from '../../../../test/support/directory-fixture.js';

describe('the key directory', () => {
  let api: TestApi;
  let admin: ApiClient;

  beforeAll(async () => {
    api = await startApi();
    admin = await api.signIn(api.world.admin);
  }, 60_000);
  afterAll(() => api.stop());

  /** The next event of harbour, signed by the administrator's device, not published. */
  const nextEvent = (event: DirectoryEvent, keys: TestApi['world']['admin'] = api.world.admin): EventRecord => {
    const { directory, harbour } = api.world;
    const unsigned = makeEvent(directory.state.nextPosition(harbour.org.org), event, { hour: directory.hour });
    const signer = { kind: 'device', signer: keys.device, privateKey: keys.sign.privateKey } as const;
    return signedEvent(unsigned, [signEvent(unsigned, signer)]);
  };
  const newUnit = (handle: string): DirectoryEvent => ({
    type: 'UNIT_ADD',
    unit: idFromBytes(randomBytes(16)),
    handle: `harbour/${handle}`,
  });
  const publish = async (
    client: ApiClient,
    records: readonly EventRecord[],
    more: { clientMutationId?: string; lockboxes?: ReturnType<typeof lockboxInput>[] } = {},
  ): Promise<PublishDirectoryEventsMutation['publishDirectoryEvents']> => {
    const { clientMutationId = randomUUID(), lockboxes = [] } = more;
    const input = { clientMutationId, records: records.map((record) => toBase64(writeEventRecord(record))), lockboxes };
    return (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
  };
  /** Keeps the fixture's own replay in step with what the server took. */
  const took = (record: EventRecord): void => {
    const { directory } = api.world;
    directory.state = directory.state.apply(record, directory.log(directoryEntry(record.leafBytes)));
  };
  const bodiesFor = async (client: ApiClient) =>
    (await client.request(DirectoryBodiesDocument, { first: 100 })).directoryBodies.edges.map(({ node }) => node);
  const directoryOf = async (client: ApiClient, handle: string) =>
    (await client.request(DirectoryDocument, { handle })).directory;

  it('takes an event signed by an administrator, projects it, and sends its leaf to the log', async () => {
    const record = nextEvent(newUnit('north'));
    expect(await publish(admin, [record])).toMatchObject({ headHash: toBase64(record.eventHash) });
    took(record);
    const unit = await api.admin.query("select 1 from sealbridge.unit where handle = 'harbour/north'");
    expect(unit.rowCount).toBe(1);
    const entry = Buffer.concat([Buffer.from('dl1'), record.leafBytes]);
    const leaf = await api.admin.query('select kind from sealbridge.audit_outbox where entry = $1', [entry]);
    expect(leaf.rows).toEqual([{ kind: 'dir' }]);
  });

  it('takes a publication once, however often it comes under the same key', async () => {
    const record = nextEvent(newUnit('twice'));
    const clientMutationId = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => publish(admin, [record], { clientMutationId })));
    took(record);
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(3).fill('PublishDirectoryEventsPayload'));
    const other = nextEvent(newUnit('other'));
    expect((await publish(admin, [other], { clientMutationId })).__typename).toBe('Conflict');
  });

  it.each([
    ['of a device without the right', 'E_SIGNER', () => nextEvent(newUnit('aa'), api.world.analyst)],
    ['of a device of another organisation', 'E_SIGNER', () => nextEvent(newUnit('aa'), api.world.liaison)],
    [
      'whose key is another',
      'E_SIGNATURE',
      () => nextEvent(newUnit('aa'), { ...api.world.admin, sign: api.world.analyst.sign }),
    ],
    [
      'that takes a handle of somebody else',
      'E_DUPLICATE_HANDLE',
      () => nextEvent({ ...newUnit('aa'), handle: 'harbour' } as DirectoryEvent),
    ],
    [
      'that takes the key of a device of another organisation',
      'E_',
      () => nextEvent({ type: 'DEVICE_REVOKE', device: api.world.liaison.device, reason: 'lost' }),
    ],
  ])('refuses an event %s', async (_name, code, make) => {
    const answer = await publish(admin, [make()]);
    expect(answer).toMatchObject({ __typename: 'Invalid', code: expect.stringContaining(code) as string });
  });

  it('takes all events of a publication or none', async () => {
    const good = nextEvent(newUnit('half'));
    const answer = await publish(admin, [good, good]);
    expect(answer.__typename).toBe('Invalid');
    const unit = await api.admin.query("select 1 from sealbridge.unit where handle = 'harbour/half'");
    expect(unit.rowCount).toBe(0);
  });

  it('wants exactly the lockboxes that the events name', async () => {
    const { directory, harbour, analyst } = api.world;
    const before = { state: directory.state, entries: directory.entries.length, records: directory.records.length };
    const made = directory.epoch(harbour, [analyst, api.world.admin]);
    const record = directory.records.at(-1)?.record;
    if (record === undefined) throw new Error('no record');
    const lockboxes = made.lockboxes.map((box) => lockboxInput(harbour.unit, made.epoch, box));
    expect(await publish(admin, [record], { lockboxes: lockboxes.slice(1) })).toMatchObject({ code: 'E_LOCKBOX' });
    const swapped = lockboxes.map((box, index) => ({ ...box, bytes: lockboxes[1 - index]?.bytes ?? '' }));
    expect(await publish(admin, [record], { lockboxes: swapped })).toMatchObject({ code: 'E_LOCKBOX' });
    expect((await publish(admin, [record], { lockboxes })).__typename).toBe('PublishDirectoryEventsPayload');
    expect(before.entries).toBeLessThan(directory.entries.length);
    const current = await api.admin.query('select current_epoch from sealbridge.unit where id = $1', [harbour.unit]);
    expect(current.rows).toEqual([{ current_epoch: 2 }]);
  });

  it('gives the lockboxes of a device to that device alone', async () => {
    const { myLockboxes } = await (await api.signIn(api.world.liaison)).request(MyLockboxesDocument, {});
    const own = api.world.epochs.northgate.lockboxes.find(({ device }) => device === api.world.liaison.device);
    expect(myLockboxes.map(({ bytes }) => bytes)).toEqual([toBase64(own?.bytes ?? new Uint8Array())]);
  });

  it('refuses a device from its revocation on, drops its lockboxes and closes the epochs it could open', async () => {
    const analyst = await api.signIn(api.world.analyst);
    const record = nextEvent({ type: 'DEVICE_REVOKE', device: api.world.analyst.device, reason: 'lost' });
    expect((await publish(admin, [record])).__typename).toBe('PublishDirectoryEventsPayload');
    took(record);
    await expect(bodiesFor(analyst)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // its session is over, and does not end those of the person's other devices
    await expect(
      analyst.request(EndAllSessionsDocument, { input: { clientMutationId: randomUUID() } }),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await api.tryToSignIn(api.world.analyst)).toMatchObject({ __typename: 'Refused' });
    const boxes = await api.admin.query('select 1 from sealbridge.lockbox where device_id = $1', [
      api.world.analyst.device,
    ]);
    expect(boxes.rowCount).toBe(0);
    const epoch = await api.admin.query('select state from sealbridge.unit_epoch where unit_id = $1 and epoch = 2', [
      api.world.harbour.unit,
    ]);
    expect(epoch.rows).toEqual([{ state: 'closed' }]);
  });

  it('serves chains that replay, with bodies and without private parts, to partners', async () => {
    const liaison = await api.signIn(api.world.liaison);
    const directoryBodies = await bodiesFor(liaison);
    expect(directoryBodies.map(({ handle }) => handle).sort()).toEqual(['harbour', 'northgate', 'stewards']);
    const stewardsFirst = directoryBodies.toSorted(
      (a, b) => Number(b.handle === 'stewards') - Number(a.handle === 'stewards'),
    );
    const records = stewardsFirst.flatMap((chain) => chain.records).map((text) => parseEventRecord(fromBase64(text)));
    const state = DirectoryState.empty(api.world.directory.genesis).applyAll(
      records.map((record) => ({ record, index: null })),
    );
    expect(state.unitByHandle('harbour')?.epochs).toHaveLength(2);
    const harbour = directoryBodies.find(({ handle }) => handle === 'harbour');
    expect(harbour?.records.every((text) => parseEventRecord(fromBase64(text)).privateBytes === null)).toBe(true);
    const own = directoryBodies.find(({ handle }) => handle === 'northgate');
    expect(own?.records.some((text) => parseEventRecord(fromBase64(text)).privateBytes !== null)).toBe(true);
  });

  it.each(['', 'a\u0001b', '😀', 'x'.repeat(70_000)])('has nothing under a handle that is none', async (handle) => {
    expect(await directoryOf(admin, handle)).toBeNull();
  });

  it.each(['a\u0000b', '\ud800'])('answers alike, whoever asks, when a handle is no text', async (handle) => {
    for (const client of [admin, await api.signIn(api.world.outsider)]) {
      await expect(directoryOf(client, handle)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('hides an organisation from whoever has no agreement with it, as if it were not there', async () => {
    const outsider = await api.signIn(api.world.outsider);
    expect(await directoryOf(outsider, 'harbour')).toBeNull();
    expect(await directoryOf(outsider, 'harbour/north')).toBeNull();
    expect(await directoryOf(outsider, 'nobody')).toBeNull();
    expect((await directoryOf(outsider, 'stewards'))?.handle).toBe('stewards');
    expect((await directoryOf(outsider, 'eastport'))?.handle).toBe('eastport');
    const { agreements } = await outsider.request(AgreementsDocument, {});
    expect(agreements).toEqual([]);
  });

  it('gives nothing more to an organisation that calls its own people auditors', async () => {
    const { directory, eastport } = api.world;
    const before = directory.records.length;
    const keys = directory.person(eastport.org, [eastport], ['liaison', 'auditor']);
    const outsider = await api.signIn(api.world.outsider);
    const added = directory.records.slice(before).map(({ record }) => record);
    expect((await publish(outsider, added)).__typename).toBe('PublishDirectoryEventsPayload');
    const client = await api.signIn(keys);
    const directoryBodies = await bodiesFor(client);
    expect(directoryBodies.map(({ handle }) => handle).sort()).toEqual(['eastport', 'stewards']);
    expect(await directoryOf(client, 'harbour')).toBeNull();
  });

  it('gives chains page by page, each event once, to whoever sees all and to whoever sees some', async () => {
    const [steward] = api.world.directory.stewardDevices;
    if (steward === undefined) throw new Error('no steward');
    for (const keys of [steward, api.world.liaison]) {
      const client = await api.signIn(keys);
      const whole = (await bodiesFor(client)).flatMap(({ records }) => records);
      const paged: string[] = [];
      for (let after: string | null = null; ;) {
        const variables: { first: number; after: string | null } = { first: 1, after };
        const { edges, pageInfo } = (await client.request(DirectoryBodiesDocument, variables)).directoryBodies;
        expect(edges).toHaveLength(1);
        paged.push(...edges.flatMap(({ node }) => node.records));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(paged).toEqual(whole);
    }
  });

  it('refuses a cursor of somebody else', async () => {
    const liaison = await api.signIn(api.world.liaison);
    const outsider = await api.signIn(api.world.outsider);
    const { endCursor } = (await liaison.request(DirectoryBodiesDocument, { first: 1 })).directoryBodies.pageInfo;
    for (const after of [endCursor, 'nonsense']) {
      const asked = outsider.request(DirectoryBodiesDocument, { first: 1, after });
      await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('shows all chains to a steward', async () => {
    const [keys] = api.world.directory.stewardDevices;
    if (keys === undefined) throw new Error('no steward');
    const steward = await api.signIn(keys);
    const directoryBodies = await bodiesFor(steward);
    expect(directoryBodies).toHaveLength(4);
  });

  it('refuses an agreement that one party has not signed, and one it has already', async () => {
    const { agreement, directory, harbour, northgate, eastport } = api.world;
    const sign = async (record: Uint8Array) => {
      const input = { clientMutationId: randomUUID(), record: toBase64(record) };
      return (await admin.request(SignAgreementDocument, { input })).signAgreement;
    };
    expect((await sign(writeAgreementRecord(agreement))).__typename).toBe('Conflict');
    const { start, end, origin } = agreement.agreement;
    const other = directory.agreement([harbour.org, eastport.org], { start, end, origin });
    const half = (record: typeof other): Uint8Array => {
      const signatures = record.signatures.filter(({ org }) => org === harbour.org.org);
      return writeAgreementRecord({ ...record, signatures });
    };
    const partly = directory.agreement([harbour.org, northgate.org], { start, end, origin });
    expect(await sign(half(partly))).toMatchObject({ code: 'E_AUTHORITY' });
    expect(await sign(half(other))).toMatchObject({ reason: 'not_permitted' });
    const foreign = directory.agreement([harbour.org, northgate.org], { start, end, origin: 'other.invalid/log' });
    expect(await sign(writeAgreementRecord(foreign))).toMatchObject({ code: 'E_AGREEMENT_ORIGIN' });
    expect((await sign(writeAgreementRecord(other))).__typename).toBe('SignAgreementPayload');
  });

  it('believes a suspended administrator neither now nor by a later hour', async () => {
    const { directory, harbour, outsider, admin: keys } = api.world;
    const [steward] = directory.stewardDevices;
    if (steward === undefined) throw new Error('no steward');
    const sent = await api.signIn(steward);
    const anybody = await api.signIn(outsider);
    const suspension = { subject: keys.member, measure: 'emergency', reason: 'other' } as const;
    const unsigned = makeEvent(
      directory.state.nextPosition(harbour.org.org),
      { type: 'SUSPEND', ...suspension },
      { hour: directory.hour },
    );
    const suspended = signedEvent(unsigned, [signEvent(unsigned, stewardSigner(steward))]);
    expect((await publish(sent, [suspended])).__typename).toBe('PublishDirectoryEventsPayload');
    took(suspended);
    expect(await publish(anybody, [nextEvent(newUnit('now'))])).toMatchObject({ code: 'E_SIGNER' });
    directory.hour += EMERGENCY_SUSPENSION_HOURS;
    expect(await publish(anybody, [nextEvent(newUnit('later'))])).toMatchObject({ code: 'E_CLOCK' });
    directory.hour -= EMERGENCY_SUSPENSION_HOURS;
  });
});
