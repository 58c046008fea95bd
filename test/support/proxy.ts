// An HTTP proxy between the command line and the API: it keeps every byte that passes, and can answer otherwise than the
// server did. A client that survives it survives a server that lies.
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer to one GraphQL operation, to be changed in place or replaced; null leaves it alone. */
export type Rewrite = (operation: string, data: Record<string, unknown>) => Record<string, unknown> | null;

/** A proxy that runs. */
export interface Proxy {
  readonly origin: string;
  /** Everything that passed: request lines, headers and bodies in both directions. */
  readonly passed: readonly Buffer[];
  /** Says where the API is; until then nothing is answered. */
  forwardTo(port: number): void;
  /** Changes answers from now on. */
  rewriteWith(rewrite: Rewrite | null): void;
  stop(): Promise<void>;
}

interface State {
  readonly passed: Buffer[];
  port: number;
  rewrite: Rewrite | null;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startProxy(): Promise<Proxy> {
  const state: State = { passed: [], port: 0, rewrite: null };
  const server = createServer((incoming, outgoing) => {
    forward(state, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${String(port)}`,
    passed: state.passed,
    forwardTo: (api) => void (state.port = api),
    rewriteWith: (rewrite) => void (state.rewrite = rewrite),
    stop: () => stop(server),
  };
}

async function forward(state: State, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url, headers } = incoming;
  const body = await bodyOf(incoming);
  state.passed.push(Buffer.from(`${String(method)} ${String(url)}\n${JSON.stringify(headers)}\n`), body);
  const options = { host: '127.0.0.1', port: state.port, method, path: url, headers: withLength(headers, body) };
  const answered = await answerOf(options, body);
  const answer = changed(state.rewrite, body, answered.body);
  state.passed.push(Buffer.from(JSON.stringify(answered.headers)), answered.body);
  outgoing.writeHead(answered.status, { ...withLength(answered.headers, answer), connection: 'close' }).end(answer);
}

async function answerOf(options: object, body: Buffer) {
  const asked = send(options);
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bodyOf(answer) };
}

function withLength(headers: object, body: Buffer): Record<string, string | string[]> {
  const kept = Object.entries(headers as Record<string, string | string[]>);
  return {
    ...Object.fromEntries(
      kept.filter(([name]) => !['transfer-encoding', 'content-length', 'connection'].includes(name)),
    ),
    'content-length': String(body.length),
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function changed(rewrite: Rewrite | null, asked: Buffer, answer: Buffer): Buffer {
  const operation = rewrite === null ? undefined : operationOf(asked);
  if (rewrite === null || operation === undefined) return answer;
  const whole = JSON.parse(answer.toString('utf8')) as { data: Record<string, unknown> };
  const data = rewrite(operation, whole.data);
  return data === null ? answer : Buffer.from(JSON.stringify({ ...whole, data }));
}

/** The name of the GraphQL operation that was asked for; undefined for other requests. */
function operationOf(asked: Buffer): string | undefined {
  if (asked.at(0) !== '{'.charCodeAt(0)) return undefined;
  const { query } = JSON.parse(asked.toString('utf8')) as { query: string };
  return /(?:query|mutation)\s+(\w+)/u.exec(query)?.[1];
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
