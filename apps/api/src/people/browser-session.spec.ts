import { randomUUID } from 'node:crypto';

import {
  EndAllSessionsDocument,
  EndSessionDocument,
  makeApiClient,
  MeDocument,
  MembersDocument,
  MySessionsDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { browserSignIn, cookieOf, send } from '../../../../test/support/browser.js';

const TOKEN = /[A-Za-z0-9_-]{43}/u;
const input = () => ({ input: { clientMutationId: randomUUID() } });

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.stop());
afterEach(async () => {
  await api.admin.query('delete from sealbridge.sign_in_failure');
});

const me = (headers: Record<string, string | undefined>, url = api.url) => send(url, MeDocument, {}, headers);

describe('a browser', () => {
  it('gets its session in a cookie for this host, our pages and encrypted transport alone, and sees no token', async () => {
    const answer = await browserSignIn(api, api.world.analyst);
    expect(answer.data?.['startBrowserSession']).toEqual({
      __typename: 'BrowserSessionPayload',
      clientMutationId: expect.any(String) as string,
      device: api.world.analyst.device,
      endsAt: expect.any(String) as string,
      idleMinutes: 15,
    });
    const [pair = '', ...attributes] = (answer.setCookie ?? '').split('; ');
    expect(pair).toMatch(/^__Host-sealbridge=[A-Za-z0-9_-]{43}$/u);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
    const token = TOKEN.exec(pair.slice('__Host-sealbridge='.length))?.[0] ?? '';
    expect(JSON.stringify(answer.data)).not.toContain(token);
  });

  it('is known by its cookie', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    expect((await me({ cookie })).data).toMatchObject({ me: { device: api.world.analyst.device } });
    expect((await me({ cookie, origin: api.origin })).error).toBeNull();
  });

  it.each([
    ['without our header', 'UNAUTHENTICATED', { 'x-sealbridge-request': undefined }],
    ['with another value of it', 'UNAUTHENTICATED', { 'x-sealbridge-request': 'true' }],
    ['from another origin', 'FORBIDDEN', { origin: 'http://localhost:1' }],
    ['from an origin that begins like ours', 'FORBIDDEN', { origin: 'http://localhost:49999' }],
    ['from an opaque origin', 'FORBIDDEN', { origin: 'null' }],
  ])('is not known by its cookie %s', async (_how, code, headers) => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    expect((await me({ cookie, ...headers })).error).toBe(code);
    expect((await me({ cookie })).error).toBeNull();
  });

  it('is not signed in by a page without our header', async () => {
    const answer = await browserSignIn(api, api.world.analyst, { 'x-sealbridge-request': undefined });
    expect(answer.data?.['startBrowserSession']).toMatchObject({ __typename: 'Invalid', code: 'E_ORIGIN' });
    expect(answer.setCookie).toBeNull();
  });

  it('is not signed in by a page from another origin, which is not answered at all', async () => {
    const answer = await browserSignIn(api, api.world.analyst, { origin: 'https://elsewhere.example' });
    expect([answer.error, answer.data ?? null, answer.setCookie]).toEqual(['FORBIDDEN', null, null]);
  });

  it('is not known by two cookies: one of them was planted', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const other = cookieOf(await browserSignIn(api, api.world.liaison));
    expect((await me({ cookie: `${other}; ${cookie}` })).error).toBe('UNAUTHENTICATED');
    expect((await me({ cookie: `theme=dark; ${cookie}` })).error).toBeNull();
  });

  it('cannot be impersonated by a program with the token, nor a program by a browser', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const stolen = cookie.slice('__Host-sealbridge='.length);
    expect((await me({ authorization: `Bearer ${stolen}` })).error).toBe('UNAUTHENTICATED');
    const token = await api.tokenOf(api.world.analyst);
    expect((await me({ cookie: `__Host-sealbridge=${token}` })).error).toBe('UNAUTHENTICATED');
    expect((await me({ authorization: 'Bearer nothing', cookie })).error).toBe('UNAUTHENTICATED');
  });

  it('never takes over a token that it brought along, and the session it had before is over', async () => {
    const before = cookieOf(await browserSignIn(api, api.world.liaison));
    const planted = `__Host-sealbridge=${'A'.repeat(43)}`;
    expect(cookieOf(await browserSignIn(api, api.world.analyst, { cookie: planted }))).not.toBe(planted);
    const after = cookieOf(await browserSignIn(api, api.world.analyst, { cookie: before }));
    expect(after).not.toBe(before);
    expect((await me({ cookie: before })).error).toBe('UNAUTHENTICATED');
    expect((await me({ cookie: after })).data).toMatchObject({ me: { device: api.world.analyst.device } });
  });

  it('loses its cookie with its session', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const { setCookie } = await send(api.url, EndSessionDocument, input(), { cookie });
    expect(setCookie).toMatch(/^__Host-sealbridge=; Path=\/; Expires=Thu, 01 Jan 1970/u);
    expect((await me({ cookie })).error).toBe('UNAUTHENTICATED');
  });

  it('does not lose the cookie because a program signs out, or because a request comes from elsewhere', async () => {
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const foreign = { cookie, origin: 'https://elsewhere.example' };
    await send(api.url, EndSessionDocument, input(), foreign);
    expect((await me({ cookie })).error).toBeNull();
    const token = await api.tokenOf(api.world.analyst);
    const { setCookie } = await send(api.url, EndSessionDocument, input(), { authorization: `Bearer ${token}` });
    expect(setCookie).toBeNull();
  });
});

describe('somebody with several sessions', () => {
  it('sees those of all their devices and nobody else’s, page by page, and which of them asks', async () => {
    await api.admin.query('delete from sealbridge.session');
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const client = await api.signIn(api.world.analyst);
    await api.signIn(api.world.admin);
    const first = (await client.request(MySessionsDocument, { first: 1, after: null })).mySessions;
    const { endCursor: after } = first.pageInfo;
    const rest = (await client.request(MySessionsDocument, { first: 10, after })).mySessions;
    const { device } = api.world.analyst;
    expect([...first.edges, ...rest.edges].map(({ node }) => node)).toMatchObject([
      { device, current: true, method: 'device_key', transport: 'bearer', verifiedAt: null },
      { device, current: false, method: 'device_key', transport: 'cookie', verifiedAt: null },
    ]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect((await me({ cookie })).error).toBeNull();
  });

  it('ends all of them at once, on every node, and nobody else’s', async () => {
    const second = await api.anotherNode();
    const cookie = cookieOf(await browserSignIn(api, api.world.analyst));
    const [client, elsewhere] = [await api.signIn(api.world.analyst), await api.signIn(api.world.admin)];
    expect((await me({ cookie }, second)).error).toBeNull();
    const { endAllSessions } = await client.request(EndAllSessionsDocument, input());
    expect(endAllSessions.ended).toBeGreaterThanOrEqual(2);
    for (const url of [api.url, second]) expect((await me({ cookie }, url)).error).toBe('UNAUTHENTICATED');
    await expect(client.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(elsewhere.request(MeDocument, {})).resolves.toBeDefined();
  });

  it('is signed out on every node when the device is revoked', async () => {
    const second = await api.anotherNode();
    const token = await api.tokenOf(api.world.liaison2);
    const clients = [api.url, second].map((server) => makeApiClient({ server, token }));
    for (const client of clients) await client.request(MySessionsDocument, { first: 1, after: null });
    await api.admin.query(`update sealbridge.device set state = 'revoked' where id = $1`, [api.world.liaison2.device]);
    for (const client of clients) {
      await expect(client.request(MembersDocument, { first: 1, after: null })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
  });
});
