import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MAX_ADD_CHECKPOINT_BYTES } from '@sealbridge/transparency';
import type { Answer, Witness } from './witness.js';

const REQUEST_MILLISECONDS = 10_000;
const MONITORING = /^\/([0-9a-f]{64})\/checkpoint$/;
const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' } as const;

/** The HTTP face of a witness: `POST /add-checkpoint`, `GET /<origin hash>/checkpoint`, `GET /livez`. Not yet listening. */
export function makeServer(witness: Witness, report: (message: string) => void): Server {
  const server = createServer({ requestTimeout: REQUEST_MILLISECONDS }, (request, response) => {
    handle(witness, request, response).catch((error: unknown) => {
      // The name of a failure is enough to act on; its text may quote a path.
      report(`request failed: ${error instanceof Error ? error.name : 'unknown'}`);
      refuse(response, 500);
    });
  });
  return server;
}

async function handle(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return refuse(response, 405);
    const body = await readBody(request);
    if (body === null) return refuse(response, 400);
    return send(response, witness.addCheckpoint(body));
  }
  if (request.method !== 'GET') return refuse(response, 405);
  if (path === '/livez') {
    response.writeHead(200, TEXT).end('ok\n');
    return;
  }
  const hash = MONITORING.exec(path)?.[1];
  if (hash === undefined) return refuse(response, 404);
  send(response, witness.latest(hash));
}

// Null when the body is longer than any request can be; the rest of it is not read.
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_ADD_CHECKPOINT_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function refuse(response: ServerResponse, status: 400 | 404 | 405 | 500): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { ...TEXT, Connection: 'close' }).end('refused\n');
}
