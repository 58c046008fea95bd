import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeSessionStatement } from '@sealbridge/envelope';
import { fromBase64, randomBytes, signTyped, toBase64, toBase64Url } from '@sealbridge/sodium';

import {
  ReadAgencyProofDocument,
  RequestChallengeDocument,
  StartSessionDocument,
} from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { browserSignIn, send } from '../../../../../test/support/browser.js';
import { type IdentityProvider, startIdentityProvider } from '../../../../../test/support/identity-provider.js';
import {
  outcome,
  passkeySignIn,
  registeredPasskey,
  signInChallenge,
} from '../../../../../test/support/soft-authenticator.js';
import { lookupOf, writeProofCode } from './proof-code.js';
import { SealedAttempt } from './sealed-attempt.js';

const HANDLES = ['harbour', 'northgate', 'nowhere'];
const NEEDED = { __typename: 'Refused', reason: 'first_factor_needed' };

type DeviceKeys = TestApi['world']['analyst'];

let provider: IdentityProvider;
let api: TestApi;
beforeAll(async () => {
  provider = await startIdentityProvider(...HANDLES.map((handle) => `http://localhost:4999/agency/${handle}/callback`));
  const { issuer, clientId, clientSecret } = provider;
  const agency = { issuer, clientId, clientSecret, idTokenAlgorithm: 'RS256' } as const;
  const agencies = [
    { ...agency, organisation: 'harbour', required: true },
    { ...agency, organisation: 'northgate', required: false },
    { ...agency, organisation: 'nowhere', required: true },
  ];
  api = await startApi(randomUUID(), { agencies });
}, 60_000);
afterAll(async () => {
  await provider.stop();
  await api.stop();
});
afterEach(async () => {
  for (const table of ['agency_proof', 'agency_link', 'sign_in_failure', 'notice', 'passkey'])
    await api.admin.query(`delete from sealbridge.${table}`);
});

/** An answer of the two addresses: where to, and the cookies set. */
interface Sent {
  readonly status: number;
  readonly to: string;
  readonly cookies: ReadonlyMap<string, string>;
}

async function go(path: string, cookie = ''): Promise<Sent> {
  const response = await fetch(`${api.url}${path}`, { redirect: 'manual', headers: { cookie } });
  const pairs = response.headers.getSetCookie().map((line) => (line.split(';')[0] ?? '').split('='));
  const cookies = new Map(pairs.map(([name = '', value = '']) => [name, value]));
  return { status: response.status, to: response.headers.get('location') ?? '', cookies };
}

const ATTEMPT = '__Host-sealbridge-agency-attempt';
const PROOF = '__Host-sealbridge-agency';
const attemptOf = ({ cookies }: Sent): string => `${ATTEMPT}=${cookies.get(ATTEMPT) ?? ''}`;
const back = (url: URL, cookie: string): Promise<Sent> => go(`${url.pathname}${url.search}`, cookie);

/** Somebody at a browser: away to the provider as this subject, and back. */
async function visit(organisation: string, subject: string, query = ''): Promise<Sent> {
  const away = await go(`/agency/${organisation}/start${query}`);
  return back(await provider.visit(away.to, subject), attemptOf(away));
}

/** The header that carries the proof of a visit. */
const proofOf = ({ cookies }: Sent) => ({ cookie: `${PROOF}=${cookies.get(PROOF) ?? ''}` });

/** A sign-in from a command line, with these headers. */
async function startSession(keys: DeviceKeys, headers: Record<string, string> = {}, sign = keys.sign) {
  const { device } = keys;
  const asked = { clientMutationId: randomUUID(), device };
  const { requestChallenge: challenge } = await api.guest.request(RequestChallengeDocument, { input: asked });
  if (challenge.__typename !== 'RequestChallengePayload') throw new Error(challenge.code);
  const { origin, nodeKeyId } = api;
  const time = Math.floor(Date.now() / 1000);
  const request = writeSessionStatement({ origin, nodeKeyId, nonce: fromBase64(challenge.nonce), device, time });
  const signature = toBase64(signTyped('sr1.session', request, sign.privateKey));
  const input = { clientMutationId: randomUUID(), request: toBase64(request), signature };
  return (await send(api.url, StartSessionDocument, { input }, headers)).data?.['startSession'];
}

const browser = async (keys: DeviceKeys, headers = {}) =>
  (await browserSignIn(api, keys, headers)).data?.['startBrowserSession'];

describe('a member of an organisation that asks for its agency', () => {
  it('begins no session of any kind without it', async () => {
    const { analyst } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    expect(await startSession(analyst)).toMatchObject(NEEDED);
    expect(await browser(analyst)).toMatchObject(NEEDED);
    const assertion = passkey.assert(await signInChallenge(api.guest));
    expect(outcome(await passkeySignIn(api, assertion))).toMatchObject(NEEDED);
  });

  it('signs in once it has vouched for them, once for each time it did, and is known to it from then on', async () => {
    const { analyst, admin } = api.world;
    const proof = proofOf(await visit('harbour', 'subject-1'));
    expect(await browser(analyst, proof)).toMatchObject({ __typename: 'BrowserSessionPayload' });
    expect(await browser(analyst, proof)).toMatchObject(NEEDED);
    const { rows } = await api.admin.query(
      "select member_id as member from sealbridge.notice where kind = 'agency_linked'",
    );
    expect(rows).toEqual([{ member: admin.member }]);
    expect(await browser(analyst, proofOf(await visit('harbour', 'subject-1')))).toMatchObject({
      device: analyst.device,
    });
    const told = await api.admin.query("select 1 from sealbridge.notice where kind = 'agency_linked'");
    expect(told.rowCount).toBe(1);
  });

  it('signs in with a passkey after it', async () => {
    const passkey = await registeredPasskey(api, api.world.analyst);
    const proof = proofOf(await visit('harbour', 'subject-1'));
    const answer = await passkeySignIn(api, passkey.assert(await signInChallenge(api.guest)), proof);
    expect(outcome(answer)?.['__typename']).toBe('BrowserSessionPayload');
  });

  it('is not somebody else there: neither another subject for them, nor their subject for another', async () => {
    const { analyst, admin } = api.world;
    expect(await browser(analyst, proofOf(await visit('harbour', 'subject-1')))).toMatchObject({
      device: analyst.device,
    });
    expect(await browser(analyst, proofOf(await visit('harbour', 'subject-2')))).toMatchObject(NEEDED);
    expect(await browser(admin, proofOf(await visit('harbour', 'subject-1')))).toMatchObject(NEEDED);
    expect(await browser(admin, proofOf(await visit('harbour', 'subject-2')))).toMatchObject({ device: admin.device });
  });

  it('still needs the key of the device, and a proof is not spent without it', async () => {
    const { analyst, liaison } = api.world;
    const proof = proofOf(await visit('harbour', 'subject-1'));
    const header = { 'x-sealbridge-agency': proof.cookie.slice(PROOF.length + 1) };
    expect(await startSession(analyst, header, liaison.sign)).toMatchObject({ reason: 'not_permitted' });
    expect(await startSession(analyst, header)).toMatchObject({ __typename: 'StartSessionPayload' });
  });

  it.each([
    ['is over', "update sealbridge.agency_proof set expires_at = now() - interval '1 second'"],
    ['is not there any more', 'delete from sealbridge.agency_proof'],
  ])('is refused when the proof %s', async (_how, change) => {
    const proof = proofOf(await visit('harbour', 'subject-1'));
    await api.admin.query(change);
    expect(await browser(api.world.analyst, proof)).toMatchObject(NEEDED);
  });

  it('is refused with a proof for another organisation of the same provider', async () => {
    expect(await browser(api.world.analyst, proofOf(await visit('northgate', 'subject-1')))).toMatchObject(NEEDED);
  });

  it('is refused with a cookie from a page of another site, and with two of them', async () => {
    const { cookie } = proofOf(await visit('harbour', 'subject-1'));
    const foreign = await browser(api.world.analyst, { cookie, origin: 'http://localhost:1' });
    expect(foreign).toBeUndefined();
    expect(
      await browser(api.world.analyst, { cookie: `${cookie}; ${PROOF}=${toBase64Url(randomBytes(32))}` }),
    ).toMatchObject(NEEDED);
  });
});

describe('a member of another organisation', () => {
  it('signs in as before where there is no agency, and where it is not asked for', async () => {
    const { outsider, liaison } = api.world;
    expect(await startSession(outsider)).toMatchObject({ __typename: 'StartSessionPayload' });
    expect(await startSession(liaison)).toMatchObject({ __typename: 'StartSessionPayload' });
  });

  it('is linked where it is shown without being asked for', async () => {
    expect(await browser(api.world.liaison, proofOf(await visit('northgate', 'subject-9')))).toMatchObject({
      device: api.world.liaison.device,
    });
    expect((await api.admin.query('select 1 from sealbridge.agency_link')).rowCount).toBe(1);
  });
});

describe('on the way to the agency and back', () => {
  it('everything is asked that keeps a code from being anybody else’s, and that the person shows who they are again', async () => {
    const { status, to, cookies } = await go('/agency/harbour/start');
    expect(status).toBe(303);
    const { origin, searchParams } = new URL(to);
    expect(origin).toBe(provider.issuer);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: provider.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:4999/agency/harbour/callback',
      scope: 'openid',
      state: expect.stringMatching(/^[\w-]{43}$/u) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/u) as string,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/u) as string,
      code_challenge_method: 'S256',
      prompt: 'login',
      max_age: '300',
    });
    expect([...cookies.keys()]).toEqual([ATTEMPT]);
    expect(cookies.get(ATTEMPT)).not.toContain(searchParams.get('state'));
  });

  it('the cookies are for this host and encrypted transport alone', async () => {
    const away = await fetch(`${api.url}/agency/harbour/start`, { redirect: 'manual' });
    const attributes = (away.headers.getSetCookie()[0] ?? '').split('; ').slice(1);
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']));
    expect(attributes.join(';')).not.toContain('Domain');
  });

  it('whoever comes back with another state, without their cookie or with that of another has begun nothing', async () => {
    const [mine, others] = [await go('/agency/harbour/start'), await go('/agency/harbour/start')];
    const url = await provider.visit(mine.to, 'subject-1');
    const changed = new URL(url);
    changed.searchParams.set('state', toBase64Url(randomBytes(32)));
    const twice = new URL(url);
    twice.searchParams.append('state', toBase64Url(randomBytes(32)));
    for (const sent of [
      await back(changed, attemptOf(mine)),
      await back(twice, attemptOf(mine)),
      await back(url, ''),
      await back(url, attemptOf(others)),
      await back(url, `${attemptOf(mine).slice(0, -2)}AA`),
    ]) {
      expect(sent.to).toBe('/sign-in?agency=E_AGENCY_STATE');
      expect(sent.cookies.has(PROOF)).toBe(false);
    }
    expect((await back(url, attemptOf(mine))).to).toBe('/sign-in?agency=shown');
  });

  it('nobody comes back twice', async () => {
    const away = await go('/agency/harbour/start');
    const url = await provider.visit(away.to, 'subject-1');
    const both = await Promise.all([back(url, attemptOf(away)), back(url, attemptOf(away))]);
    expect(both.map(({ to }) => to).sort()).toEqual(['/sign-in?agency=E_AGENCY_STATE', '/sign-in?agency=shown']);
    expect((await back(url, attemptOf(away))).to).toBe('/sign-in?agency=E_AGENCY_STATE');
  });

  it('nobody comes back from one provider to the address of another', async () => {
    const away = await go('/agency/harbour/start');
    const url = await provider.visit(away.to, 'subject-1');
    expect(url.pathname).toBe('/agency/harbour/callback');
    for (const other of ['northgate', 'nowhere', 'Harbour']) {
      const sent = await go(`/agency/${other}/callback${url.search}`, attemptOf(away));
      expect(sent.to).toBe('/sign-in?agency=E_AGENCY_STATE');
      expect(sent.cookies.has(PROOF)).toBe(false);
    }
    expect((await back(url, attemptOf(away))).to).toBe('/sign-in?agency=shown');
  });

  it('an attempt is over after ten minutes', async () => {
    const key = new Uint8Array(readFileSync(join(api.keysDir, 'cursor.key')));
    const state = randomBytes(32);
    const attempt = { organisation: 'harbour', state, nonce: 'n', verifier: 'v' };
    const old = new SealedAttempt(key).seal(attempt, null, Date.now() / 1000 - 600);
    expect((await go(`/agency/harbour/callback?code=x&state=${toBase64Url(state)}`, `${ATTEMPT}=${old}`)).to).toContain(
      'E_AGENCY_STATE',
    );
  });

  it('the code of another attempt, a used code, an answer of another issuer and a refusal are refused', async () => {
    const attempt = async (change: (url: URL) => Promise<void> | void): Promise<string> => {
      const away = await go('/agency/harbour/start');
      const url = await provider.visit(away.to, 'subject-1');
      await change(url);
      return (await back(url, attemptOf(away))).to;
    };
    const codeOf = async (): Promise<string> => {
      const url = await provider.visit((await go('/agency/harbour/start')).to, 'subject-2');
      return url.searchParams.get('code') ?? '';
    };
    const refused = '/sign-in?agency=E_AGENCY_REFUSED';
    expect(await attempt(async (url) => url.searchParams.set('code', await codeOf()))).toBe(refused);
    expect(await attempt((url) => url.searchParams.set('code', 'nothing'))).toBe(refused);
    expect(await attempt((url) => url.searchParams.set('iss', 'https://id.example.org'))).toBe(refused);
    expect(await attempt((url) => url.searchParams.set('error', 'access_denied'))).toBe(refused);
    expect((await api.admin.query('select 1 from sealbridge.agency_proof')).rowCount).toBe(0);
  });

  it('an organisation without an agency, one that is not there and no name are answered alike', async () => {
    const unknown = '/sign-in?agency=E_AGENCY_UNKNOWN';
    for (const handle of ['eastport', 'westport', 'HARBOUR'])
      expect((await go(`/agency/${handle}/start`)).to).toBe(unknown);
    expect((await visit('nowhere', 'subject-1')).to).toBe(unknown);
  });

  it('a provider that does not answer lets nobody in, and says so', async () => {
    const away = await go('/agency/harbour/start');
    const url = await provider.visit(away.to, 'subject-1');
    await provider.stop();
    try {
      expect((await back(url, attemptOf(away))).to).toBe('/sign-in?agency=E_AGENCY_UNAVAILABLE');
      expect(await startSession(api.world.analyst)).toMatchObject(NEEDED);
    } finally {
      await provider.start();
    }
  });

  it('the log of the organisation says that somebody was vouched for, and that somebody was not', async () => {
    const entries = async () =>
      (await api.admin.query('select 1 from sealbridge.audit_outbox where about_org = $1', [api.world.analyst.org]))
        .rowCount ?? 0;
    const before = await entries();
    await visit('harbour', 'subject-1');
    expect(await entries()).toBe(before + 1);
    const away = await go('/agency/harbour/start');
    const url = await provider.visit(away.to, 'subject-1');
    url.searchParams.set('code', 'nothing');
    await back(url, attemptOf(away));
    expect(await entries()).toBe(before + 2);
  });
});

describe('a command line', () => {
  const ask = async (token: Uint8Array) => {
    const input = { clientMutationId: randomUUID(), token: toBase64(token) };
    return (await api.guest.request(ReadAgencyProofDocument, { input })).readAgencyProof;
  };

  it('shows a code, waits, and signs in with what somebody showed at a browser meanwhile', async () => {
    const token = randomBytes(32);
    const code = writeProofCode(lookupOf(token));
    expect(await ask(token)).toMatchObject({ __typename: 'ReadAgencyProofPayload', expiresAt: null });
    const sent = await visit('harbour', 'subject-1', `?code=${code}`);
    expect(sent.to).toBe('/sign-in?agency=elsewhere');
    expect(sent.cookies.has(PROOF)).toBe(false);
    expect(await ask(token)).toMatchObject({ expiresAt: expect.any(String) as string });
    const header = { 'x-sealbridge-agency': toBase64Url(token) };
    expect(await startSession(api.world.analyst, header)).toMatchObject({ __typename: 'StartSessionPayload' });
    expect(await ask(token)).toMatchObject({ expiresAt: null });
  });

  it('gets no second proof under a code that has one', async () => {
    const query = `?code=${writeProofCode(lookupOf(randomBytes(32)))}`;
    expect((await visit('harbour', 'subject-1', query)).to).toBe('/sign-in?agency=elsewhere');
    expect((await visit('harbour', 'subject-2', query)).to).toBe('/sign-in?agency=E_AGENCY_CODE');
  });

  it.each(['', 'abcd', 'ABCD-ABCD-ABCD-ABCD-ABCD', 'abcd-abcd-abcd-abcd-abcd-abcd', 'abcd-abcd-abcd-abcd-abcg'])(
    'is told that %j is no code',
    async (code) => {
      expect((await go(`/agency/harbour/start?code=${code}`)).to).toBe('/sign-in?agency=E_AGENCY_CODE');
    },
  );

  it('has a token of 32 bytes', async () => {
    expect(await ask(randomBytes(31))).toMatchObject({ __typename: 'Invalid', code: 'E_FIELD', path: 'token' });
  });
});
