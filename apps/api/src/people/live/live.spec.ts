// The door of live connections: who gets in, what is taken from them, what they are closed with, and what is asked over POST alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildSchema, GraphQLError } from 'graphql';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { browserSignIn, cookieOf } from '../../../../../test/support/browser.js';
import {
  changeTold,
  connectLive,
  errorTold,
  INBOX_CHANGED,
  type Live,
  liveAs,
  subscribe,
  watchInbox,
} from '../../../../../test/support/live.js';
import { subscriptionDocument } from '../../platform/graphql/subscription-document.js';
import { readTrustedDocuments } from '../../platform/graphql/trusted-documents.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { clientAddress } from './client-address.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import {
  CLOSE,
  MAX_CONNECTIONS_OF_ALL,
  MAX_CONNECTIONS_PER_MEMBER,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGES_PER_MINUTE,
} from './live-rules.js';
import { INIT_WITHIN_MS, MAX_SUBSCRIPTIONS, MAX_UNKNOWN_PER_NETWORK } from './live-rules.js';

jest.setTimeout(60_000);

const CLIENT = join(__dirname, '../../../../../libs/api-client');
const LEFT_OUT_BY_VARIABLE = 'subscription A($no: Boolean = false) { inboxChanged @include(if: $no) { at } }';
const PROTOCOL_ERROR_CODES = { UNAUTHORIZED: 4401, BAD_MESSAGE: 4400, INIT_TIMEOUT: 4408, TWICE: 4429, TOO_BIG: 1009 };

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startApi();
  token = await api.tokenOf(api.world.liaison);
});
afterAll(() => api.stop());

const closeAll = async (open: readonly Live[]): Promise<void> => {
  for (const live of open) live.close();
  await Promise.all(open.map(({ ended }) => ended));
  // the server hears of an end a moment after the client
  await sleep(50);
};

describe('an upgrade', () => {
  it.each([
    ['from a page of another site', { origin: 'https://elsewhere.example' }, 'graphql-transport-ws', '403'],
    ['from no page in particular', { origin: 'null' }, 'graphql-transport-ws', '403'],
    ['that names another host', { host: 'elsewhere.example' }, 'graphql-transport-ws', '421'],
    ['in another protocol', {}, 'graphql-ws', '400'],
  ])('%s is refused', async (_what, headers, protocol, status) => {
    await expect(connectLive(api.url, { headers }, protocol)).rejects.toThrow(status);
  });

  it('at another path is refused', async () => {
    await expect(connectLive(`${api.url}/other`)).rejects.toThrow('404');
  });

  it('is refused when too many of a network have not said who they are', async () => {
    const open = await Promise.all(Array.from({ length: MAX_UNKNOWN_PER_NETWORK }, () => connectLive(api.url)));
    await expect(connectLive(api.url)).rejects.toThrow('429');
    await closeAll(open);
    await closeAll([await connectLive(api.url)]);
  });

  it('is refused when there are as many as may be, whoever comes', async () => {
    const full = jest.spyOn(Connections.prototype, 'hasRoom', 'get').mockReturnValue(false);
    await expect(connectLive(api.url)).rejects.toThrow('503');
    full.mockRestore();
  });
});

it('there is room until there are as many as may be', () => {
  const connections = new Connections(new Metrics());
  for (let one = 0; one < MAX_CONNECTIONS_OF_ALL; one += 1) {
    expect(connections.hasRoom).toBe(true);
    connections.add({} as Connection);
  }
  expect(connections.hasRoom).toBe(false);
});

describe('a connection', () => {
  it('that says who it is by a token stands for the session', async () => {
    await closeAll([await liveAs(api.url, token)]);
  });

  it.each([
    ['nothing', undefined],
    ['no token', { authorization: 'Bearer' }],
    ['a token of nobody', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['something else', { authorization: 7 }],
  ])('that says %s is closed', async (_what, payload) => {
    const live = await connectLive(api.url);
    live.send({ type: 'connection_init', payload });
    expect(await live.ended).toEqual({ code: CLOSE.NO_SESSION, reason: 'session_over' });
  });

  it('of our own pages stands for the session of the cookie, which counts from nowhere else', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.liaison2));
    const begin = async (headers: Record<string, string>, payload?: object): Promise<Live> => {
      const live = await connectLive(api.url, { headers });
      live.send({ type: 'connection_init', payload });
      return live;
    };
    const page = await begin({ cookie, origin: api.origin });
    await page.next('connection_ack');
    const [, value = ''] = cookie.split('=');
    const refused = [
      await begin({ cookie }),
      await begin({ cookie: `${cookie}; ${cookie}`, origin: api.origin }),
      await begin({}, { authorization: `Bearer ${value}` }),
      await begin({ cookie: `__Host-sealbridge=${token}`, origin: api.origin }),
    ];
    const over = { code: CLOSE.NO_SESSION, reason: 'session_over' };
    expect(await Promise.all(refused.map(({ ended }) => ended))).toEqual(refused.map(() => over));
    await closeAll([page]);
  });

  it('that says nothing is closed', async () => {
    const live = await connectLive(api.url);
    const began = Date.now();
    expect((await live.ended).code).toBe(PROTOCOL_ERROR_CODES.INIT_TIMEOUT);
    expect(Date.now() - began).toBeGreaterThan(INIT_WITHIN_MS / 2);
  });

  it.each([
    ['that subscribes before', 4401, (live: Live) => subscribe(live)],
    ['that sends no message of the protocol', 4400, (live: Live) => live.send('{"type":"everything"}')],
    ['that sends what is no JSON', 4400, (live: Live) => live.send('everything')],
  ])('%s is closed', async (_what, code, misbehave) => {
    const live = await connectLive(api.url);
    misbehave(live);
    expect((await live.ended).code).toBe(code);
  });

  it('that sends too much at once, or too often, is closed', async () => {
    const big = await liveAs(api.url, token);
    big.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(MAX_MESSAGE_BYTES) } }));
    expect((await big.ended).code).toBe(PROTOCOL_ERROR_CODES.TOO_BIG);
    const busy = await liveAs(api.url, token);
    for (let sent = 0; sent <= MAX_MESSAGES_PER_MINUTE; sent += 1) busy.send({ type: 'ping' });
    expect(await busy.ended).toEqual({ code: CLOSE.TOO_MANY, reason: 'too_many_messages' });
    const pinging = await liveAs(api.url, token);
    for (let sent = 0; sent <= MAX_MESSAGES_PER_MINUTE; sent += 1) pinging.ping();
    expect(await pinging.ended).toEqual({ code: CLOSE.TOO_MANY, reason: 'too_many_messages' });
  });

  it('more than a member may have is closed', async () => {
    const open: Live[] = [];
    for (let one = 0; one < MAX_CONNECTIONS_PER_MEMBER; one += 1) open.push(await liveAs(api.url, token));
    const late = await connectLive(api.url);
    late.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect(await late.ended).toEqual({ code: CLOSE.TOO_MANY, reason: 'too_many_connections' });
    await closeAll(open);
  });

  it('more subscriptions than one may have are refused', async () => {
    const live = await liveAs(api.url, token);
    for (let one = 0; one < MAX_SUBSCRIPTIONS; one += 1) subscribe(live, INBOX_CHANGED, String(one));
    for (let one = 0; one < MAX_SUBSCRIPTIONS; one += 1) await changeTold(live);
    subscribe(live, INBOX_CHANGED, 'late');
    expect(await errorTold(live)).toMatchObject({ code: 'RATE_LIMITED' });
    await closeAll([live]);
  });
});

describe('the share of a member', () => {
  it('counts connections and subscriptions like requests', async () => {
    const open = await liveAs(api.url, token);
    const take = jest.spyOn(RateLimiter.prototype, 'take').mockReturnValue(7);
    subscribe(open);
    expect(await errorTold(open)).toEqual({ code: 'RATE_LIMITED' });
    const late = await connectLive(api.url);
    late.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect(await late.ended).toEqual({ code: CLOSE.TOO_MANY, reason: 'rate_limited' });
    expect(take.mock.calls.map(([name]) => name)).toEqual(['member', 'member']);
    take.mockRestore();
    await closeAll([open]);
  });
});

describe('a document', () => {
  it.each([
    ['that queries', '{ inbox(first: 1) { edges { cursor } } }'],
    ['that changes something', 'mutation { endSession(input: { clientMutationId: "x" }) { __typename } }'],
    ['of two operations', `${INBOX_CHANGED} query Other { me { member } }`],
    ['of two fields', 'subscription { inboxChanged { at } other: inboxChanged { at } }'],
    ['of a field that is left out', 'subscription { inboxChanged @skip(if: true) { at } }'],
    ['of a field that is left out by a variable', LEFT_OUT_BY_VARIABLE],
    ['of a field that a fragment brings', 'subscription { ...F } fragment F on Subscription { inboxChanged { at } }'],
    ['of no field there is', 'subscription { everything }'],
    ['that is none', 'subscription {'],
    ['of too many tokens', `subscription { inboxChanged { ${'at '.repeat(1_100)} } }`],
    [
      'of too many aliases',
      `subscription { inboxChanged { ${Array.from({ length: 11 }, (_, n) => `a${n}: at`).join(' ')} } }`,
    ],
  ])('%s is refused here, without a word of the schema', async (_what, query) => {
    const live = await liveAs(api.url, token);
    subscribe(live, query);
    const message = await live.next('error');
    expect(message.payload?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify(message)).not.toMatch(/inboxChanged|everything|Did you mean/);
    await closeAll([live]);
  });

  it.each([
    ['', INBOX_CHANGED],
    [' with its field left out', 'subscription { inboxChanged @skip(if: true) { at } }'],
    [' with its field left out by a variable', LEFT_OUT_BY_VARIABLE],
  ])('that subscribes%s is refused over POST', async (_what, query) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query });
    const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as { data?: unknown; errors: { extensions: object }[] };
    expect(data ?? null).toBeNull();
    expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('is taken in production when the manifest has it, by text or hash, and not otherwise', () => {
    const schema = buildSchema(readFileSync(join(CLIENT, 'schema.graphql'), 'utf8'));
    const trusted = readTrustedDocuments(join(CLIENT, 'trusted-documents.json'), true);
    const [hash, text] = [...(trusted ?? [])].find(([, known]) => known.includes('subscription InboxChanged')) ?? [];
    const asked = (of: object) => subscriptionDocument(schema, trusted, of);
    expect(asked({ query: text })).toMatchObject({ text });
    expect(asked({ extensions: { persistedQuery: { sha256Hash: hash } } })).toMatchObject({ text });
    const unknown = asked({ query: INBOX_CHANGED });
    expect(unknown instanceof GraphQLError && unknown.originalError).toMatchObject({ code: 'PERSISTED_ONLY' });
  });
});

describe('the address of a client', () => {
  const from = (remoteAddress: string, forwarded?: string): string =>
    clientAddress({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    } as Parameters<typeof clientAddress>[0]);

  it.each([
    ['is where it comes from', '203.0.113.7', undefined, '203.0.113.7'],
    ['is not what it says of itself', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['is what a proxy of this machine says', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['is what the nearest proxy says', '::1', '10.0.0.1, 198.51.100.1', '198.51.100.1'],
    ['is this machine when nobody says otherwise', '127.0.0.1', 'nonsense', '127.0.0.1'],
  ])('%s', (_what, remote, forwarded, address) => {
    expect(from(remote, forwarded)).toBe(address);
  });
});

it('tells those that stand for a session when the server goes, and ends what they watch', async () => {
  const other = await startApi();
  const live = await watchInbox(other.url, await other.tokenOf(other.world.liaison));
  await other.stop();
  expect(await live.ended).toEqual({ code: CLOSE.RESTART, reason: 'restart' });
});
