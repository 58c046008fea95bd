import { EndSessionDocument, MeDocument, RequestChallengeDocument } from '../../../../test/support/api-documents.js';
import { fromBase64 } from '@sealbridge/sodium';

import { startApi, type TestApi } from '../../../../test/support/api.js';

describe('signing in', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  }, 60_000);
  afterAll(() => api.stop());
  afterEach(() => api.admin.query('delete from sealbridge.sign_in_failure'));

  const challengeFor = async (device: string): Promise<Uint8Array> => {
    const input = { clientMutationId: 'challenge', device };
    const { requestChallenge: answer } = await api.guest.request(RequestChallengeDocument, { input });
    if (answer.__typename !== 'RequestChallengePayload') throw new Error(answer.code);
    return fromBase64(answer.nonce);
  };

  it('gives a session to an active device that signed the challenge', async () => {
    const client = await api.signIn(api.world.analyst);
    const { me } = await client.request(MeDocument, {});
    expect(me).toMatchObject({
      device: api.world.analyst.device,
      organisationHandle: 'harbour',
      rights: ['report.share'],
      clearance: 'RED',
      units: [{ handle: 'harbour' }],
    });
  });

  it('stores the token only as a hash', async () => {
    const token = await api.tokenOf(api.world.analyst);
    const { rows } = await api.admin.query<{ text: string }>('select s::text as text from sealbridge.session s');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it.each([
    ['the statement is for another server', { origin: 'http://localhost:1' }],
    ['the statement is for another node', { nodeKeyId: new Uint8Array(32) }],
    ['the nonce was never given', { nonce: new Uint8Array(32) }],
  ])('refuses when %s', async (_name, change) => {
    const answer = await api.tryToSignIn(api.world.analyst, change);
    expect(answer).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
  });

  it('refuses when the signature is of another key', async () => {
    const { analyst, liaison } = api.world;
    const answer = await api.tryToSignIn({ ...analyst, sign: liaison.sign });
    expect(answer).toMatchObject({ __typename: 'Refused' });
  });

  it('names the clock when it is off by more than two minutes', async () => {
    const answer = await api.tryToSignIn(api.world.analyst, { time: Math.floor(Date.now() / 1000) - 3600 });
    expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_CLOCK' });
  });

  it('answers for an unknown device as for a wrong key', async () => {
    const { analyst, outsider } = api.world;
    const wrongKey = await api.tryToSignIn({ ...analyst, sign: outsider.sign });
    const unknown = await api.tryToSignIn({ ...analyst, device: analyst.member });
    expect({ ...unknown, ref: '' }).toEqual({ ...wrongKey, ref: '' });
  });

  it('takes a challenge once', async () => {
    const { analyst } = api.world;
    const nonce = await challengeFor(analyst.device);
    expect((await api.tryToSignIn(analyst, { nonce })).__typename).toBe('StartSessionPayload');
    expect((await api.tryToSignIn(analyst, { nonce })).__typename).toBe('Refused');
  });

  it('takes no challenge of another device, and none that was changed', async () => {
    const { analyst, liaison } = api.world;
    const nonce = await challengeFor(liaison.device);
    expect((await api.tryToSignIn(analyst, { nonce })).__typename).toBe('Refused');
    const longer = (await challengeFor(analyst.device)).map((byte, place) => (place === 3 ? byte ^ 1 : byte));
    expect((await api.tryToSignIn(analyst, { nonce: longer })).__typename).toBe('Refused');
  });

  it('stores nothing for a challenge that nobody uses', async () => {
    const stored = async () => (await api.admin.query('select 1 from sealbridge.used_challenge')).rowCount;
    const before = await stored();
    for (let n = 0; n < 10; n += 1) await challengeFor(api.world.analyst.device);
    expect(await stored()).toBe(before);
  });

  it('locks the device at the address after five failures, and no other device', async () => {
    const { analyst, liaison } = api.world;
    for (let failure = 0; failure < 5; failure += 1) await api.tryToSignIn(analyst, { origin: 'http://localhost:1' });
    expect(await api.tryToSignIn(analyst)).toMatchObject({ __typename: 'RateLimited' });
    expect((await api.tryToSignIn(liaison)).__typename).toBe('StartSessionPayload');
  });

  it('locks the address after twenty-five failures', async () => {
    await api.admin.query(
      `insert into sealbridge.sign_in_failure (device_id, address, failures, last_at)
       select '00000000-0000-0000-0000-000000000000', a, 24, now() from unnest(array['127.0.0.1', '::1', '::ffff:127.0.0.1']) a`,
    );
    await api.tryToSignIn(api.world.analyst, { origin: 'http://localhost:1' });
    expect(await api.tryToSignIn(api.world.liaison)).toMatchObject({ __typename: 'RateLimited' });
  });

  it('ends with endSession', async () => {
    const client = await api.signIn(api.world.analyst);
    await client.request(EndSessionDocument, { input: { clientMutationId: 'end' } });
    await expect(client.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([
    ['fifteen minutes without a request', "seen_at = now() - interval '15 minutes 1 second'"],
    ['eight hours', "started_at = now() - interval '8 hours 1 second'"],
  ])('ends after %s', async (_name, change) => {
    const client = await api.signIn(api.world.analyst);
    await api.admin.query(`update sealbridge.session set ${change}`);
    await expect(client.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
