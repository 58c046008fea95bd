// The door of live connections: who gets in, what is taken from them, and what is asked over POST alone.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import { makeApiClient, MeDocument } from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  connectLive,
  errorTold,
  INBOX_CHANGED,
  liveAs,
  subscribe,
  watchInbox,
} from '../../../../../test/support/live.js';
import { readTrustedDocuments } from '../../platform/graphql/trusted-documents.js';
import { subscriptionDocument } from '../../platform/graphql/subscription-document.js';
import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOSE,
  MAX_CONNECTIONS_PER_MEMBER,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGES_PER_MINUTE,
  MAX_SUBSCRIPTIONS,
  MAX_UNKNOWN_PER_NETWORK,
} from './live-rules.js';

jest.setTimeout(60_000);

const CLIENT = join(__dirname, '../../../../../libs/api-client');

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startApi();
  token = await api.tokenOf(api.world.liaison);
});
afterAll(() => api.stop());

describe('an upgrade', () => {
  it.each([
    ['of a page of another site', { origin: 'https://elsewhere.example' }, 'graphql-transport-ws', '403'],
    ['that names another host', { host: 'elsewhere.example' }, 'graphql-transport-ws', '421'],
    ['in another protocol', {}, 'graphql-ws', '400'],
  ])('%s is refused', async (_what, headers, protocol, status) => {
    await expect(connectLive(api.url, { headers }, protocol)).rejects.toThrow(status);
  });

  it('at another path is refused', async () => {
    await expect(connectLive(`${api.url}/other`)).rejects.toThrow('404');
  });

  it('of too many that do not say who they are is refused', async () => {
    const open = await Promise.all(Array.from({ length: MAX_UNKNOWN_PER_NETWORK }, () => connectLive(api.url)));
    await expect(connectLive(api.url)).rejects.toThrow('429');
    for (const live of open) live.close();
    await Promise.all(open.map(({ ended }) => ended));
  });
});
