import { randomUUID } from 'node:crypto';

import { parseVaultStatement, type VaultStatement } from '@sealbridge/envelope';
import { fromBase64, makeSigningKeyPair, randomBytes, sha256, toBase64, verifyTyped } from '@sealbridge/sodium';

import {
  MembersDocument,
  MyVaultDocument,
  VaultByWordsDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { sealFor, submissionOf, submit, upload } from '../../../../../test/support/api-reports.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { newId } from '../../../../../test/support/rows.js';
import { givePasskey } from '../../../../../test/support/soft-passkey.js';
import { putVault, vaultInput } from '../../../../../test/support/stepping-up.js';

const NEEDED = { __typename: 'Refused', reason: 'step_up_needed' };
const REFUSED = { __typename: 'Refused', reason: 'not_permitted' };

let api: TestApi;
let keys: TestApi['world']['analyst'];
let client: ApiClient;

beforeAll(async () => {
  api = await startApi();
  keys = api.world.analyst;
}, 60_000);
afterAll(() => api.stop());
beforeEach(async () => {
  client = await api.signIn(keys);
});
afterEach(async () => {
  for (const table of ['vault', 'passkey', 'sign_in_failure']) await api.admin.query(`delete from sealbridge.${table}`);
});

const keyFile = () => ({ kind: 'key_file', id: keys.device }) as const;

/** Ways in with words, and what the words find the vault by. */
function withWords(lookup = randomBytes(32)) {
  const words = { lookupSha256: sha256(lookup), publicKey: makeSigningKeyPair().publicKey };
  const ways = [keyFile(), { kind: 'words', id: newId() }] as const;
  return { lookup, change: { words, ways } };
}

const put = (change: Partial<VaultStatement> = {}, vault = randomBytes(64)) =>
  putVault(client, vaultInput(api, keys, change, vault));

const byWords = async (lookup: Uint8Array, by: ApiClient = api.guest) => {
  const input = { clientMutationId: randomUUID(), lookup: toBase64(lookup) };
  return (await by.request(VaultByWordsDocument, { input })).vaultByWords;
};

describe('a vault', () => {
  it('is what the device put last, for that device alone', async () => {
    const { change } = withWords();
    const vault = randomBytes(100);
    expect(await put(change, vault)).toMatchObject({ __typename: 'PutVaultPayload', version: 1, waysIn: 2 });
    const { myVault } = await client.request(MyVaultDocument, {});
    expect(myVault).toMatchObject({ version: 1, vault: toBase64(vault), ways: ['key_file', 'words'] });
    const statement = fromBase64(myVault?.statement ?? '');
    expect(parseVaultStatement(statement)).toMatchObject({ ...change, vaultSha256: sha256(vault) });
    const signature = fromBase64(myVault?.signature ?? '');
    expect(verifyTyped('sr1.vault', statement, signature, keys.sign.publicKey)).toBe(true);
    const other = await api.signIn(api.world.admin);
    expect((await other.request(MyVaultDocument, {})).myVault).toBeNull();
  });

  it.each<[string, () => Partial<VaultStatement>]>([
    ['another server', () => ({ origin: 'http://localhost:1' })],
    ['another node', () => ({ nodeKeyId: new Uint8Array(32) })],
    ['another time', () => ({ time: Math.floor(Date.now() / 1000) - 3600 })],
    ['other bytes', () => ({ vaultSha256: new Uint8Array(32) })],
  ])('whose statement is for %s is not taken', async (_what, change) => {
    expect((await put(change())).__typename).toBe('Invalid');
  });

  it('that another device signed is not taken, nor one for another device', async () => {
    const { sign } = api.world.admin;
    expect(await putVault(client, vaultInput(api, { ...keys, sign }))).toMatchObject(REFUSED);
    expect(await putVault(client, vaultInput(api, api.world.admin))).toMatchObject(REFUSED);
  });

  it('of more than 32 KiB is not taken', async () => {
    expect((await put({}, randomBytes(32_768))).__typename).toBe('PutVaultPayload');
    expect(await put({ version: 2 }, randomBytes(32_769))).toMatchObject({ __typename: 'Invalid', code: 'E_SIZE' });
  });

  it('gives way to newer versions alone', async () => {
    expect((await put({ version: 3 })).__typename).toBe('PutVaultPayload');
    for (const version of [1, 3]) expect((await put({ version })).__typename).toBe('Conflict');
    expect((await put({ version: 4 })).__typename).toBe('PutVaultPayload');
  });

  it('put twice is put once', async () => {
    const input = vaultInput(api, keys);
    for (let n = 0; n < 2; n += 1) expect((await putVault(client, input)).__typename).toBe('PutVaultPayload');
  });

  it('of one version is one of two that come at once', async () => {
    const answers = await Promise.all([put(), put()]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', 'PutVaultPayload']);
  });

  it('ends with its device', async () => {
    const { lookup, change } = withWords();
    await put(change);
    await api.admin.query(`update sealbridge.device set state = 'revoked' where id = $1`, [keys.device]);
    try {
      expect(await byWords(lookup)).toMatchObject(REFUSED);
      // one that was on its way meanwhile does not outlive it either
      await put(change);
      expect((await api.admin.query('select 1 from sealbridge.vault')).rows).toEqual([]);
    } finally {
      await api.admin.query(`update sealbridge.device set state = 'active' where id = $1`, [keys.device]);
    }
  });
});

describe('ways in', () => {
  it('are two before a report is sent, by what the device signed', async () => {
    const sealed = await sealFor(api);
    await upload(client, sealed);
    expect((await put({ ways: [keyFile()] })).__typename).toBe('PutVaultPayload');
    const missing = { __typename: 'Refused', reason: 'second_way_missing' };
    expect(await submit(client, submissionOf(api, sealed))).toMatchObject(missing);
    await put({ version: 2, ...withWords().change });
    expect((await submit(client, submissionOf(api, sealed))).__typename).toBe('SubmitReportPayload');
  });

  it('are shown to administrators: of every device, of some, of none', async () => {
    const seen = async () => {
      const admin = await api.signIn(api.world.admin);
      const { edges } = (await admin.request(MembersDocument, { first: 10, after: null })).members;
      return edges.find(({ node }) => node.member === keys.member)?.node.secondWayIn;
    };
    await put({ ways: [keyFile()] });
    expect(await seen()).toBe('none');
    await put({ version: 2, ...withWords().change });
    expect(await seen()).toBe('complete');
  });

  it('change with a fresh verification alone, once the device has a passkey; what is inside changes without', async () => {
    const { change } = withWords();
    await put(change);
    await givePasskey(api, keys);
    expect((await put({ version: 2, ...change })).__typename).toBe('PutVaultPayload');
    const others = [withWords().change, { ways: [keyFile()], words: null }, { ...change, vaultId: newId() }];
    for (const other of others) expect(await put({ version: 3, ...other })).toMatchObject(NEEDED);
    expect((await put({ version: 3, ...change })).__typename).toBe('PutVaultPayload');
  });

  it('do not come back beside a verification that took one away', async () => {
    const { change } = withWords();
    await put(change);
    await givePasskey(api, keys);
    await api.admin.query('begin');
    try {
      await api.admin.query(`update sealbridge.vault set version = 2, ways = '{key_file}', statement = 'another'`);
      const meanwhile = put({ version: 3, ...change });
      // of this database alone: other specs have theirs on the same server
      const WAITING = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const waiting = async () => (await api.admin.query(WAITING)).rowCount;
      while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await api.admin.query('commit');
      expect((await meanwhile).__typename).toBe('Conflict');
    } finally {
      await api.admin.query('rollback');
    }
    expect((await api.admin.query('select ways from sealbridge.vault')).rows).toEqual([{ ways: ['key_file'] }]);
  });
});

describe('recovery words', () => {
  it('find the vault and whose it is, without a session', async () => {
    const { lookup, change } = withWords();
    const vault = randomBytes(80);
    await put(change, vault);
    const { device, member, org: organisation } = keys;
    expect(await byWords(lookup)).toMatchObject({ device, member, organisation, vault: toBase64(vault) });
    expect(await byWords(lookup, await api.signIn(api.world.liaison))).toMatchObject({ device });
  });

  it('that find nothing are answered like any others', async () => {
    const { lookup, change } = withWords();
    await put(change);
    const near = lookup.map((byte, place) => (place === 31 ? byte ^ 1 : byte));
    const answers = [await byWords(near), await byWords(randomBytes(32)), await byWords(sha256(lookup))];
    expect(answers.map((answer) => ({ ...answer, ref: '' }))).toEqual(Array(3).fill({ ...answers[0], ref: '' }));
    expect(answers[0]).toMatchObject(REFUSED);
  });

  it('of another vault cannot be used again', async () => {
    const { change } = withWords();
    await put(change);
    const { words } = change;
    const liaison = api.world.liaison;
    const ways = [
      { kind: 'key_file', id: liaison.device },
      { kind: 'words', id: newId() },
    ] as const;
    const other = vaultInput(api, liaison, { ways, words });
    expect(await putVault(await api.signIn(liaison), other)).toMatchObject({ code: 'E_WORDS_USED' });
  });

  it('that are guessed lock the address in the end, and no device', async () => {
    await api.admin.query(
      `insert into sealbridge.sign_in_failure (device_id, address, failures, last_at)
       select '00000000-0000-0000-0000-000000000000', a, 24, now() from unnest(array['127.0.0.1', '::1', '::ffff:127.0.0.1']) a`,
    );
    expect(await byWords(randomBytes(32))).toMatchObject(REFUSED);
    expect(await byWords(randomBytes(32))).toMatchObject({ __typename: 'RateLimited' });
    await api.admin.query('delete from sealbridge.sign_in_failure');
    expect((await api.tryToSignIn(keys)).__typename).toBe('StartSessionPayload');
  });

  it.each([0, 31, 33])('of %i bytes are not looked for', async (length) => {
    expect(await byWords(randomBytes(length))).toMatchObject({ __typename: 'Invalid', code: 'E_SIZE' });
  });
});
