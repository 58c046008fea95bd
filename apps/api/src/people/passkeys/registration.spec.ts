import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operationDigest } from '@sealbridge/envelope';
import { randomBytes, sha256, signTyped, toBase64 } from '@sealbridge/sodium';

import { MeDocument, MyPasskeysDocument } from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { cookieOf, send } from '../../../../../test/support/browser.js';
import { invitationFor, joining, postInvitation } from '../../../../../test/support/invited.js';
import {
  approved,
  FLAGS,
  type MadePasskey,
  makePasskey,
  outcome,
  passkeyOptions,
  register,
  registeredPasskey,
  registration,
  type Saying,
  signInWith,
} from '../../../../../test/support/soft-authenticator.js';
import { PasskeyChallenge } from './passkey-challenge.js';

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

describe('registering a passkey', () => {
  it('makes it a way in for the device that signed, and tells its member', async () => {
    const { analyst } = api.world;
    const passkey = await registeredPasskey(api, analyst);
    const answer = await signIn(passkey);
    expect(outcome(answer)).toMatchObject({
      __typename: 'BrowserSessionPayload',
      device: analyst.device,
      idleMinutes: 15,
    });
    const { data } = await send(api.url, MeDocument, {}, { cookie: cookieOf(answer) });
    expect(data).toMatchObject({ me: { device: analyst.device, hasPasskey: true } });
    const { rows } = await api.admin.query(
      'select method, transport, verified_at is not null as verified from sealbridge.session order by started_at desc limit 1',
    );
    expect(rows).toEqual([{ method: 'passkey', transport: 'cookie', verified: true }]);
    const told = await api.admin.query(
      "select member_id as member from sealbridge.notice where kind = 'passkey_added'",
    );
    expect(told.rows).toEqual([{ member: analyst.member }]);
  });

  it('asks for the person, for our site, and nothing of a device that is not there', async () => {
    const { analyst } = api.world;
    const there = await passkeyOptions(api.guest, analyst.device);
    const again = await passkeyOptions(api.guest, analyst.device);
    const nowhere = await passkeyOptions(api.guest, analyst.member);
    expect(there).toMatchObject({ rpId: 'localhost', excludeCredentials: [] });
    expect(Object.keys(nowhere)).toEqual(Object.keys(there));
    expect(there.userHandle).toHaveLength(16);
    expect(again.userHandle).toEqual(there.userHandle);
    expect(nowhere.userHandle).not.toEqual(there.userHandle);
  });

  it('says which passkeys there are to a session of that very device alone', async () => {
    const { analyst, liaison } = api.world;
    const { id } = await registeredPasskey(api, analyst);
    const [own, others] = [await api.signIn(analyst), await api.signIn(liaison)];
    expect((await passkeyOptions(own, analyst.device)).excludeCredentials).toEqual([toBase64(id)]);
    expect((await passkeyOptions(others, analyst.device)).excludeCredentials).toEqual([]);
    expect((await passkeyOptions(api.guest, analyst.device)).excludeCredentials).toEqual([]);
  });

  it.each<[string, string, Saying]>([
    ['another origin', 'E_PASSKEY_ORIGIN', { origin: 'http://localhost:1' }],
    ['another site', 'E_PASSKEY_RP', { rpId: 'example.org' }],
    ['nobody verified', 'E_PASSKEY_VERIFICATION', { flags: FLAGS.present }],
    ['nobody there', 'E_PASSKEY_PRESENCE', { flags: FLAGS.verified }],
    ['a page of another origin', 'E_PASSKEY_CROSS_ORIGIN', { crossOrigin: true }],
    ['an assertion in its place', 'E_PASSKEY_TYPE', { type: 'webauthn.get' }],
  ])('is refused with %s', async (_what, code, saying) => {
    const made = await registration(api, api.guest, api.world.analyst, { saying });
    expect(await register(api.guest, made)).toMatchObject({ __typename: 'Invalid', code, path: 'attestation' });
  });

  it('takes the longest credential id there may be, and none that is longer', async () => {
    const { analyst, liaison } = api.world;
    const longest = await registration(api, api.guest, analyst, { idLength: 1023 });
    expect((await register(api.guest, longest)).__typename).toBe('RegisterPasskeyPayload');
    expect(outcome(await signIn(longest.passkey))?.['__typename']).toBe('BrowserSessionPayload');
    // the statement has no place for it, so it names a shorter one
    const change = { idLength: 1024, statement: { credentialId: randomBytes(1023) } };
    const longer = await registration(api, api.guest, liaison, change);
    expect((await register(api.guest, longer)).__typename).toBe('Invalid');
    expect(await passkeys()).toBe(1);
  });

  it('is refused when the challenge was used, is over, or was given for something else', async () => {
    const { analyst, liaison } = api.world;
    const first = await registration(api, api.guest, analyst);
    expect((await register(api.guest, first)).__typename).toBe('RegisterPasskeyPayload');
    await api.admin.query('delete from sealbridge.passkey');
    expect((await register(api.guest, first)).__typename).toBe('Refused');
    const challenges = new PasskeyChallenge(new Uint8Array(readFileSync(join(api.keysDir, 'cursor.key'))));
    const now = Date.now() / 1000;
    const given = [
      challenges.make({ register: analyst.device }, now - 300),
      challenges.make({ register: liaison.device }, now),
      challenges.make('sign-in', now),
      { nonce: randomBytes(32) },
    ];
    for (const { nonce } of given) {
      const made = await registration(api, api.guest, analyst, { statement: { nonce } });
      expect((await register(api.guest, made)).__typename).toBe('Refused');
    }
    expect(await passkeys()).toBe(0);
  });

  it.each([
    ['another server', { origin: 'http://localhost:1' }],
    ['another node', { nodeKeyId: new Uint8Array(32) }],
  ])('is refused when the statement is for %s', async (_what, statement) => {
    const made = await registration(api, api.guest, api.world.analyst, { statement });
    expect((await register(api.guest, made)).__typename).toBe('Refused');
  });

  it('names the clock to whoever holds the key', async () => {
    const made = await registration(api, api.guest, api.world.analyst, { statement: { time: 1 } });
    expect(await register(api.guest, made)).toMatchObject({ __typename: 'Invalid', code: 'E_CLOCK' });
  });

  it('goes through once, of two at the same time: the second needs the person again', async () => {
    const { analyst } = api.world;
    const both = await Promise.all([1, 2].map(() => registration(api, api.guest, analyst)));
    const answers = await Promise.all(both.map((made) => register(api.guest, made)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Refused', 'RegisterPasskeyPayload']);
    expect(answers.find(({ __typename }) => __typename === 'Refused')).toMatchObject({ reason: 'step_up_needed' });
    expect(await passkeys()).toBe(1);
  });

  it('needs a fresh verification for a further one, whoever asks', async () => {
    const { analyst } = api.world;
    const first = await registeredPasskey(api, analyst);
    const client = await api.signIn(analyst);
    for (const asking of [api.guest, client]) {
      const made = await registration(api, asking, analyst);
      expect(await register(asking, made)).toMatchObject({ __typename: 'Refused', reason: 'step_up_needed' });
    }
    const made = await registration(api, client, analyst);
    const verified = await approved(api, analyst, first, operationDigest('registerPasskey', [made.statement]));
    expect(await register(verified, made)).toMatchObject({ __typename: 'RegisterPasskeyPayload', passkeys: 2 });
  });

  it('ends at ten passkeys', async () => {
    const { analyst } = api.world;
    const first = await registeredPasskey(api, analyst);
    await api.admin.query(
      `insert into sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible, backed_up, transports, statement, signature)
       select int4send(n), device_id, sign_pk, user_handle, public_key, 0, false, false, '{}', '', signature
       from sealbridge.passkey, generate_series(1, 9) n`,
    );
    const made = await registration(api, api.guest, analyst);
    const verified = await approved(api, analyst, first, operationDigest('registerPasskey', [made.statement]));
    expect(await register(verified, made)).toMatchObject({ __typename: 'Invalid', code: 'E_PASSKEY_COUNT' });
  });

  const passkeys = async () => (await api.admin.query('select 1 from sealbridge.passkey')).rowCount;
});

describe('enrolment for somebody else', () => {
  const nobodyHasAny = async () => expect((await api.admin.query('select 1 from sealbridge.passkey')).rowCount).toBe(0);

  it('fails with their device in the statement', async () => {
    const { analyst, liaison } = api.world;
    const made = await registration(api, api.guest, { device: analyst.device, sign: liaison.sign });
    expect((await register(api.guest, made)).__typename).toBe('Refused');
    await nobodyHasAny();
  });

  it('fails from a session of their own device, with the device of another', async () => {
    const { analyst, liaison } = api.world;
    const client = await api.signIn(liaison);
    const made = await registration(api, client, { device: analyst.device, sign: liaison.sign });
    expect((await register(client, made)).__typename).toBe('Refused');
    await nobodyHasAny();
  });

  it('fails with another device than the one that signed the statement', async () => {
    const { analyst, liaison } = api.world;
    const { statement, input } = await registration(api, api.guest, analyst);
    const signature = toBase64(signTyped('sr1.passkey', statement, liaison.sign.privateKey));
    expect((await register(api.guest, { input: { ...input, signature } })).__typename).toBe('Refused');
    await nobodyHasAny();
  });

  it.each(['id', 'clientDataJSON', 'attestationObject'] as const)(
    'fails with another %s than was signed',
    async (part) => {
      const { analyst } = api.world;
      const [signed, other] = [
        await registration(api, api.guest, analyst),
        await registration(api, api.guest, analyst),
      ];
      const attestation = { ...signed.input.attestation, [part]: other.input.attestation[part] };
      const answer = await register(api.guest, { input: { ...signed.input, attestation } });
      expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_STATEMENT' });
      await nobodyHasAny();
    },
  );

  it('fails with the credential id of another passkey', async () => {
    const { analyst, liaison } = api.world;
    const { id } = await registeredPasskey(api, analyst);
    const { nonce, userHandle } = await passkeyOptions(api.guest, liaison.device);
    const copy = Object.assign(makePasskey(api.origin, userHandle), { id });
    const { clientDataJSON, attestationObject } = copy.attest(nonce);
    const hashes = {
      credentialId: id,
      clientDataSha256: sha256(clientDataJSON),
      attestationSha256: sha256(attestationObject),
    };
    const made = await registration(api, api.guest, liaison, { statement: { ...hashes, nonce } });
    const attestation = {
      ...made.input.attestation,
      id: toBase64(id),
      clientDataJSON: toBase64(clientDataJSON),
      attestationObject: toBase64(attestationObject),
    };
    const answer = await register(api.guest, { input: { ...made.input, attestation } });
    expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_PASSKEY_CREDENTIAL' });
  });

  it('is for the device that signed, whatever session it comes in', async () => {
    const { analyst, liaison } = api.world;
    const client = await api.signIn(liaison);
    const passkey = await registeredPasskey(api, analyst, client);
    expect(outcome(await signIn(passkey))).toMatchObject({ device: analyst.device });
  });
});

describe('a device that waits to be confirmed', () => {
  const joined = async (device?: string) => {
    const client = await api.signIn(api.world.admin);
    const invitation = invitationFor(api, api.world.admin);
    const posted = await postInvitation(client, invitation);
    if (posted.__typename !== 'MakeInvitationPayload') throw new Error(posted.code);
    const { keys, join } = joining(invitation);
    await api.admin.query(
      `update sealbridge.invitation set joined_at = now(), joining = $2, joining_mac = $3, device_id = $4 where id = $1`,
      [invitation.invite.invitation, join, new Uint8Array(32), device ?? keys.device],
    );
    return keys;
  };

  it('may have its passkey registered, which signs in once the directory has the device', async () => {
    const keys = await joined();
    const passkey = await registeredPasskey(api, keys);
    expect(outcome(await signIn(passkey))?.['__typename']).toBe('Refused');
    const { harbour } = api.world;
    await api.admin.query(
      `insert into sealbridge.member (id, org_id, roles, rights, clearance, training_until, jurisdictions, country, state, active_at)
       select $1, org_id, roles, rights, clearance, training_until, jurisdictions, country, 'active', now() from sealbridge.member where id = $2`,
      [keys.member, api.world.analyst.member],
    );
    await api.admin.query(
      `insert into sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash) values ($1, $2, $3, $4, $5, $6)`,
      [keys.device, harbour.org.org, keys.member, keys.sign.publicKey, keys.kem.publicKey, new Uint8Array(32)],
    );
    expect(outcome(await signIn(passkey))).toMatchObject({ __typename: 'BrowserSessionPayload', device: keys.device });
  });

  it('whose id is that of another is nobody: its passkey never signs in as the other, nor asks the other for more', async () => {
    const { analyst } = api.world;
    const thief = await joined(analyst.device);
    const made = await registration(api, api.guest, { device: analyst.device, sign: thief.sign });
    expect((await register(api.guest, made)).__typename).toBe('Refused');
    // before the directory had the device, it would have been taken: then the key tells them apart
    await api.admin.query(
      `insert into sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible, backed_up, transports, statement, signature)
       values ($1, $2, $3, $4, '\\x00', 0, false, false, '{}', '', $5)`,
      [made.passkey.id, analyst.device, thief.sign.publicKey, made.passkey.userHandle, new Uint8Array(64)],
    );
    expect(outcome(await signIn(made.passkey))?.['__typename']).toBe('Refused');
    const client = await api.signIn(analyst);
    expect((await client.request(MeDocument, {})).me).toMatchObject({ hasPasskey: false });
    expect((await client.request(MyPasskeysDocument, {})).myPasskeys).toEqual([]);
  });
});
