// Without a record that names the rules of this build the API keeps to what is needed to get one, and a record waits for what is under way.
import {
  writeRulesRecord,
  rulesRecord,
  signRules,
  parseRulesRecord,
  type RulesRecord,
  rulesHash,
} from '@sealbridge/directory';
import { POLICY } from '@sealbridge/policy';
import { fromBase64, randomBytes, sha256, utf8 } from '@sealbridge/sodium';
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  type ApiClient,
  DirectoryBodiesDocument,
  MeDocument,
  OpeningOfferDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { stewardSigner } from '../../../../test/support/directory-fixture.js';
import {
  choose,
  newestRecord,
  policyOf,
  proposeRules,
  type Signer,
  signRulesAs,
} from '../../../../test/support/policy-api.js';
import { rulesAfter, rulesOf } from '../../../../test/support/rules-fixture.js';
import { UNSIGNED_ACTIONS } from '../access/unsigned-actions.js';

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
});
afterAll(() => api.stop());

/** Something about a report that is not there. */
const askForReport = () => liaison.request(OpeningOfferDocument, { reportId: api.world.directory.id('report') });
const answered = { openingOffer: { __typename: 'Refused' } };
const unsigned = { code: 'UNAVAILABLE', detail: 'E_POLICY_UNSIGNED' };

/** Another document comes into force, as if a newer version of the software had been here: signed by both seats, past the API. */
async function putInForce(previous: RulesRecord, documentHash: Uint8Array): Promise<void> {
  const bytes = rulesAfter(previous, { documentHash, choices: { 'names.shown': 'never' } });
  const record = rulesRecord(
    bytes,
    api.world.directory.stewardDevices.map((device) => signRules(bytes, stewardSigner(device))),
  );
  const { seq, parameters } = record.rules;
  const chosen = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const text = JSON.stringify({ document: {}, parameters: chosen });
  await api.admin.query('INSERT INTO sealbridge.policy_text (hash, text) VALUES ($1, $2)', [
    Buffer.from(sha256(utf8(text))),
    text,
  ]);
  await api.admin.query(
    `INSERT INTO sealbridge.policy_record (seq, rules_hash, record, document_hash, policy_hash, parameters) VALUES ($1, $2, $3, $4, $5, '{}')`,
    [seq, rulesHash(record), writeRulesRecord(record), documentHash, sha256(utf8(text))].map((value) =>
      value instanceof Uint8Array ? Buffer.from(value) : value,
    ),
  );
}

describe('a server whose newest record names other rules', () => {
  beforeAll(async () => putInForce(await newestRecord(liaison), randomBytes(32)));

  it('says so, and keeps the choices that its own rules have too', async () => {
    const policy = await policyOf(liaison);
    expect(policy).toMatchObject({ signed: false, newest: { seq: 1 } });
    expect(JSON.parse(policy.text)).toMatchObject({ parameters: { ...POLICY.parameters, 'names.shown': 'never' } });
  });

  it('shows no reports, to members who are signed in either, and writes down who asked', async () => {
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    const { rows } = await api.admin.query<{ payload: Buffer }>(
      `SELECT payload FROM sealbridge.audit_outbox WHERE kind = 'audit' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]?.payload.toString('latin1')).toContain('policy_unsigned');
  });

  it('lets people sign in, see themselves and read the directory', async () => {
    const again = await api.signIn(api.world.liaison);
    expect((await again.request(MeDocument, {})).me?.member).toBe(api.world.liaison.member);
    const { directoryBodies } = await again.request(DirectoryBodiesDocument, { first: 5, after: null });
    expect(directoryBodies.edges.length).toBeGreaterThan(0);
  });

  it('does nothing with reports, agreements and people', () => {
    const protectedActs = ['report.', 'blob.', 'reader.', 'agreement.sign', 'application.', 'invitation.', 'identity.'];
    const done = [...UNSIGNED_ACTIONS].filter((action) => protectedActs.some((start) => action.startsWith(start)));
    expect(done).toEqual([]);
  });

  it('goes on with the next act once stewards of both seats have signed its rules', async () => {
    const statement = rulesAfter(await newestRecord(liaison), { reason: 'new_version' });
    const [one, two] = stewards;
    expect(await proposeRules(one.client, statement)).toMatchObject({ __typename: 'ProposePolicyPayload' });
    await signRulesAs(one, statement);
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    expect(await signRulesAs(two, statement)).toMatchObject({ record: { seq: 2 } });
    expect(await askForReport()).toMatchObject(answered);
  });
});

describe('a server without any record', () => {
  beforeAll(async () => {
    await api.admin.query('SET session_replication_role = replica');
    await api.admin.query('DELETE FROM sealbridge.policy_record');
    await api.admin.query(`DELETE FROM sealbridge.log_leaf WHERE kind = 'policy'`);
    await api.admin.query('SET session_replication_role = origin');
  });

  it('shows no reports before both seats signed the first one', async () => {
    await expect(askForReport()).rejects.toMatchObject(unsigned);
    expect(await policyOf(liaison)).toMatchObject({ signed: false, newest: null, text: POLICY.text });
    const statement = rulesOf({ reason: 'first' });
    await proposeRules(stewards[0].client, statement);
    for (const steward of stewards) await signRulesAs(steward, statement);
    expect(await policyOf(liaison)).toMatchObject({ signed: true, newest: { seq: 0 } });
    expect(await askForReport()).toMatchObject(answered);
  });
});

describe('a record that changes what an opening under way is decided by', () => {
  it('waits for it', async () => {
    const opening = new Client({ connectionString: api.database.adminUrl });
    await opening.connect();
    await opening.query('BEGIN');
    await opening.query('SELECT sealbridge.hold_grounds()');
    let done = false;
    const changing = choose(stewards, { 'opening.assurance': 'passkey' }).then(() => (done = true));
    await untilSomebodyWaits();
    expect(done).toBe(false);
    await opening.query('COMMIT');
    await changing;
    await opening.end();
    expect(
      parseRulesRecord(fromBase64((await policyOf(liaison)).newest?.record ?? '')).rules.parameters,
    ).toContainEqual({
      name: 'opening.assurance',
      value: 'passkey',
    });
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await api.admin.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if (rows.length > 0) return;
    await sleep(10);
  }
}
