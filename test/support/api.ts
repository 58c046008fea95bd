// The API in this process against a real PostgreSQL, with its keys in a temporary folder and nobody but the small world in it.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  InstanceDocument,
  makeApiClient,
  PublishDirectoryEventsDocument,
  RequestChallengeDocument,
  SignAgreementDocument,
  StartSessionDocument,
  type ApiClient,
  type StartSessionMutation,
} from '@sealbridge/api-client';
import { writeAgreementRecord, writeEventRecord } from '@sealbridge/directory';
import { writeSessionStatement, type SessionStatement } from '@sealbridge/envelope';
import type { DeviceKeys, SealedLockbox } from '@sealbridge/keyring';
import { fromBase64, makeSigningKeyPair, randomBytes, sha256, signTyped, toBase64 } from '@sealbridge/sodium';
import {
  makeNodeCertificate,
  makeNoteSigner,
  signNote,
  verifierOf,
  writeCheckpoint,
  writeNote,
  writeVerifierKey,
  type NoteSigner,
} from '@sealbridge/transparency';
import { Client } from 'pg';

import { Sequencer } from '../../apps/api/src/audit/sequencing/sequencer.js';
import type { ApiConfiguration } from '../../apps/api/src/platform/configuration/api-configuration.js';
import { ExclusiveConnection } from '../../apps/api/src/platform/database/exclusive-connection.js';
import { serve } from '../../apps/api/src/serve.js';
import { makePresentWorld } from './api-world.js';
import { createDatabase, type TestDatabase } from './database.js';
import { FIXTURE_ORIGIN, type SmallWorld } from './directory-fixture.js';
import { firstRules } from './rules-fixture.js';
import { giveSecondWay } from './second-way.js';
import { countAsVerified } from './vetted.js';

const ORIGIN = 'http://localhost:4999';

/** A spec asks faster than people do; one about limits sets its own. */
const UNHURRIED = { memberPerMinute: 1_000_000, orgPerMinute: 1_000_000, guestPerMinute: 1_000_000 };

/** A checkpoint that the log of this API signed. */
export interface SignedCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: Uint8Array;
  readonly noteSha256: Uint8Array;
}

/** A running API with the small world in its database. */
export interface TestApi {
  readonly url: string;
  readonly origin: string;
  readonly world: SmallWorld;
  readonly database: TestDatabase;
  readonly keysDir: string;
  /** A connection as the superuser, past every wall. */
  readonly admin: Client;
  readonly nodeKeyId: Uint8Array;
  /** Of the log after the world was published. */
  readonly checkpoint: SignedCheckpoint;
  /** Makes log entries of everything recorded so far, as the sequencer does; gives the checkpoint after it. */
  sequence(): Promise<SignedCheckpoint>;
  /** A client without a session. */
  readonly guest: ApiClient;
  /** The answer to an attempt to sign in, its statement changed. */
  tryToSignIn(keys: DeviceKeys, change?: Partial<SessionStatement>): Promise<StartSessionMutation['startSession']>;
  /** A client with a session of this device. Throws when it is refused. */
  signIn(keys: DeviceKeys): Promise<ApiClient>;
  /** The bearer token of a new session. */
  tokenOf(keys: DeviceKeys): Promise<string>;
  /** Another process of the same instance, as far as one process can be two; gives its address. It stops with this one. */
  anotherNode(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the API, configured otherwise where `change` says so, and publishes the world as its people would. */
export async function startApi(
  seed: string = randomUUID(),
  change: Partial<
    Pick<ApiConfiguration, 'agencies' | 'documentsFile' | 'limits' | 'notices' | 'production' | 'webDir'>
  > = {},
): Promise<TestApi> {
  const world = await makePresentWorld(seed);
  const database = await createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-api-'));
  const log = makeNoteSigner(FIXTURE_ORIGIN, 'ed25519');
  const paths = writeFiles(folder, log, world, database.ctxKey);
  const configuration: ApiConfiguration = {
    production: false,
    demo: true,
    host: '127.0.0.1',
    port: 0,
    metricsPort: null,
    origin: ORIGIN,
    hosts: [],
    databaseUrl: database.apiUrl,
    documentsFile: null,
    proxies: ['loopback'],
    limits: UNHURRIED,
    readyFile: null,
    patternWindowMs: 0,
    agencies: [],
    notices: { transport: null, from: 'sealbridge@localhost', jitterMs: 0 },
    ...paths,
    ...change,
  };
  const apps = [await serve(configuration)];
  const [url] = apps.map(urlOf);
  if (url === undefined) throw new Error('no API');
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const guest = makeApiClient({ server: url, token: null });
  const { instance } = await guest.request(InstanceDocument, {});
  const signer = signInWith(guest, fromBase64(instance.nodeKeyId));
  const settings = { url: database.sequencerUrl, application: 'spec', lock: 1, statementTimeoutMs: 10_000 };
  const connection = await ExclusiveConnection.open(settings, new AbortController().signal);
  const sequencer = new Sequencer(connection, log.publicKey);
  const api: Omit<TestApi, 'checkpoint'> = {
    url,
    origin: ORIGIN,
    world,
    database,
    keysDir: paths.keysDir,
    admin,
    nodeKeyId: fromBase64(instance.nodeKeyId),
    sequence: () => sequenceAndSign(sequencer, log),
    guest,
    tryToSignIn: signer,
    tokenOf: async (keys) => {
      const result = await signer(keys);
      if (result.__typename !== 'StartSessionPayload') throw new Error(`not signed in: ${result.code}`);
      return result.token;
    },
    signIn: async (keys) => makeApiClient({ server: url, token: await api.tokenOf(keys) }),
    anotherNode: async () => {
      const app = await serve(configuration);
      apps.push(app);
      return urlOf(app);
    },
    stop: async () => {
      await admin.end();
      await connection.close();
      for (const app of apps) await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await publishWorld(api);
  return { ...api, checkpoint: await api.sequence() };
}

function urlOf(app: Awaited<ReturnType<typeof serve>>): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://localhost:${String(port)}`;
}

function writeFiles(folder: string, log: NoteSigner, world: SmallWorld, ctxKey: Uint8Array) {
  const keysDir = join(folder, 'keys');
  const logDir = join(folder, 'log');
  mkdirSync(join(keysDir, 'shred-kek'), { recursive: true });
  mkdirSync(logDir);
  const node = makeSigningKeyPair();
  const certificate = { nodeId: 'node-a', publicKey: node.publicKey, origin: FIXTURE_ORIGIN, notBefore: 1_600_000_000 };
  writeFileSync(join(keysDir, 'node.key'), node.seed);
  writeFileSync(join(keysDir, 'node.cert'), makeNodeCertificate(certificate, log.privateKey));
  writeFileSync(join(keysDir, 'ctx.key'), ctxKey);
  writeFileSync(join(keysDir, 'cursor.key'), randomBytes(32));
  writeFileSync(join(keysDir, 'notice.key'), randomBytes(32));
  const policyFile = join(folder, 'policy');
  writeFileSync(policyFile, `log ${writeVerifierKey(verifierOf(log))}\nquorum none\n`);
  const genesisFile = join(folder, 'genesis.json');
  const records = recordsOf(world, world.directory.stewards.org).map(toBase64);
  const policy = toBase64(firstRules(world.directory));
  writeFileSync(genesisFile, JSON.stringify({ records, lockboxes: [], policy }));
  return { keysDir, logDir, policyFile, genesisFile, webDir: join(folder, 'web') };
}

function recordsOf({ directory }: SmallWorld, org: string): Uint8Array[] {
  return directory.records.flatMap(({ record }) => (record.leaf.org === org ? [writeEventRecord(record)] : []));
}

function signInWith(guest: ApiClient, nodeKeyId: Uint8Array): TestApi['tryToSignIn'] {
  return async (keys, change = {}) => {
    const { device } = keys;
    const asked = await guest.request(RequestChallengeDocument, { input: { clientMutationId: randomUUID(), device } });
    const challenge = asked.requestChallenge;
    if (challenge.__typename !== 'RequestChallengePayload') throw new Error(challenge.code);
    const time = Math.floor(Date.now() / 1000);
    const statement = { origin: ORIGIN, nodeKeyId, nonce: fromBase64(challenge.nonce), device, time, ...change };
    const request = writeSessionStatement(statement);
    const signature = signTyped('sr1.session', request, keys.sign.privateKey);
    const input = { clientMutationId: randomUUID(), request: toBase64(request), signature: toBase64(signature) };
    return (await guest.request(StartSessionDocument, { input })).startSession;
  };
}

/** Takes everything recorded so far into the tree and signs the checkpoint of it. */
async function sequenceAndSign(sequencer: Sequencer, log: NoteSigner): Promise<SignedCheckpoint> {
  const { head } = await sequencer.batch(false);
  if (head === null) throw new Error('nothing was recorded');
  const { size, root } = head;
  const text = writeCheckpoint({ origin: FIXTURE_ORIGIN, size, root });
  const note = writeNote({ text, signatures: [signNote(text, log)] });
  return { origin: FIXTURE_ORIGIN, size, root, note, noteSha256: sha256(note) };
}

/** A steward brings in what the roots of the organisations signed. */
async function publishWorld(api: Pick<TestApi, 'world' | 'signIn' | 'admin'>): Promise<void> {
  const [steward] = api.world.directory.stewardDevices;
  if (steward === undefined) throw new Error('no steward');
  const client = await api.signIn(steward);
  const { harbour, northgate, eastport, epochs, agreement } = api.world;
  for (const [unit, epoch] of [
    [harbour, epochs.harbour],
    [northgate, epochs.northgate],
    [eastport, epochs.eastport],
  ] as const) {
    const { directory } = api.world;
    const admission = directory.records.find(({ record }) => record.leaf.org === unit.org.org && record.leaf.seq === 0);
    if (admission === undefined) throw new Error('no admission');
    await countAsVerified(api.admin, admission.record, directory.stewardDevices);
    const records = recordsOf(api.world, unit.org.org).map(toBase64);
    const lockboxes = epoch.lockboxes.map((box) => lockboxInput(unit.unit, epoch.epoch, box));
    const input = { clientMutationId: randomUUID(), records, lockboxes };
    const { publishDirectoryEvents: answer } = await client.request(PublishDirectoryEventsDocument, { input });
    if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(`${answer.code}: ${answer.message}`);
  }
  await countAsVetted(api.admin);
  await giveSecondWay(api.admin);
  const input = { clientMutationId: randomUUID(), record: toBase64(writeAgreementRecord(agreement)) };
  const { signAgreement: answer } = await client.request(SignAgreementDocument, { input });
  if (answer.__typename !== 'SignAgreementPayload') throw new Error(`${answer.code}: ${answer.message}`);
}

/** Vetting has specs of its own; elsewhere everybody has been through it. */
export async function countAsVetted(admin: Client): Promise<void> {
  for (const table of ['organisation', 'unit', 'member']) {
    await admin.query(`UPDATE sealbridge.${table} SET state = 'active' WHERE state = 'provisional'`);
  }
}

/** A lockbox as the API takes it. */
export function lockboxInput(unit: string, epoch: number, { device, bytes }: SealedLockbox) {
  return { unit, epoch, device, bytes: toBase64(bytes) };
}
