// A server as strong as the threat model has it: database, log key and the key of the only witness. It signs whatever log it is told to
// show, and answers every question as its script says.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { PublishDirectoryEventsInput } from '@sealbridge/api-client';
import { type AgreementRecord, parseEventRecord, writeAgreementRecord, writeEventRecord } from '@sealbridge/directory';
import { fromBase64, makeSigningKeyPair, toBase64 } from '@sealbridge/sodium';
import {
  encodeEntryBundle,
  leafHash,
  makeCosignature,
  makeNodeCertificate,
  makeNoteSigner,
  nodeKeyId,
  parseCheckpoint,
  parseNote,
  rootOf,
  signNote,
  TILE_WIDTH,
  verifierOf,
  writeCheckpoint,
  writeNote,
  writeTile,
  writeVerifierKey,
} from '@sealbridge/transparency';

import { FIXTURE_ORIGIN, type SmallWorld } from '../directory-fixture.js';
import { ForgedLog } from './forged-log.js';

/** `tile/entries/000.p/5` or `tile/0/000.p/5`; a log of a test is never longer than one tile. */
const TILE = /^\/log\/tile\/(entries|0)\/000(?:\.p\/(\d+))?$/;
const OPERATION = /^\s*(?:query|mutation)\s+(\w+)/;

type Variables = Record<string, unknown>;
/** The data of the answer to one operation. */
export type Answer = (variables: Variables) => Record<string, unknown>;

/** The scripted server. */
export class MaliciousServer {
  readonly log = makeNoteSigner(FIXTURE_ORIGIN, 'ed25519');
  readonly witness = makeNoteSigner('witness.example/only', 'cosignature');
  /** What every client pinned. */
  readonly policyText = [
    `log ${writeVerifierKey(verifierOf(this.log))}`,
    `witness only ${writeVerifierKey(verifierOf(this.witness))}`,
    'quorum only',
    '',
  ].join('\n');

  /** The log it shows, and the bodies with it. */
  shown: ForgedLog;
  /** How many entries its checkpoint has; all when null. */
  size: number | null = null;
  /** Unix seconds of its newest cosignature; now when null. */
  cosignedAt: number | null = null;
  agreements: readonly AgreementRecord[];
  /** What victims published here. */
  readonly published: PublishDirectoryEventsInput[] = [];
  readonly node = makeSigningKeyPair();
  readonly #answers = new Map<string, Answer>();
  readonly #server: Server;

  private constructor(readonly world: SmallWorld) {
    this.shown = new ForgedLog(world.directory);
    this.agreements = [world.agreement];
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** A server that shows this world as it is, on a free port of 127.0.0.1. */
  static async start(world: SmallWorld): Promise<MaliciousServer> {
    const server = new MaliciousServer(world);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get origin(): string {
    return `http://localhost:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Answers an operation like this from now on. */
  answer(operation: string, answer: Answer): void {
    this.#answers.set(operation, answer);
  }

  /** A checkpoint of the log it shows, signed and cosigned. */
  note(): Uint8Array {
    const entries = this.shown.entries.slice(0, this.size ?? undefined);
    const text = writeCheckpoint({
      origin: FIXTURE_ORIGIN,
      size: entries.length,
      root: rootOf(entries.map(leafHash)),
    });
    const at = this.cosignedAt ?? Math.floor(Date.now() / 1000);
    return writeNote({ text, signatures: [signNote(text, this.log), makeCosignature(text, at, this.witness)] });
  }

  /** The root that a checkpoint states. */
  rootIn(note: Uint8Array): Uint8Array {
    return parseCheckpoint(parseNote(note).text).root;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const { query, variables } = JSON.parse(await bodyOf(request)) as { query: string; variables: Variables };
      const data = this.#data(OPERATION.exec(query)?.[1] ?? '', variables);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
      return;
    }
    const file = this.#file(request.url ?? '');
    if (file === null) response.writeHead(404).end();
    else response.end(file);
  }

  #file(url: string): Uint8Array | null {
    if (url === '/log/checkpoint') return this.note();
    const [, kind, width] = TILE.exec(url) ?? [];
    const entries = this.shown.entries.slice(0, Number(width ?? TILE_WIDTH));
    if (kind === 'entries') return encodeEntryBundle(entries);
    return kind === '0' ? writeTile(entries.map(leafHash)) : null;
  }

  #data(operation: string, variables: Variables): Record<string, unknown> {
    const scripted = this.#answers.get(operation);
    if (scripted !== undefined) return scripted(variables);
    if (operation === 'DirectoryBodies') return { directoryBodies: pageOf(this.#bodies()) };
    if (operation === 'AgreementPage') return { agreementPage: pageOf(this.agreements.map(agreementNode)) };
    if (operation === 'Instance') return { instance: this.#instance() };
    if (operation === 'PublishDirectoryEvents') return { publishDirectoryEvents: this.#publish(variables) };
    throw new Error(`the script has no answer to ${operation}`);
  }

  /** A node that the log key vouches for: that is what compelling an operator gives. */
  #instance() {
    const { publicKey } = this.node;
    const certificate = { nodeId: 'node-a', publicKey, origin: FIXTURE_ORIGIN, notBefore: 1_600_000_000 };
    return {
      origin: this.origin,
      logOrigin: FIXTURE_ORIGIN,
      nodeKeyId: toBase64(nodeKeyId(publicKey)),
      nodeCert: toBase64(makeNodeCertificate(certificate, this.log.privateKey)),
      policyText: this.policyText,
      checkpoint: toBase64(this.note()),
    };
  }

  /** Takes what a victim publishes and puts it on the log it shows. */
  #publish({ input }: Variables) {
    const published = input as PublishDirectoryEventsInput;
    this.published.push(published);
    const records = published.records.map((record) => this.shown.put(parseEventRecord(fromBase64(record))));
    const last = records.at(-1);
    return {
      __typename: 'PublishDirectoryEventsPayload',
      clientMutationId: published.clientMutationId,
      organisation: last?.leaf.org,
      headSeq: last?.leaf.seq,
      headHash: toBase64(last?.eventHash ?? new Uint8Array(32)),
    };
  }

  #bodies() {
    const orgs = new Set(this.shown.records.map(({ leaf }) => leaf.org));
    return [...orgs].map((organisation) => {
      const records = this.shown.records.filter(({ leaf }) => leaf.org === organisation);
      return {
        organisation,
        handle: 'whatever',
        headSeq: records.length - 1,
        records: records.map((record) => toBase64(writeEventRecord(record))),
      };
    });
  }
}

function agreementNode(record: AgreementRecord) {
  const { agreement, version } = record.agreement;
  return {
    id: agreement,
    version,
    versionHash: toBase64(record.hash),
    record: toBase64(writeAgreementRecord(record)),
    standing: [],
    state: 'active',
    live: true,
    parties: [],
  };
}

function pageOf(nodes: readonly unknown[]) {
  const edges = nodes.map((node, at) => ({ cursor: String(at), node }));
  return { edges, pageInfo: { hasNextPage: false, endCursor: null } };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
