// The policy follows what two stewards sign, on every process and from the next act on; whatever is less than that changes nothing.
import {
  policyEntry,
  rulesHash,
  rulesProposalId,
  rulesRecord,
  writeEventRecord,
  writeRulesRecord,
} from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import { POLICY } from '@sealbridge/policy';
import { fromBase64, randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';

import {
  type ApiClient,
  makeApiClient,
  PolicyProposalsDocument,
  PolicyRecordsDocument,
  PublishDirectoryEventsDocument,
} from '../../../../test/support/api-documents.js';
import { entries } from '../../../../test/support/agreement-api.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import {
  choose,
  newestRecord,
  policyOf,
  proposeRules,
  type Signer,
  signRulesAs,
  withdrawRules,
} from '../../../../test/support/policy-api.js';
import { rulesAfter, rulesOf } from '../../../../test/support/rules-fixture.js';
import { givePasskey } from '../../../../test/support/soft-passkey.js';
import { stepUp, stepUpInput } from '../../../../test/support/stepping-up.js';
import { MAX_OPEN_PROPOSALS } from './proposal.service.js';

jest.setTimeout(60_000);

type DeviceKeys = Signer['keys'];

const SECONDS_PER_DAY = 24 * 3600;

let api: TestApi;
let ngo: Signer;
let other: Signer;
/** A second steward of the seat `ngo`. */
let second: Signer;
let liaison: Signer;
let admin: Signer;

const signer = async (keys: DeviceKeys): Promise<Signer> => ({ keys, client: await api.signIn(keys) });
const now = (): number => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  api = await startApi();
  const { directory } = api.world;
  const [first, publicSeat] = directory.stewardDevices as readonly [DeviceKeys, DeviceKeys];
  [ngo, other, liaison, admin] = (await Promise.all(
    [first, publicSeat, api.world.liaison, api.world.admin].map(signer),
  )) as [Signer, Signer, Signer, Signer];
  second = await signer(await addSteward());
});
afterAll(() => api.stop());

/** The stewards take in another one of the seat `ngo`. */
async function addSteward(): Promise<DeviceKeys> {
  const { directory } = api.world;
  const before = directory.records.length;
  const keys = directory.device(
    directory.stewards,
    directory.member(directory.stewards, [], ['steward'], { seat: 'ngo' }),
  );
  const records = directory.records.slice(before).map(({ record }) => toBase64(writeEventRecord(record)));
  const input = { clientMutationId: keys.device, records, lockboxes: [] };
  const { publishDirectoryEvents: answer } = await ngo.client.request(PublishDirectoryEventsDocument, { input });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(answer.code);
  return keys;
}

let statements = 0;

/** A statement that changes something, another one each time. */
async function nextStatement(choice?: string): Promise<Uint8Array> {
  const before = await newestRecord(ngo.client);
  const held = before.rules.parameters.find(({ name }) => name === 'training.grace')?.value;
  statements += 1;
  const choices = { 'training.grace': choice ?? (held === 'P14D' ? 'P30D' : 'P14D') };
  return rulesAfter(before, { choices, time: now() + statements });
}

async function proposed(statement: Uint8Array): Promise<string> {
  const answer = await proposeRules(ngo.client, statement);
  if (answer.__typename !== 'ProposePolicyPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return answer.proposal.id;
}

const proposals = async (client: ApiClient, all = false) =>
  (await client.request(PolicyProposalsDocument, { open: !all, first: 50, after: null })).policyProposals.edges.map(
    ({ node }) => node,
  );

describe('an instance', () => {
  it('begins with the policy that two roots of its stewards signed, and every member can read it', async () => {
    const policy = await policyOf(liaison.client);
    expect(policy).toMatchObject({ signed: true, text: POLICY.text, newest: { seq: 0, text: POLICY.text } });
    expect(Buffer.from(fromBase64(policy.hash)).toString('hex')).toBe(POLICY.hash);
    const { rules, signatures } = await newestRecord(liaison.client);
    expect(rules.reason).toBe('first');
    expect(signatures.map(({ kind }) => kind)).toEqual(['root', 'root']);
  });

  it('keeps the text of what decides', async () => {
    const { rows } = await api.admin.query<{ text: string }>('SELECT text FROM sealbridge.policy_text');
    expect(rows.map(({ text }) => text)).toContain(POLICY.text);
  });
});

describe('a change that both seats sign', () => {
  it('counts for the next act of somebody who is signed in, on every process, and takes nothing back', async () => {
    const report = await sendReport(api, await api.signIn(api.world.analyst));
    const elsewhere = makeApiClient({ server: await api.anotherNode(), token: await api.tokenOf(liaison.keys) });
    const attempt = async (client: ApiClient) =>
      open(client, openInput(api, liaison.keys, await offerFor(client, report.reportId)));
    expect(await attempt(liaison.client)).toMatchObject({ __typename: 'OpenReportPayload' });

    await choose([ngo, other], { 'opening.assurance': 'passkey' });
    expect(await attempt(liaison.client)).toMatchObject({ __typename: 'Refused', reason: 'assurance' });
    expect(await attempt(elsewhere)).toMatchObject({ __typename: 'Refused', reason: 'assurance' });
    await choose([ngo, other], { 'opening.assurance': 'any' });
    expect(await attempt(elsewhere)).toMatchObject({ __typename: 'OpenReportPayload' });
  });

  it('stands on the log as an entry of its own, in the transaction of the second signature', async () => {
    const record = await choose([ngo, other], { 'training.grace': 'P14D' });
    const { rows } = await api.admin.query<{ entry: Buffer }>(
      `SELECT entry FROM sealbridge.audit_outbox WHERE kind = 'policy' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]?.entry).toEqual(Buffer.from(policyEntry(rulesHash(record))));
    expect((await entries(api)).slice(-3)).toEqual(expect.arrayContaining(['policy.sign ALLOW']));
  });

  it('is named by the decisions that follow it', async () => {
    const { hash } = await policyOf(liaison.client);
    const { rows } = await api.admin.query<{ payload: Buffer }>(
      `SELECT payload FROM sealbridge.audit_outbox WHERE kind = 'audit' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]?.payload.includes(Buffer.from(fromBase64(hash)))).toBe(true);
  });

  it('is listed with those before it, newest first', async () => {
    const page = { first: 2, after: null };
    const { policyRecords } = await liaison.client.request(PolicyRecordsDocument, page);
    const newest = await newestRecord(liaison.client);
    expect(policyRecords.edges.map(({ node }) => node.seq)).toEqual([newest.rules.seq, newest.rules.seq - 1]);
    const { endCursor: after } = policyRecords.pageInfo;
    const rest = await liaison.client.request(PolicyRecordsDocument, { first: 50, after });
    expect(rest.policyRecords.edges.at(-1)?.node.seq).toBe(0);
  });
});

describe('proposePolicy', () => {
  it('is the same proposal when the same statement comes twice, and one answer under one key', async () => {
    const statement = await nextStatement();
    const answers = [
      await proposeRules(ngo.client, statement, 'a key'),
      await proposeRules(ngo.client, statement, 'a key'),
      await proposeRules(other.client, statement),
    ];
    expect(new Set(answers.map((answer) => (answer as { proposal?: { id: string } }).proposal?.id)).size).toBe(1);
    expect(await proposeRules(ngo.client, await nextStatement('P0D'), 'a key')).toMatchObject({ code: 'E_CONFLICT' });
    await withdrawRules(ngo.client, await proposed(statement));
  });

  it.each([
    ['a member of another organisation', () => admin],
    ['a liaison', () => liaison],
  ])('is refused to %s', async (_who, who) => {
    expect(await proposeRules(who().client, await nextStatement())).toMatchObject({ reason: 'not_permitted' });
  });

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ['is no statement', () => randomBytes(40), 'E_RECORD'],
    [
      'is for another log',
      async () => rulesAfter(await newestRecord(ngo.client), { origin: 'log.example/1' }),
      'E_RULES_ORIGIN',
    ],
    [
      'names another document',
      async () => rulesAfter(await newestRecord(ngo.client), { documentHash: randomBytes(32) }),
      'E_RULES_DOCUMENT',
    ],
    ['has a value outside its closed list', () => nextStatement('P99D'), 'E_RULES_PARAMETER'],
    [
      'has an unknown parameter',
      async () => rulesAfter(await newestRecord(ngo.client), { choices: { 'some.other': 'any' } }),
      'E_RULES_PARAMETER',
    ],
    [
      'is dated ahead',
      async () =>
        rulesAfter(await newestRecord(ngo.client), { time: now() + 4000, choices: { 'training.grace': 'P0D' } }),
      'E_RULES_TIME',
    ],
    ['begins anew', () => rulesOf(), 'E_CONFLICT'],
    ['leaves a number out', async () => rulesAfter(await newestRecord(ngo.client), { seq: 99 }), 'E_CONFLICT'],
    [
      'follows another record',
      async () => rulesAfter(await newestRecord(ngo.client), { prevHash: randomBytes(32) }),
      'E_CONFLICT',
    ],
  ])('is refused when the statement %s', async (_what, make, code) => {
    const before = await proposals(ngo.client, true);
    expect(await proposeRules(ngo.client, await make())).toMatchObject({ code });
    expect(await proposals(ngo.client, true)).toEqual(before);
  });

  it('is refused when the statement changes nothing', async () => {
    const before = await newestRecord(ngo.client);
    const choices = Object.fromEntries(before.rules.parameters.map(({ name, value }) => [name, value]));
    expect(await proposeRules(ngo.client, rulesAfter(before, { choices }))).toMatchObject({ code: 'E_RULES_SAME' });
  });

  it('is refused when too many are open', async () => {
    const before = await newestRecord(ngo.client);
    const statements = Array.from({ length: MAX_OPEN_PROPOSALS }, (_, back) =>
      rulesAfter(before, { time: now() + back, choices: { 'names.shown': 'never' } }),
    );
    const ids = [];
    for (const statement of statements) ids.push(await proposed(statement));
    expect(await proposeRules(ngo.client, await nextStatement())).toMatchObject({ code: 'E_CONFLICT' });
    for (const id of ids) await withdrawRules(other.client, id);
  });

  it('tells the other stewards that something waits, and nobody else', async () => {
    const id = await proposed(await nextStatement());
    const { rows } = await api.admin.query<{ member: string }>(
      `SELECT member_id AS member FROM sealbridge.notice WHERE kind = 'policy_waiting' AND object_id = $1`,
      [id],
    );
    expect(rows.map(({ member }) => member).sort()).toEqual([other.keys.member, second.keys.member].sort());
    await withdrawRules(ngo.client, id);
  });

  it('shows what is proposed to stewards, and to nobody else', async () => {
    const id = await proposed(await nextStatement());
    expect((await proposals(other.client)).map((node) => node.id)).toEqual([id]);
    for (const { client } of [liaison, admin]) expect(await proposals(client, true)).toEqual([]);
    await withdrawRules(ngo.client, id);
  });
});

describe('signPolicy', () => {
  it('changes nothing by one signature', async () => {
    const before = await policyOf(ngo.client);
    const statement = await nextStatement();
    const id = await proposed(statement);
    expect(await signRulesAs(ngo, statement)).toMatchObject({ record: null, proposal: { state: 'open' } });
    expect(await policyOf(ngo.client)).toEqual(before);
    await withdrawRules(ngo.client, id);
  });

  it('counts the same steward, and a second one of the same seat, once', async () => {
    const statement = await nextStatement();
    const id = await proposed(statement);
    await signRulesAs(ngo, statement);
    expect(await signRulesAs(ngo, statement)).toMatchObject({ reason: 'already_signed' });
    expect(await signRulesAs(second, statement)).toMatchObject({ reason: 'already_signed' });
    expect((await proposals(ngo.client))[0]).toMatchObject({ id, signedBy: [ngo.keys.member] });
    await withdrawRules(ngo.client, id);
  });

  it('gives the same answer again under the same key, and does nothing twice', async () => {
    const statement = await nextStatement();
    const id = await proposed(statement);
    const first = await signRulesAs(ngo, statement, { clientMutationId: 'once' });
    expect(await signRulesAs(ngo, statement, { clientMutationId: 'once' })).toEqual(first);
    await withdrawRules(ngo.client, id);
  });

  it('answers who is no steward as if there were no proposal', async () => {
    const statement = await nextStatement();
    const id = await proposed(statement);
    const nothing = { ref: '' };
    for (const who of [liaison, admin]) {
      const there = await signRulesAs(who, statement);
      const missing = await signRulesAs(who, statement, { id: api.world.directory.id('missing') });
      expect(there).toMatchObject({ reason: 'not_permitted' });
      expect({ ...there, ...nothing }).toEqual({ ...missing, ...nothing });
    }
    await withdrawRules(ngo.client, id);
  });

  it('is refused with a signature of another statement, or of somebody else', async () => {
    const statement = await nextStatement();
    const changed = rulesAfter(await newestRecord(ngo.client), { choices: { 'opening.verifiedWithin': 'off' } });
    const id = await proposed(statement);
    expect(await signRulesAs(ngo, statement, { signed: changed })).toMatchObject({ code: 'E_SIGNATURE' });
    expect(await signRulesAs(ngo, statement, { by: other.keys })).toMatchObject({ code: 'E_SIGNATURE' });
    expect(await proposals(ngo.client)).toMatchObject([{ id, signedBy: [] }]);
    await withdrawRules(ngo.client, id);
  });

  it('is refused for a proposal that was withdrawn, and for one that waited for more than thirty days', async () => {
    const statement = await nextStatement();
    await withdrawRules(ngo.client, await proposed(statement));
    expect(await signRulesAs(ngo, statement)).toMatchObject({ reason: 'wrong_state' });
    expect(await proposeRules(ngo.client, statement)).toMatchObject({ code: 'E_CONFLICT' });

    const waiting = rulesAfter(await newestRecord(ngo.client), { time: now() - 31 * SECONDS_PER_DAY });
    const id = rulesProposalId(waiting);
    await api.admin.query('INSERT INTO sealbridge.policy_proposal (id, record, proposed_by) VALUES ($1, $2, $3)', [
      id,
      Buffer.from(writeRulesRecord(rulesRecord(waiting, []))),
      ngo.keys.member,
    ]);
    expect(await signRulesAs(ngo, waiting)).toMatchObject({ reason: 'expired' });
    await withdrawRules(ngo.client, id);
  });

  it('takes one of two proposals; the other is overtaken', async () => {
    const [one, two] = [await nextStatement('P0D'), await nextStatement('P30D')];
    for (const statement of [one, two]) await proposed(statement);
    await signRulesAs(ngo, one);
    await signRulesAs(ngo, two);
    expect(await signRulesAs(other, one)).toMatchObject({ proposal: { state: 'adopted' } });
    expect(await signRulesAs(other, two)).toMatchObject({ code: 'E_CONFLICT' });
    expect(await proposals(ngo.client)).toEqual([]);
  });

  it('makes one record when both seats sign two proposals at once', async () => {
    const [one, two] = [
      await nextStatement(),
      rulesAfter(await newestRecord(ngo.client), { choices: { 'names.shown': 'never' } }),
    ];
    const { rules } = await newestRecord(ngo.client);
    for (const statement of [one, two]) {
      await proposed(statement);
      await signRulesAs(ngo, statement);
    }
    const answers = await Promise.all([signRulesAs(other, one), signRulesAs(other, two)]);
    expect(
      answers
        .map((answer) => (answer.__typename === 'SignPolicyPayload' ? 'signed' : (answer as { code: string }).code))
        .sort(),
    ).toEqual(['E_CONFLICT', 'signed']);
    expect((await newestRecord(ngo.client)).rules.seq).toBe(rules.seq + 1);
  });

  it('does not count a first signature whose device was revoked before the second', async () => {
    const statement = await nextStatement();
    const id = await proposed(statement);
    await signRulesAs(second, statement);
    await revoke(second.keys);
    expect(await signRulesAs(other, statement)).toMatchObject({ code: 'E_SIGNER' });
    expect(await proposals(ngo.client)).toMatchObject([{ id, signedBy: [second.keys.member] }]);
    await withdrawRules(ngo.client, id);
  });
});

describe('a steward whose device has a passkey', () => {
  it('verifies for this very signature, and is refused with a verification for another one', async () => {
    const [statement, another] = [await nextStatement(), await nextStatement()];
    for (const each of [statement, another]) await proposed(each);
    const passkey = await givePasskey(api, other.keys);
    expect(await signRulesAs(other, statement)).toMatchObject({ reason: 'step_up_needed' });
    const operation = signingOperation(other, statement);
    const asked = await stepUpInput(other.client, { api, device: other.keys.device, operation }, { passkey });
    const verified = await stepUp(other.client, asked);
    if (verified.__typename !== 'StepUpPayload') throw new Error(verified.code);
    const client = makeApiClient({ server: api.url, token: verified.token });
    expect(await signRulesAs({ ...other, client }, another)).toMatchObject({ reason: 'step_up_needed' });
    expect((await proposals(ngo.client)).map(({ signedBy }) => signedBy)).toEqual([[], []]);
    const signed = await signRulesAs({ ...other, client }, statement);
    expect(signed).toMatchObject({ proposal: { signedBy: [other.keys.member] } });
  });
});

/** What a step-up approves: this signature under this proposal. */
function signingOperation({ keys }: Signer, statement: Uint8Array): Uint8Array {
  const signature = signTyped('sr1.rules', statement, keys.sign.privateKey);
  return operationDigest('signPolicy', [idToBytes(rulesProposalId(statement)), signature]);
}

async function revoke({ device }: DeviceKeys): Promise<void> {
  const { directory } = api.world;
  const record = directory.publishOwn(directory.stewards, { type: 'DEVICE_REVOKE', device, reason: 'lost' });
  const input = { clientMutationId: `revoke ${device}`, records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents: answer } = await ngo.client.request(PublishDirectoryEventsDocument, { input });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(answer.code);
}
