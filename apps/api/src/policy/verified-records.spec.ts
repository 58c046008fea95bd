// A row of the database is nobody's word: whoever writes records about the policy past the walls, changes one or takes one away puts
// nothing in force by it, and the server shows no reports until all of them verify again.
import {
  rulesHash,
  rulesRecord,
  type RulesRecord,
  signRules,
  writeEventRecord,
  writeRules,
  writeRulesRecord,
} from '@sealbridge/directory';
import { leafHash } from '@sealbridge/transparency';
import { toBase64 } from '@sealbridge/sodium';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  type ApiClient,
  makeApiClient,
  OpeningOfferDocument,
  PublishDirectoryEventsDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { stewardSigner } from '../../../../test/support/directory-fixture.js';
import { choose, newestRecord, policyOf, proposeRules, type Signer } from '../../../../test/support/policy-api.js';
import { rulesAfter } from '../../../../test/support/rules-fixture.js';

jest.setTimeout(60_000);

let api: TestApi;
let stewards: [Signer, Signer];
let liaison: ApiClient;

beforeAll(async () => {
  api = await startApi();
  stewards = (await Promise.all(
    api.world.directory.stewardDevices.map(async (keys) => ({ keys, client: await api.signIn(keys) })),
  )) as [Signer, Signer];
  liaison = await api.signIn(api.world.liaison);
  await choose(stewards, { 'opening.assurance': 'passkey' });
});
afterAll(() => api.stop());

const askForReport = (client = liaison) =>
  client.request(OpeningOfferDocument, { reportId: api.world.directory.id('report') });
const answered = { openingOffer: { __typename: 'Refused' } };
const unsigned = { code: 'UNAVAILABLE', detail: 'E_POLICY_UNSIGNED' };

/** As somebody who owns the server: no wall, and no trigger. */
async function past(text: string, values: readonly unknown[] = []): Promise<void> {
  await api.admin.query('SET session_replication_role = replica');
  const sent = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  await api.admin.query(text, sent).finally(() => api.admin.query('SET session_replication_role = origin'));
}

const ADD = `INSERT INTO sealbridge.policy_record (seq, rules_hash, record, document_hash, policy_hash, parameters)
  SELECT $1, $2, $3, document_hash, policy_hash, parameters FROM sealbridge.policy_record WHERE seq = 0`;

const add = (record: RulesRecord): Promise<void> =>
  past(ADD, [record.rules.seq, rulesHash(record), writeRulesRecord(record)]);
const remove = ({ rules }: RulesRecord): Promise<void> =>
  past('DELETE FROM sealbridge.policy_record WHERE seq = $1', [rules.seq]);
const change = ({ rules }: RulesRecord, to: RulesRecord): Promise<void> =>
  past('UPDATE sealbridge.policy_record SET record = $2, rules_hash = $3 WHERE seq = $1', [
    rules.seq,
    writeRulesRecord(to),
    rulesHash(to),
  ]);

/** The record with other choices under the signatures it has. */
function altered({ rules, signatures }: RulesRecord): RulesRecord {
  const parameters = rules.parameters.map((each) =>
    each.name === 'opening.assurance' ? { ...each, value: 'any' } : each,
  );
  return rulesRecord(writeRules({ ...rules, parameters }), signatures);
}

/** Another process on the same database, as this person meets it. */
async function anew(): Promise<ApiClient> {
  return makeApiClient({ server: await api.anotherNode(), token: await api.tokenOf(api.world.liaison) });
}

/** Records that do not verify are read again, though not with every act. */
async function untilSigned(client: ApiClient): Promise<void> {
  while (!(await policyOf(client)).signed) await sleep(50);
}

it('refuses to change, remove or empty records and texts, whoever asks', async () => {
  for (const table of ['policy_record', 'policy_text']) {
    for (const statement of [`DELETE FROM sealbridge.${table}`, `TRUNCATE sealbridge.${table} CASCADE`]) {
      await expect(api.admin.query(statement)).rejects.toThrow('append-only');
    }
  }
  await expect(api.admin.query(`UPDATE sealbridge.policy_record SET parameters = '{}'`)).rejects.toThrow('append-only');
});

it('does not take a changed record for signed: a process that begins with it shows no reports', async () => {
  const record = await newestRecord(liaison);
  await change(record, altered(record));
  const client = await anew();
  await expect(askForReport(client)).rejects.toMatchObject(unsigned);
  expect((await policyOf(client)).signed).toBe(false);
  await change(record, record);
  await untilSigned(client);
  expect(await askForReport(client)).toMatchObject(answered);
});

it('does not take a record for signed because the one after it is', async () => {
  const [before, newest] = [await newestRecord(liaison), await choose(stewards, { 'training.grace': 'P14D' })];
  await change(before, altered(before));
  await expect(askForReport(await anew())).rejects.toMatchObject(unsigned);
  await change(before, before);
  expect((await newestRecord(liaison)).rules.seq).toBe(newest.rules.seq);
});

it.each<[string, () => Parameters<typeof signRules>[1][]]>([
  ['nobody', () => []],
  ['one steward', () => [stewardSigner(stewards[0].keys)]],
  [
    'somebody who says to be the stewards',
    () =>
      [stewards[0], stewards[1]].map(({ keys }) => ({
        ...stewardSigner(keys),
        privateKey: api.world.liaison.sign.privateKey,
      })),
  ],
])(
  'shows no reports at once when a record is added that %s signed, and shows them again without it',
  async (_who, signers) => {
    expect(await askForReport()).toMatchObject(answered);
    const bytes = rulesAfter(await newestRecord(liaison), { choices: { 'opening.assurance': 'any' } });
    const forged = rulesRecord(
      bytes,
      signers().map((by) => signRules(bytes, by)),
    );
    await add(forged);
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    expect(JSON.parse((await policyOf(liaison)).text)).toMatchObject({
      parameters: { 'opening.verifiedWithin': 'PT5M' },
    });
    const next = rulesAfter(forged, { choices: { 'names.shown': 'never' } });
    await expect(proposeRules(stewards[0].client, next)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await remove(forged);
    expect(await askForReport()).toMatchObject(answered);
  },
);

describe('with what is on the log', () => {
  beforeAll(enterAll);

  it('misses a record that was taken away, and finds it again', async () => {
    const newest = await newestRecord(liaison);
    await remove(newest);
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    await add(newest);
    expect(await askForReport()).toMatchObject(answered);
  });

  it('counts signers at the place of the record: whoever was revoked later takes nothing back, and signs nothing new', async () => {
    await revokeOf(stewards[1]);
    await enterAll();
    expect(await askForReport(await anew())).toMatchObject(answered);
    const bytes = rulesAfter(await newestRecord(liaison), { choices: { 'opening.assurance': 'any' } });
    const late = rulesRecord(
      bytes,
      stewards.map(({ keys }) => signRules(bytes, stewardSigner(keys))),
    );
    await add(late);
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    await remove(late);
  });
});

/** Numbers what waits for the log, as the sequencer does. */
async function enterAll(): Promise<void> {
  const { rows } = await api.admin.query<{ kind: string; entry: Buffer }>(
    `SELECT kind, entry FROM sealbridge.audit_outbox o WHERE kind IN ('dir', 'policy')
       AND NOT EXISTS (SELECT 1 FROM sealbridge.log_leaf l WHERE l.entry = o.entry) ORDER BY id`,
  );
  const { rows: size } = await api.admin.query<{ size: string }>('SELECT count(*) AS size FROM sealbridge.log_leaf');
  for (const [at, { kind, entry }] of rows.entries()) {
    await api.admin.query('INSERT INTO sealbridge.log_leaf (idx, kind, entry, leaf_hash) VALUES ($1, $2, $3, $4)', [
      Number(size[0]?.size) + at,
      kind,
      entry,
      Buffer.from(leafHash(new Uint8Array(entry))),
    ]);
  }
}

async function revokeOf({ keys: { device } }: Signer): Promise<void> {
  const { directory } = api.world;
  const record = directory.publishOwn(directory.stewards, { type: 'DEVICE_REVOKE', device, reason: 'lost' });
  const input = { clientMutationId: `revoke ${device}`, records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents: answer } = await stewards[0].client.request(PublishDirectoryEventsDocument, {
    input,
  });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(answer.code);
}
