import { EndSessionDocument, MeDocument } from '../../../../test/support/api-documents.js';
import { randomBytes } from '@sealbridge/sodium';

import { startApi, type TestApi } from '../../../../test/support/api.js';

describe('signing in', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  }, 60_000);
  afterAll(() => api.stop());
  afterEach(() => api.admin.query('delete from sealbridge.sign_in_failure'));

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
    const nonce = randomBytes(32);
    const { analyst } = api.world;
    await api.admin.query(
      `insert into sealbridge.challenge (nonce, device_id, expires_at) values ($1, $2, now() + interval '1 minute')`,
      [Buffer.from(nonce), analyst.device],
    );
    expect((await api.tryToSignIn(analyst, { nonce })).__typename).toBe('StartSessionPayload');
    expect((await api.tryToSignIn(analyst, { nonce })).__typename).toBe('Refused');
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
