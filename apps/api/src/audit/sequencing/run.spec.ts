import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { randomBytes, ready, sha256 } from '@sealbridge/sodium';
import {
  checkCheckpoint,
  directoryEntry,
  leafHash,
  makeCosignature,
  makeNodeCertificate,
  makeNoteSigner,
  type NoteSigner,
  parseAddCheckpoint,
  parseCheckpoint,
  parseEntryBundle,
  parseNote,
  parsePolicy,
  type Policy,
  rootOf,
  writeSignatureLine,
  writeSignerKey,
  writeVerifierKey,
  verifierOf,
} from '@sealbridge/transparency';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { makeDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';
import { Log } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { NodeIdentity } from '../node-identity.js';
import { NodeSequence } from '../node-sequence.js';
import { Outbox } from '../outbox.js';
import { runSequencer } from './run.js';

let db: TestDatabase;
let admin: Client;
let source: DataSource;
let database: Database;
let outbox: Outbox;
let folder: string;
let signer: NoteSigner;
let witness: { server: Server; url: string; key: NoteSigner; size: number };
let policy: Policy;

/** A witness that cosigns whatever grows, with the real formats. */
async function startWitness(): Promise<typeof witness> {
  const key = makeNoteSigner('witness.spec.invalid', 'cosignature');
  const state = { server: createServer(), url: '', key, size: 0 };
  state.server.on('request', (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'GET') return void response.writeHead(404).end();
      const { oldSize, note } = parseAddCheckpoint(new Uint8Array(Buffer.concat(parts)));
      if (oldSize !== state.size) return void response.writeHead(409).end(`${state.size}\n`);
      const { text } = parseNote(note);
      state.size = parseCheckpoint(text).size;
      const line = makeCosignature(text, Math.floor(Date.now() / 1000), key);
      return void response.writeHead(200).end(writeSignatureLine(line));
    });
  });
  await new Promise<void>((resolve) => state.server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(state.server.address() as AddressInfo).port}`;
  return state;
}

const configuration = () => ({
  databaseUrl: db.sequencerUrl,
  keysDir: folder,
  logDir: join(folder, 'log'),
  mirrorDir: join(folder, 'mirror'),
  policyFile: join(folder, 'policy'),
  witnesses: [witness.url],
  publicIntervalMs: 300,
  metricsPort: null,
  host: '127.0.0.1',
});

const quiet = new Log({
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} as unknown as ConstructorParameters<typeof Log>[0]);

async function whileSequencing(work: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const running = runSequencer(configuration(), { log: quiet, metrics: new Metrics() }, stop.signal);
  try {
    await work();
  } finally {
    stop.abort();
    await running;
  }
}

async function until<T>(read: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await read().catch(() => null);
    if (found !== null) return found;
    await sleep(50);
  }
  throw new Error('it did not happen');
}

const checkpointOf = async (name: string, atLeast = 1) => {
  const checked = checkCheckpoint(new Uint8Array(await readFile(join(folder, 'log', name))), policy);
  return checked.size >= atLeast ? checked : null;
};

const addEntries = (count: number): Promise<void> =>
  database.system(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      await outbox.append(tx, { kind: 'dir', entry: directoryEntry(randomBytes(40)) });
    }
  });

beforeEach(async () => {
  await ready();
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  database = new Database(source, db.ctxKey);
  folder = await mkdtemp(join(tmpdir(), 'sequencer-'));
  signer = makeNoteSigner('spec.invalid/log', 'ed25519');
  witness = await startWitness();
  await writeFile(join(folder, 'log.key'), `${writeSignerKey(signer)}\n`);
  const text = `log ${writeVerifierKey(verifierOf(signer))}\nwitness w ${writeVerifierKey(verifierOf(witness.key))}\nquorum w\n`;
  await writeFile(join(folder, 'policy'), text);
  policy = parsePolicy(text);
  const seed = randomBytes(32);
  const node = new NodeIdentity({ nodeId: 'n1', seed, certificate: new Uint8Array(), logOrigin: signer.name });
  const certificate = makeNodeCertificate(
    { nodeId: 'n1', publicKey: node.publicKey, origin: signer.name, notBefore: 0 },
    signer.privateKey,
  );
  outbox = new Outbox(node, new NodeSequence());
  await admin.query('INSERT INTO sealbridge.node_certificate VALUES ($1, $2)', ['n1', Buffer.from(certificate)]);
});

afterEach(async () => {
  witness.server.close();
  witness.server.closeAllConnections();
  await source.destroy();
  await admin.end();
  await db.drop();
  await rm(folder, { recursive: true });
});

it('makes leaves in order, pads the public tree with covers, and publishes files that give the signed root', async () => {
  await addEntries(300);
  await whileSequencing(async () => {
    const open = await until(() => checkpointOf('checkpoint', 300));
    expect(open.size % 16).toBe(0);
    const bundles = [
      await readFile(join(folder, 'log/tile/entries/000')),
      await readFile(join(folder, `log/tile/entries/001.p/${open.size - 256}`)),
    ];
    const entries = bundles.flatMap((bytes, index) =>
      parseEntryBundle(new Uint8Array(bytes), index === 0 ? 256 : open.size - 256),
    );
    expect(rootOf(entries.map(leafHash))).toEqual(open.root);
    expect(await readFile(join(folder, 'mirror/tile/0/000'))).toEqual(await readFile(join(folder, 'log/tile/0/000')));
  });
  const { rows } = await admin.query<{ kind: string; n: string }>(
    'SELECT kind, count(*) AS n FROM sealbridge.log_leaf GROUP BY kind ORDER BY kind',
  );
  expect(rows[1]).toEqual({ kind: 'dir', n: '300' });
});

it('goes on after a restart where it stood', async () => {
  await addEntries(3);
  await whileSequencing(async () => void (await until(() => checkpointOf('prompt/checkpoint', 3))));
  await addEntries(5);
  await whileSequencing(async () => void (await until(() => checkpointOf('checkpoint', 8))));
  const { rows } = await admin.query<{ gaps: boolean }>(
    'SELECT count(*) <> max(idx) + 1 AS gaps FROM sealbridge.log_leaf',
  );
  expect(rows).toEqual([{ gaps: false }]);
});

it('gives no leaf to a row that no node signed, or that was changed after signing', async () => {
  await addEntries(2);
  await admin.query(`SET session_replication_role = replica`);
  await admin.query(
    `UPDATE sealbridge.audit_outbox SET entry = '\\x646c31ff' WHERE id = (SELECT min(id) FROM sealbridge.audit_outbox)`,
  );
  await admin.query(
    `INSERT INTO sealbridge.audit_outbox (kind, entry, node_id, boot_id, node_seq, node_sig)
    VALUES ('dir', 'dl1x', 'ghost', gen_random_uuid(), 0, $1)`,
    [randomBytes(64)],
  );
  await whileSequencing(async () => void (await until(() => checkpointOf('prompt/checkpoint'))));
  const { rows } = await admin.query<{ code: string }>('SELECT code FROM sealbridge.audit_refused ORDER BY code');
  expect(rows).toEqual([{ code: 'E_NODE' }, { code: 'E_SIGNATURE' }]);
});

const frozen = (): Promise<string> => until(async () => (await readFile(join(folder, 'log/frozen'), 'utf8')).trim());

async function rollBack(): Promise<void> {
  await admin.query(`SET session_replication_role = replica`);
  for (const table of ['log_leaf', 'log_tile', 'log_checkpoint', 'audit_event']) {
    await admin.query(`DELETE FROM sealbridge.${table}`);
  }
}

it('freezes and signs nothing when the database has gone back behind the high-water mark', async () => {
  await addEntries(4);
  await whileSequencing(async () => void (await until(() => checkpointOf('checkpoint', 4))));
  await rollBack();
  await addEntries(1);
  const before = await readFile(join(folder, 'log/prompt/checkpoint'));
  await whileSequencing(async () => expect(await frozen()).toBe('E_LOG_BEHIND_MARK'));
  expect(await readFile(join(folder, 'log/prompt/checkpoint'))).toEqual(before);
});

it('freezes when the mark is gone too but a witness remembers a bigger tree', async () => {
  await addEntries(20);
  await whileSequencing(async () => void (await until(() => checkpointOf('prompt/checkpoint', 20))));
  await rollBack();
  await rm(join(folder, 'log'), { recursive: true });
  await addEntries(1);
  await whileSequencing(async () => expect(await frozen()).toBe('E_LOG_BEHIND_WITNESS'));
  expect(await readdir(join(folder, 'log'))).not.toContain('prompt');
});

it('freezes when history was rewritten to the same size', async () => {
  await addEntries(4);
  await whileSequencing(async () => void (await until(() => checkpointOf('prompt/checkpoint', 4))));
  await admin.query(`SET session_replication_role = replica`);
  await admin.query(`UPDATE sealbridge.log_checkpoint SET root = $1`, [Buffer.from(sha256(new Uint8Array(1)))]);
  await whileSequencing(async () => expect(['E_LOG_CORRUPT', 'E_LOG_FORKED']).toContain(await frozen()));
});

it('does not start a log of a real name on witnesses of this machine alone', async () => {
  const named = makeNoteSigner('log.sealbridge.example/one', 'ed25519');
  await writeFile(join(folder, 'log.key'), `${writeSignerKey(named)}\n`);
  await expect(whileSequencing(() => Promise.resolve())).rejects.toThrow(
    'SEALBRIDGE_WITNESSES: names no witness outside this machine',
  );
});
