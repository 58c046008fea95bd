import { randomUUID } from 'node:crypto';

import { directoryEntry, writeEventRecord, type EventRecord } from '@sealbridge/directory';
import { randomBytes, toBase64 } from '@sealbridge/sodium';

import {
  AskForLinkDocument,
  MyLockboxesDocument,
  PublishDirectoryEventsDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  linkedDeviceAdd,
  linkedLockbox,
  linkId,
  linkRequests,
  newLink,
  offerOf,
  otherRequest,
  proofOf,
  type ProvedLink,
} from '../../../../../test/support/device-links.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import { RATE_LIMITS } from '../../platform/limits/rate-limits.js';
import { MAX_LOOKUPS, MAX_OFFER_BYTES } from './link-rules.js';

/** Each code is an Argon2id. */
jest.setTimeout(60_000);

const NOT_PERMITTED = { __typename: 'Refused', reason: 'not_permitted' };
const KEPT = { __typename: 'DeviceLinkPayload' };
const PUBLISHED = { __typename: 'PublishDirectoryEventsPayload' };
const NO_LINK = { __typename: 'Invalid', code: 'E_INVITATION' };

describe('links between the devices of a member', () => {
  let api: TestApi;
  let analyst: ApiClient;
  let admin: ApiClient;
  let requests: ReturnType<typeof linkRequests>;

  beforeAll(async () => {
    api = await startApi();
    [analyst, admin] = [await api.signIn(api.world.analyst), await api.signIn(api.world.admin)];
    requests = linkRequests(api.guest);
  }, 60_000);
  afterAll(() => api.stop());
  beforeEach(() => jest.spyOn(RateLimiter.prototype, 'take').mockReturnValue(0));
  afterEach(() => jest.restoreAllMocks());

  const message = (length = 100) => ({ bytes: randomBytes(length), mac: randomBytes(32) });
  /** A refusal without the reference, which is new each time. */
  const plain = (result: object): object => ({ ...result, ref: '' });
  const typesOf = (answers: readonly { readonly __typename: string }[]) =>
    answers.map(({ __typename }) => __typename).sort();
  const endNow = (id: string) =>
    api.admin.query('update sealbridge.device_link set expires_at = now() where link_id = $1', [id]);

  /** A link that went all the way but into the directory. */
  const proved = async (by = api.world.analyst, client = analyst): Promise<ProvedLink> => {
    const link = newLink();
    const offer = offerOf(api, link, by);
    const { proof, linked } = proofOf(link, offer);
    const answers = [
      await requests.ask(link),
      await requests.answer(client, link, offer),
      await requests.prove(link, proof),
    ];
    expect(typesOf(answers)).toEqual(answers.map(() => KEPT.__typename));
    return linked;
  };
  const publish = async (
    records: readonly EventRecord[],
    lockboxes: ReturnType<typeof linkedLockbox>['input'][] = [],
  ) => {
    const texts = records.map((record) => toBase64(writeEventRecord(record)));
    const input = { clientMutationId: randomUUID(), records: texts, lockboxes };
    const { publishDirectoryEvents } = await analyst.request(PublishDirectoryEventsDocument, { input });
    if (publishDirectoryEvents.__typename === PUBLISHED.__typename) took(records);
    return publishDirectoryEvents;
  };
  const took = (records: readonly EventRecord[]): void => {
    const { directory } = api.world;
    for (const record of records) {
      directory.state = directory.state.apply(record, directory.log(directoryEntry(record.leafBytes)));
    }
  };

  it('carry three messages as they were sent, to whoever has the lookup, which is not stored', async () => {
    const link = newLink();
    expect([await requests.stages(link), await requests.read(link)]).toEqual([['none'], null]);
    await requests.ask(link);
    expect(await requests.stages(newLink(), link)).toEqual(['none', 'asked']);
    const offer = offerOf(api, link, api.world.analyst);
    await requests.answer(analyst, link, offer);
    expect(await requests.stages(link)).toEqual(['offered']);
    const { proof } = proofOf(link, offer);
    await requests.prove(link, proof);
    expect(await requests.stages(link)).toEqual(['proved']);
    const texts = [link.request, offer, proof].flatMap(({ bytes, mac }) => [toBase64(bytes), toBase64(mac)]);
    const { request, requestMac, offer: offered, offerMac, proof: given, proofMac } = (await requests.read(link)) ?? {};
    expect([request, requestMac, offered, offerMac, given, proofMac]).toEqual(texts);
    const stored = 'select 1 from sealbridge.device_link where lookup_sha256 = $1';
    expect((await api.admin.query(stored, [Buffer.from(link.lookup)])).rowCount).toBe(0);
  });

  it('take one request of two that come at once, and the same one again', async () => {
    const link = newLink();
    const other = otherRequest(link);
    const answers = await Promise.all([requests.ask(link), requests.ask(link, other)]);
    expect(typesOf(answers)).toEqual(['Conflict', KEPT.__typename]);
    const [won, lost] = answers[0].__typename === 'Conflict' ? [other, link.request] : [link.request, other];
    expect(await requests.ask(link, won)).toMatchObject(KEPT);
    expect(await requests.ask(link, lost)).toMatchObject({ __typename: 'Conflict' });
    expect(await requests.read(link)).toMatchObject({ request: toBase64(won.bytes) });
  });

  it('take one answer and one proof, and those again', async () => {
    const link = newLink();
    await requests.ask(link);
    const [offer, proof] = [message(), message()];
    expect(await requests.prove(link, proof)).toMatchObject(NOT_PERMITTED);
    const answers = await Promise.all([requests.answer(analyst, link, offer), requests.answer(admin, link, message())]);
    expect(typesOf(answers)).toEqual([KEPT.__typename, 'Refused']);
    const [answered] = answers;
    if (answered.__typename === KEPT.__typename)
      expect(await requests.answer(analyst, link, offer)).toMatchObject(KEPT);
    expect(await requests.answer(analyst, link, { ...offer, mac: randomBytes(32) })).toMatchObject(NOT_PERMITTED);
    expect(await requests.prove(link, proof)).toMatchObject(KEPT);
    expect(await requests.prove(link, proof)).toMatchObject(KEPT);
    expect(await requests.prove(link, message())).toMatchObject(NOT_PERMITTED);
  });

  it('that are not there and those whose time is over answer alike', async () => {
    const [unknown, late] = [newLink(), newLink()];
    await requests.ask(late);
    await endNow(linkId(late));
    expect([await requests.stages(unknown, late), await requests.read(late)]).toEqual([['none', 'none'], null]);
    const refused = plain(await requests.answer(analyst, unknown, message()));
    expect(refused).toMatchObject(NOT_PERMITTED);
    expect(plain(await requests.answer(analyst, late, message()))).toEqual(refused);
    for (const link of [unknown, late]) expect(plain(await requests.prove(link, message()))).toEqual(refused);
    expect(await requests.ask(late, otherRequest(late))).toMatchObject({ __typename: 'Conflict' });
  });

  it('put a further device into the directory with the keys of its owner, which signs in and reads them', async () => {
    const { analyst: owner, directory } = api.world;
    const link = await proved();
    const added = linkedDeviceAdd(api, link, owner);
    const { record, input } = linkedLockbox(api, directory.state.apply(added), added, link, owner);
    expect(await publish([added, record], [input])).toMatchObject(PUBLISHED);
    expect(await requests.stages(link)).toEqual(['done']);
    const { myLockboxes } = await (await api.signIn(link.keys)).request(MyLockboxesDocument, {});
    expect(myLockboxes.map(({ bytes }) => bytes)).toEqual([input.bytes]);
    const told = "select member_id as member from sealbridge.notice where kind = 'device_added'";
    expect((await api.admin.query<{ member: string }>(told)).rows).toEqual([{ member: owner.member }]);
  });

  it('are used once: what was let in does not come in again, and nothing more is left on them', async () => {
    const link = await proved();
    expect(await publish([linkedDeviceAdd(api, link, api.world.analyst)])).toMatchObject(PUBLISHED);
    expect(await requests.answer(analyst, link, message())).toMatchObject(NOT_PERMITTED);
    expect(await requests.prove(link, message())).toMatchObject(NOT_PERMITTED);
    expect(await requests.ask(link, otherRequest(link))).toMatchObject({ __typename: 'Conflict' });
    expect(await requests.stages(link)).toEqual(['done']);
  });

  it('let nobody in before the proof has passed, or when their time is over', async () => {
    const early = newLink();
    await requests.ask(early);
    const { linked } = proofOf(early, offerOf(api, early, api.world.analyst));
    expect(await publish([linkedDeviceAdd(api, linked, api.world.analyst)])).toMatchObject(NO_LINK);
    const late = await proved();
    await endNow(linkId(late));
    expect(await publish([linkedDeviceAdd(api, late, api.world.analyst)])).toMatchObject(NO_LINK);
    const { linked: unknown } = proofOf(early, offerOf(api, early, api.world.analyst));
    expect(await publish([linkedDeviceAdd(api, unknown, api.world.analyst)])).toMatchObject(NO_LINK);
  });

  it('let in no device that a colleague answered, though it names the owner', async () => {
    const link = await proved(api.world.admin, admin);
    const { linked } = proofOf(link, offerOf(api, link, api.world.analyst));
    expect(await publish([linkedDeviceAdd(api, linked, api.world.analyst)])).toMatchObject(NO_LINK);
  });

  it('let in no other device than the one whose request passed', async () => {
    const other = linkedDeviceAdd(api, await proved(), api.world.analyst, newLink().device);
    expect(await publish([other])).toMatchObject(NO_LINK);
  });

  it.each<[string, object, string]>([
    ['a request that is none', { request: 'AAAA' }, 'E_LINK'],
    ['an empty request', { request: '' }, 'E_LINK'],
    ['a lookup of another length', { lookup: 'AAAA' }, 'E_SIZE'],
    ['a MAC of another length', { mac: 'AAAA' }, 'E_SIZE'],
  ])('refuse %s by its code', async (_name, change, code) => {
    const link = newLink();
    const input = { ...requests.inputOf(link, link.request), request: toBase64(link.request.bytes), ...change };
    const { askForLink } = await api.guest.request(AskForLinkDocument, { input });
    expect(askForLink).toMatchObject({ __typename: 'Invalid', code });
  });

  it('refuse messages longer than they can be, and questions about too many or none', async () => {
    const link = newLink();
    await requests.ask(link);
    const long = message(MAX_OFFER_BYTES + 1);
    expect(await requests.answer(analyst, link, long)).toMatchObject({ __typename: 'Invalid', code: 'E_SIZE' });
    expect(await requests.prove(link, long)).toMatchObject({ __typename: 'Invalid', code: 'E_SIZE' });
    const many = Array.from({ length: MAX_LOOKUPS + 1 }, () => ({ lookup: randomBytes(32) }));
    await expect(requests.stages(...many)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(requests.stages({ lookup: randomBytes(31) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(requests.read({ lookup: randomBytes(31) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('tell a network that leaves too many messages to wait, and count questions apart', async () => {
    jest.restoreAllMocks();
    const link = newLink();
    const answers = await Promise.all(
      Array.from({ length: RATE_LIMITS.link_messages.points + 1 }, () => requests.ask(link)),
    );
    expect(answers.some(({ __typename }) => __typename === 'RateLimited')).toBe(true);
    expect(await requests.stages(link)).toEqual(['asked']);
  });
});
