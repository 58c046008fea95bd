import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operationDigest } from '@sealbridge/envelope';
import { randomBytes, toBase64 } from '@sealbridge/sodium';

import { MeDocument, MyPasskeysDocument, RemovePasskeyDocument } from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { cookieOf, send } from '../../../../../test/support/browser.js';
import {
  approved,
  FLAGS,
  type MadePasskey,
  makePasskey,
  outcome,
  passkeySignIn,
  registeredPasskey,
  type Saying,
  signInChallenge,
  signInWith,
} from '../../../../../test/support/soft-authenticator.js';
import { PasskeyChallenge } from './passkey-challenge.js';

const SEEN = FLAGS.present | FLAGS.verified;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.stop());
afterEach(async () => {
  jest.restoreAllMocks();
  for (const table of ['passkey', 'sign_in_failure', 'notice', 'vault'])
    await api.admin.query(`delete from sealbridge.${table}`);
});

const signIn = (passkey: MadePasskey, saying?: Saying) => signInWith(api, passkey, saying);

describe('signing in with a passkey', () => {
  const refuse = { __typename: 'Refused', reason: 'not_permitted' };
  let passkey: MadePasskey;
  beforeEach(async () => {
    passkey = await registeredPasskey(api, api.world.analyst);
  });

  it.each<[string, Saying]>([
    ['from another origin', { origin: 'http://localhost:1' }],
    ['for another site', { rpId: 'example.org' }],
    ['with nobody verified', { flags: FLAGS.present }],
    ['with nobody there', { flags: FLAGS.verified }],
    ['from within a page of another origin', { crossOrigin: true }],
    ['as a registration', { type: 'webauthn.create' }],
    ['by a passkey that can be copied all of a sudden', { flags: SEEN | FLAGS.backupEligible }],
    ['with the user id of another', { userHandle: new Uint8Array(16) }],
    ['without a user id', { userHandle: null }],
  ])('is refused %s', async (_how, saying) => {
    expect(outcome(await signIn(passkey, saying))).toMatchObject(refuse);
    expect(outcome(await signIn(passkey))?.['__typename']).toBe('BrowserSessionPayload');
  });

  it('is refused when the counter goes back or stands still once it has counted', async () => {
    expect(outcome(await signIn(passkey, { counter: 7 }))?.['__typename']).toBe('BrowserSessionPayload');
    for (const counter of [6, 7, 0]) expect(outcome(await signIn(passkey, { counter }))).toMatchObject(refuse);
    expect(outcome(await signIn(passkey, { counter: 8 }))?.['__typename']).toBe('BrowserSessionPayload');
  });

  it('takes a challenge once, of five at the same time', async () => {
    const assertion = passkey.assert(await signInChallenge(api.guest));
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => passkeySignIn(api, assertion)));
    const kinds = answers.map((answer) => outcome(answer)?.['__typename']);
    expect(kinds.filter((kind) => kind === 'BrowserSessionPayload')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'Refused')).toHaveLength(4);
  });

  it('is refused when the challenge is over, for something else, or made up', async () => {
    const challenges = new PasskeyChallenge(new Uint8Array(readFileSync(join(api.keysDir, 'cursor.key'))));
    const now = Date.now() / 1000;
    const given = [challenges.make('sign-in', now - 300), challenges.make({ register: api.world.analyst.device }, now)];
    for (const nonce of [...given.map((each) => each.nonce), randomBytes(32), randomBytes(4)]) {
      expect(outcome(await passkeySignIn(api, passkey.assert(nonce)))).toMatchObject(refuse);
    }
  });

  it('answers for a passkey that is not there as for one that does not verify', async () => {
    const unknown = makePasskey(api.origin, passkey.userHandle);
    const [one, other] = [outcome(await signIn(unknown)), outcome(await signIn(passkey, { flags: 0 }))];
    expect({ ...one, ref: '' }).toEqual({ ...other, ref: '' });
  });

  it('is refused once the device is revoked', async () => {
    const { analyst } = api.world;
    await api.admin.query(`update sealbridge.device set state = 'revoked' where id = $1`, [analyst.device]);
    try {
      expect(outcome(await signIn(passkey))).toMatchObject(refuse);
    } finally {
      await api.admin.query(`update sealbridge.device set state = 'active' where id = $1`, [analyst.device]);
    }
  });

  it('tells whoever holds the passkey that they are suspended', async () => {
    const { analyst } = api.world;
    await api.admin.query(`update sealbridge.member set suspended_until = now() + interval '1 hour' where id = $1`, [
      analyst.member,
    ]);
    try {
      expect(outcome(await signIn(passkey))).toMatchObject({ __typename: 'Refused', reason: 'suspended' });
    } finally {
      await api.admin.query(`update sealbridge.member set suspended_until = null where id = $1`, [analyst.member]);
    }
  });

  it('is not done by a page of another site', async () => {
    const assertion = passkey.assert(await signInChallenge(api.guest));
    const answer = await passkeySignIn(api, assertion, { origin: 'http://localhost:1' });
    expect([answer.error, outcome(answer) ?? null]).toEqual(['FORBIDDEN', null]);
    expect(answer.setCookie).toBeNull();
  });

  it('is locked for that device at that address after five failures, and for no other', async () => {
    const other = await registeredPasskey(api, api.world.liaison);
    for (let failure = 0; failure < 5; failure += 1) await signIn(passkey, { flags: 0 });
    expect(outcome(await signIn(passkey))).toMatchObject({
      __typename: 'RateLimited',
      retryAfter: expect.any(Number) as number,
    });
    expect(outcome(await signIn(other))?.['__typename']).toBe('BrowserSessionPayload');
    await api.admin.query(`update sealbridge.sign_in_failure set address = '192.0.2.1'`);
    expect(outcome(await signIn(passkey))?.['__typename']).toBe('BrowserSessionPayload');
  });

  it('locks a passkey that is not there like one that is', async () => {
    const unknown = makePasskey(api.origin, passkey.userHandle);
    for (let failure = 0; failure < 5; failure += 1) await signIn(unknown);
    expect(outcome(await signIn(unknown))?.['__typename']).toBe('RateLimited');
    expect(outcome(await signIn(passkey))?.['__typename']).toBe('BrowserSessionPayload');
  });

  it('locks the address after twenty-five failures', async () => {
    const other = await registeredPasskey(api, api.world.liaison);
    await api.admin.query(
      `insert into sealbridge.sign_in_failure (device_id, address, failures, last_at)
       select '00000000-0000-0000-0000-000000000000', a, 24, now() from unnest(array['127.0.0.1', '::1', '::ffff:127.0.0.1']) a`,
    );
    await signIn(passkey, { flags: 0 });
    expect(outcome(await signIn(other))?.['__typename']).toBe('RateLimited');
  });
});

describe('the passkeys of a device', () => {
  const list = async (keys: TestApi['world']['analyst']) =>
    (await (await api.signIn(keys)).request(MyPasskeysDocument, {})).myPasskeys;

  it('are listed to the device alone, with the day of their last use', async () => {
    const { analyst, liaison } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    const listed = {
      id: toBase64(passkey.id),
      label: 'this_device',
      backedUp: false,
      madeAt: expect.any(String) as string,
    };
    expect(await list(analyst)).toEqual([{ ...listed, lastUsedOn: null }]);
    await signIn(passkey);
    expect(await list(analyst)).toEqual([{ ...listed, lastUsedOn: new Date().toISOString().slice(0, 10) }]);
    expect(await list(liaison)).toEqual([]);
  });

  const remove = async (client: TestApi['guest'], { id }: MadePasskey) => {
    const input = { clientMutationId: randomUUID(), id: toBase64(id) };
    return (await client.request(RemovePasskeyDocument, { input })).removePasskey;
  };
  const removal = ({ id }: MadePasskey) => operationDigest('removePasskey', [id]);

  it('end one by one, with a fresh verification, and never as the last way in', async () => {
    const { analyst } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    expect(await remove(await api.signIn(analyst), passkey)).toMatchObject({ reason: 'step_up_needed' });
    expect(await remove(await approved(api, analyst, passkey, removal(passkey)), passkey)).toMatchObject({
      code: 'E_LAST_WAY_IN',
    });
    await api.admin.query(
      `insert into sealbridge.vault (device_id, vault_id, version, bytes, statement, signature, ways)
       values ($1, $2, 1, '', '', $3, '{passkey,words}')`,
      [analyst.device, randomUUID(), new Uint8Array(64)],
    );
    expect(await remove(await approved(api, analyst, passkey, removal(passkey)), passkey)).toMatchObject({
      passkeys: 0,
    });
    expect(outcome(await signIn(passkey))?.['__typename']).toBe('Refused');
  });

  it('end with the sessions that began by a passkey of the device, but for the one that ends them', async () => {
    const { analyst } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    await api.admin.query(
      `insert into sealbridge.vault (device_id, vault_id, version, bytes, statement, signature, ways)
       values ($1, $2, 1, '', '', $3, '{passkey,words}')`,
      [analyst.device, randomUUID(), new Uint8Array(64)],
    );
    const elsewhere = cookieOf(await signIn(passkey));
    const byKey = await api.signIn(analyst);
    const client = await approved(api, analyst, passkey, removal(passkey));
    expect(await remove(client, passkey)).toMatchObject({ passkeys: 0 });
    expect((await send(api.url, MeDocument, {}, { cookie: elsewhere })).error).toBe('UNAUTHENTICATED');
    for (const own of [byKey, client]) await expect(own.request(MeDocument, {})).resolves.toBeDefined();
  });

  it('are not ended by another device', async () => {
    const { analyst, liaison } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    expect(await remove(await api.signIn(liaison), passkey)).toMatchObject({
      __typename: 'Refused',
      reason: 'not_permitted',
    });
    expect(await list(analyst)).toHaveLength(1);
  });
});
