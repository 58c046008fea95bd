import { randomUUID } from 'node:crypto';

import {
  agreementRecord,
  makeEvent,
  signedEvent,
  signEvent,
  writeAgreementRecord,
  writeEventRecord,
  type DirectoryEvent,
} from '@sealbridge/directory';
import { operationDigest, writeExportRequest } from '@sealbridge/envelope';
import {
  fromBase64,
  makeSigningKeyPair,
  randomBytes,
  sha256,
  signTyped,
  type SigningKeyPair,
  toBase64,
} from '@sealbridge/sodium';

import {
  ExportAuditDocument,
  makeApiClient,
  MeDocument,
  MySessionsDocument,
  PublishDirectoryEventsDocument,
  SetAgreementStandingDocument,
  SignAgreementDocument,
  StepUpDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { sealFor, submissionOf, submit, upload } from '../../../../../test/support/api-reports.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { browserSignIn, cookieOf, send } from '../../../../../test/support/browser.js';
import { nextDraft, signedBy, statement } from '../../../../../test/support/agreement-drafts.js';
import { FIXTURE_ORIGIN, type FixtureOrg } from '../../../../../test/support/directory-fixture.js';
import { newId } from '../../../../../test/support/rows.js';
import { givePasskey, type SoftPasskey } from '../../../../../test/support/soft-passkey.js';
import { putVault, stepUp, stepUpInput, vaultInput } from '../../../../../test/support/stepping-up.js';

let words: SigningKeyPair;
let api: TestApi;
let passkey: SoftPasskey;
let keys: TestApi['world']['analyst'];

beforeAll(async () => {
  api = await startApi();
  words = makeSigningKeyPair();
  keys = api.world.analyst;
  const byWords = { lookupSha256: sha256(randomBytes(32)), publicKey: words.publicKey };
  const ways = [
    { kind: 'key_file', id: keys.device },
    { kind: 'words', id: newId() },
  ] as const;
  const stored = await putVault(await api.signIn(keys), vaultInput(api, keys, { ways, words: byWords }));
  if (stored.__typename !== 'PutVaultPayload') throw new Error(stored.code);
  passkey = await givePasskey(api, keys);
}, 60_000);
afterAll(() => api.stop());
afterEach(() => api.admin.query('delete from sealbridge.sign_in_failure'));

/** An export of the log as it is, and what approves it. */
function exporting() {
  const about = { origin: FIXTURE_ORIGIN, nodeKeyId: api.nodeKeyId, nonce: randomBytes(16), reportId: null };
  const time = Math.floor(Date.now() / 1000);
  const request = writeExportRequest({ ...about, time, size: 0, signer: keys.device });
  const signature = toBase64(signTyped('sr1.export', request, keys.sign.privateKey));
  const input = { clientMutationId: randomUUID(), request: toBase64(request), signature };
  return { input, operation: operationDigest('exportAudit', [request]) };
}

const exportAudit = async (client: ApiClient, input: ReturnType<typeof exporting>['input']) =>
  (await client.request(ExportAuditDocument, { input })).exportAudit;

const NEEDED = { __typename: 'Refused', reason: 'step_up_needed' };
const REFUSED = { __typename: 'Refused', reason: 'not_permitted' };

/** A client of a new session that has approved this operation, under the token it got with that. */
async function approved(operation: Uint8Array): Promise<ApiClient> {
  const client = await api.signIn(keys);
  const answer = await stepUp(client, await stepUpInput(client, { api, device: keys.device, operation }, { passkey }));
  if (answer.__typename !== 'StepUpPayload') throw new Error(answer.code);
  return makeApiClient({ server: api.url, token: answer.token });
}

describe('a device with a passkey', () => {
  it('needs a fresh verification for what weighs more, also in a session that its key began', async () => {
    const { input, operation } = exporting();
    expect(await exportAudit(await api.signIn(keys), input)).toMatchObject(NEEDED);
    expect((await exportAudit(await approved(operation), input)).__typename).toBe('ExportAuditPayload');
  });

  it('approves by the recovery words too', async () => {
    const { input, operation } = exporting();
    const client = await api.signIn(keys);
    const made = await stepUpInput(client, { api, device: keys.device, operation }, { words });
    const answer = await stepUp(client, made);
    const token = answer.__typename === 'StepUpPayload' ? answer.token : null;
    const after = makeApiClient({ server: api.url, token });
    expect((await exportAudit(after, input)).__typename).toBe('ExportAuditPayload');
    const { edges } = (await after.request(MySessionsDocument, { first: 1, after: null })).mySessions;
    expect(edges[0]?.node).toMatchObject({ current: true, verifiedAt: expect.any(String) as string });
  });

  it('sends a report that was approved', async () => {
    const client = await api.signIn(keys);
    const sealed = await sealFor(api);
    await upload(client, sealed);
    const input = submissionOf(api, sealed);
    expect(await submit(client, input)).toMatchObject(NEEDED);
    const parts = [input.frame, input.grantSet].map((part) => fromBase64(part));
    const after = await approved(operationDigest('submitReport', parts));
    expect((await submit(after, input)).__typename).toBe('SubmitReportPayload');
  });

  it('lists and signs out without one', async () => {
    const client = await api.signIn(keys);
    const { me } = await client.request(MeDocument, {});
    expect(me).toMatchObject({ hasPasskey: true, waysIn: 2 });
  });
});

describe('an approval', () => {
  it.each([
    ['for another operation', () => operationDigest('exportAudit', [randomBytes(8)])],
    ['for another mutation over the same bytes', (request: Uint8Array) => operationDigest('putVault', [request])],
  ])('%s approves nothing', async (_name, other) => {
    const { input } = exporting();
    const client = await approved(other(fromBase64(input.request)));
    expect(await exportAudit(client, input)).toMatchObject(NEEDED);
  });

  it('of another session of the same device approves nothing', async () => {
    const { input, operation } = exporting();
    const first = await approved(operation);
    expect(await exportAudit(await api.signIn(keys), input)).toMatchObject(NEEDED);
    expect((await exportAudit(first, input)).__typename).toBe('ExportAuditPayload');
  });

  it('is over after five minutes', async () => {
    const { input, operation } = exporting();
    const client = await approved(operation);
    const { rows } = await api.admin.query<{ seconds: number }>(
      `select extract(epoch from max(expires_at) - now())::float8 as seconds from sealbridge.step_up`,
    );
    expect(rows[0]?.seconds).toBeGreaterThan(290);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(300);
    await api.admin.query('update sealbridge.step_up set expires_at = now()');
    expect(await exportAudit(client, input)).toMatchObject(NEEDED);
  });

  it('is used up by the act, once', async () => {
    const { input, operation } = exporting();
    const client = await approved(operation);
    expect((await exportAudit(client, input)).__typename).toBe('ExportAuditPayload');
    expect(await exportAudit(client, input)).toMatchObject(NEEDED);
  });

  it('is used up by one of two acts at once', async () => {
    const { input, operation } = exporting();
    const client = await approved(operation);
    const answers = await Promise.all([exportAudit(client, input), exportAudit(client, input)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ExportAuditPayload', 'Refused']);
    expect(answers.find(({ __typename }) => __typename === 'Refused')).toMatchObject(NEEDED);
  });

  it('stays open when the act is refused for something else', async () => {
    const { input, operation } = exporting();
    const client = await approved(operation);
    const spoiled = { ...input, signature: toBase64(new Uint8Array(64)) };
    expect((await exportAudit(client, spoiled)).__typename).not.toBe('ExportAuditPayload');
    expect((await exportAudit(client, input)).__typename).toBe('ExportAuditPayload');
  });
});

describe('a step-up', () => {
  const operation = new Uint8Array(32).fill(7);
  const made = (client: ApiClient, change = {}, by: Parameters<typeof stepUpInput>[2] = { passkey }) =>
    stepUpInput(client, { api, device: keys.device, operation }, by, change);

  it.each([
    ['another server', { origin: 'http://localhost:1' }],
    ['another node', { nodeKeyId: new Uint8Array(32) }],
    ['a challenge that was never given', { nonce: new Uint8Array(32) }],
    ['an operation that the challenge is not for', { operation: new Uint8Array(32) }],
  ])('over %s is refused', async (_name, change) => {
    const client = await api.signIn(keys);
    expect(await stepUp(client, await made(client, change))).toMatchObject(REFUSED);
  });

  it('for another device of the directory is refused', async () => {
    const client = await api.signIn(keys);
    const { device } = api.world.admin;
    expect(await stepUp(client, await made(client, { device }))).toMatchObject(REFUSED);
  });

  it('by the passkey of another device is refused', async () => {
    const client = await api.signIn(keys);
    const other = await givePasskey(api, api.world.liaison2);
    const answer = await stepUp(client, await made(client, {}, { passkey: other }));
    expect(answer).toMatchObject({ code: 'E_PASSKEY_UNKNOWN' });
  });

  it('by other words is refused', async () => {
    const client = await api.signIn(keys);
    expect(await stepUp(client, await made(client, {}, { words: makeSigningKeyPair() }))).toMatchObject(REFUSED);
  });

  it('by an authenticator that did not verify the person is refused', async () => {
    const client = await api.signIn(keys);
    const lax: SoftPasskey = { ...passkey, assert: (challenge) => passkey.assert(challenge, 0x01) };
    const answer = await stepUp(client, await made(client, {}, { passkey: lax }));
    expect(answer).toMatchObject({ code: 'E_PASSKEY_VERIFICATION' });
  });

  it('by both ways at once, or by none, is refused', async () => {
    const client = await api.signIn(keys);
    const input = await made(client);
    for (const change of [{ wordsSignature: toBase64(new Uint8Array(64)) }, { passkey: null }]) {
      expect(await stepUp(client, { ...input, ...change } as typeof input)).toMatchObject({ code: 'E_FIELD' });
    }
  });

  it('counts once, in whichever session', async () => {
    const client = await api.signIn(keys);
    const input = await made(client, {}, { words });
    expect((await stepUp(client, input)).__typename).toBe('StepUpPayload');
    expect(await stepUp(await api.signIn(keys), input)).toMatchObject(REFUSED);
  });

  it('locks the device at the address after five failures', async () => {
    const client = await api.signIn(keys);
    const lax: SoftPasskey = { ...passkey, assert: (challenge) => passkey.assert(challenge, 0x01) };
    const ways = [{ passkey: lax }, { words: makeSigningKeyPair() }, { passkey: lax }];
    for (const by of [...ways, ...ways].slice(0, 5)) {
      expect((await stepUp(client, await made(client, {}, by))).__typename).toMatch(/^(?:Refused|Invalid)$/u);
    }
    expect(await stepUp(client, await made(client))).toMatchObject({ __typename: 'RateLimited' });
    expect(await api.tryToSignIn(keys)).toMatchObject({ __typename: 'RateLimited' });
    expect((await api.tryToSignIn(api.world.liaison)).__typename).toBe('StartSessionPayload');
  });

  it('gives the session another token: the one before is dead at once, on every node', async () => {
    const second = await api.anotherNode();
    const token = await api.tokenOf(keys);
    const [here, there] = [api.url, second].map((server) => makeApiClient({ server, token }));
    if (here === undefined || there === undefined) throw new Error('no client');
    for (const client of [here, there]) await client.request(MeDocument, {});
    const answer = await stepUp(here, await made(here));
    if (answer.__typename !== 'StepUpPayload') throw new Error(answer.code);
    expect(answer.token).not.toBe(token);
    for (const client of [here, there]) {
      await expect(client.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    for (const server of [api.url, second]) {
      const after = makeApiClient({ server, token: answer.token });
      await expect(after.request(MeDocument, {})).resolves.toBeDefined();
    }
  });

  it('of two tabs at once gives one of them a token; the other is told to sign in, and loses nothing', async () => {
    const cookie = cookieOf(await browserSignIn(api, keys));
    const asking = await api.signIn(keys);
    const inputs = await Promise.all([made(asking), made(asking, {}, { words })]);
    const answers = await Promise.all(
      inputs.map((input) => send(api.url, StepUpDocument, { input }, { cookie, origin: api.origin })),
    );
    expect(answers.map(({ error }) => error).sort()).toEqual(['UNAUTHENTICATED', null].sort());
    const [won] = answers.filter(({ error }) => error === null);
    const [lost] = answers.filter(({ error }) => error !== null);
    expect(won?.data?.['stepUp']).toMatchObject({ __typename: 'StepUpPayload', token: null });
    expect(lost?.setCookie).toBeNull();
    const after = cookieOf(won ?? { setCookie: null });
    expect(after).not.toBe(cookie);
    expect((await send(api.url, MeDocument, {}, { cookie })).error).toBe('UNAUTHENTICATED');
    expect((await send(api.url, MeDocument, {}, { cookie: after })).error).toBeNull();
    // what the other tab sent was not used up by being too late
    const repeated = inputs[answers.findIndex(({ error }) => error !== null)];
    const again = await send(api.url, StepUpDocument, { input: repeated }, { cookie: after });
    expect(again.data?.['stepUp']).toMatchObject({ __typename: 'StepUpPayload' });
  });

  it('does not make a session longer', async () => {
    const client = await api.signIn(keys);
    await api.admin.query(
      `update sealbridge.session set started_at = now() - interval '7 hours' where ended_at is null`,
    );
    const answer = await stepUp(client, await made(client));
    const left = answer.__typename === 'StepUpPayload' ? Date.parse(answer.endsAt) - Date.now() : 0;
    expect(left).toBeGreaterThan(59 * 60_000);
    expect(left).toBeLessThanOrEqual(60 * 60_000);
  });
});

/** A mutation whose approval is over these parts, and its answer. */
interface Weighty {
  readonly parts: readonly Uint8Array[];
  send(client: ApiClient): Promise<{ readonly __typename: string; readonly reason?: string }>;
}

describe('every mutation that weighs more', () => {
  const id = () => ({ clientMutationId: randomUUID() });
  const rootsOf = (org: FixtureOrg) => api.world.directory.rootSigners(org);

  const made: Readonly<Record<string, () => Weighty>> = {
    publishDirectoryEvents: () => {
      const { directory } = api.world;
      const event: DirectoryEvent = { type: 'UNIT_ADD', unit: newId(), handle: 'harbour/second' };
      const unsigned = makeEvent(directory.state.nextPosition(keys.org), event, { hour: directory.hour });
      const signatures = rootsOf(api.world.harbour.org).map((signer) => signEvent(unsigned, signer));
      const record = writeEventRecord(signedEvent(unsigned, signatures));
      const input = { ...id(), records: [toBase64(record)], lockboxes: [] };
      return {
        parts: [record],
        send: async (client) =>
          (await client.request(PublishDirectoryEventsDocument, { input: { ...input, ...id() } }))
            .publishDirectoryEvents,
      };
    },
    signAgreement: () => {
      const next = nextDraft(api.world.agreement);
      const { harbour, northgate } = api.world;
      const signatures = [harbour, northgate].flatMap(({ org }) => signedBy(next, org, rootsOf(org)).signatures);
      const record = writeAgreementRecord(agreementRecord(next.bytes, signatures));
      const input = { record: toBase64(record) };
      return {
        parts: [record],
        send: async (client) =>
          (await client.request(SignAgreementDocument, { input: { ...input, ...id() } })).signAgreement,
      };
    },
    setAgreementStanding: () => {
      const { org } = api.world.harbour;
      const next = nextDraft(api.world.agreement);
      const record = statement(next, org, rootsOf(org), { act: 'suspend', seq: 1 });
      return {
        parts: [fromBase64(record)],
        send: async (client) =>
          (await client.request(SetAgreementStandingDocument, { input: { ...id(), record } })).setAgreementStanding,
      };
    },
    putVault: () => {
      const ways = [{ kind: 'passphrase', id: newId() }] as const;
      const input = vaultInput(api, keys, { version: 2, ways });
      return { parts: [fromBase64(input.statement)], send: (client) => putVault(client, input) };
    },
  };

  it.each(Object.keys(made))('%s is refused without an approval and goes with one', async (name) => {
    const weighty = made[name]?.();
    if (weighty === undefined) throw new Error('no mutation');
    expect(await weighty.send(await api.signIn(keys))).toMatchObject(NEEDED);
    const answer = await weighty.send(await approved(operationDigest(name, weighty.parts)));
    expect(answer.reason ?? answer.__typename).toMatch(/Payload$/u);
  });
});

describe('what a device with a passkey signed', () => {
  /** Changes in a row, each signed by one of these devices. */
  const publishing = async (client: ApiClient, ...by: readonly TestApi['world']['admin'][]) => {
    const { directory, harbour } = api.world;
    const records: Uint8Array[] = [];
    let position = directory.state.nextPosition(harbour.org.org);
    for (const [at, { device, sign }] of by.entries()) {
      const event: DirectoryEvent = { type: 'UNIT_ADD', unit: newId(), handle: `harbour/more-${String(at)}` };
      const unsigned = makeEvent(position, event, { hour: directory.hour });
      const signature = signEvent(unsigned, { kind: 'device', signer: device, privateKey: sign.privateKey });
      const record = signedEvent(unsigned, [signature]);
      records.push(writeEventRecord(record));
      position = { org: position.org, seq: position.seq + 1, prev: record.eventHash };
    }
    const input = { clientMutationId: randomUUID(), records: records.map((record) => toBase64(record)), lockboxes: [] };
    return (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
  };

  it('is not brought in by the session of a device without one', async () => {
    const { admin, liaison } = api.world;
    const client = await api.signIn(liaison);
    expect(await publishing(client, admin)).not.toMatchObject(NEEDED);
    await givePasskey(api, admin);
    expect(await publishing(client, admin)).toMatchObject(NEEDED);
  });

  it('is not brought in beside what the session itself signed', async () => {
    const { admin, liaison } = api.world;
    const client = await api.signIn(liaison);
    for (const by of [
      [liaison, admin],
      [admin, liaison],
    ])
      expect(await publishing(client, ...by)).toMatchObject(NEEDED);
    expect(await publishing(client, liaison)).not.toMatchObject(NEEDED);
  });
});
