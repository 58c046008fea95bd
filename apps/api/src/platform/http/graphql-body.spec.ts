import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import express from 'express';

import { Metrics } from '../metrics/metrics.js';
import { BODY_TIMEOUT_MS, graphQlBody, MAX_BODY_BYTES } from './graphql-body.js';
import { MAX_DOCUMENT_LENGTH, MAX_LIST_ITEMS, MAX_VALUES, MAX_VARIABLE_DEPTH } from './variable-limits.js';

const QUERY = { query: '{ me { device } }' };
const JSON_TYPE = 'application/json';

let server: Server;
let port: number;

beforeAll(async () => {
  const app = express();
  app.use(graphQlBody(new Metrics()), (request, response) => void response.json(request.body));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Answer {
  readonly status: number;
  readonly body: { readonly errors?: readonly { readonly extensions: { readonly reason?: string } }[] };
}

/** Posts bytes with exactly these headers. */
async function post(body: string | Uint8Array, headers: Record<string, string> = { 'content-type': JSON_TYPE }) {
  const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', headers }).end(body);
  const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { readonly statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, body: JSON.parse(text) as Answer['body'] };
}

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.extensions.reason];
const postJson = (value: unknown) => post(JSON.stringify(value));

describe('the body of an operation', () => {
  it.each([JSON_TYPE, 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'is taken as %s',
    async (type) => {
      expect(await post(JSON.stringify(QUERY), { 'content-type': type })).toEqual({ status: 200, body: QUERY });
    },
  );

  it.each([
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/graphql+json',
    'application/json; charset=utf-16',
    'application/json; charset=utf-7',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json, text/plain',
    'application/json; boundary=x',
    'application/jsonp',
    '',
  ])('is not taken as %p', async (type) => {
    const answer = await post(JSON.stringify(QUERY), { 'content-type': type });
    expect(problem(answer)).toEqual([415, 'content_type']);
  });

  it('is not taken without a type', async () => {
    expect(problem(await post(JSON.stringify(QUERY), {}))).toEqual([415, 'content_type']);
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'GZIP'])('is not unpacked from %s', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(64 * MAX_BODY_BYTES));
    const answer = await post(bomb, { 'content-type': JSON_TYPE, 'content-encoding': encoding });
    expect(problem(answer)).toEqual([415, 'content_encoding']);
  });

  it.each([
    ['a batch', '[{"query":"{ me { device } }"}]', 'batch'],
    ['an empty batch', '[]', 'batch'],
    ['null', 'null', 'body'],
    ['a number', '7', 'body'],
    ['nothing', '', 'body'],
    ['half of an object', '{"query":', 'body'],
    ['two objects', '{}{}', 'body'],
    ['lines of objects', '{"query":"a"}\n{"query":"b"}', 'body'],
    ['variables in a list', '{"query":"a","variables":[{}]}', 'variables'],
    ['variables as text', '{"query":"a","variables":"{}"}', 'variables'],
    ['an operation name of another type', '{"query":"a","operationName":{"a":1}}', 'variables'],
    ['operation names in a list', '{"query":"a","operationName":["a"]}', 'variables'],
  ])('is not taken as %s', async (_name, text, reason) => {
    expect(problem(await post(text))).toEqual([400, reason]);
  });

  it('is UTF-8, and nothing is put in place of what is not', async () => {
    const bytes = Buffer.from(JSON.stringify(QUERY).replace('me', '\u00ff'), 'latin1');
    expect(problem(await post(bytes))).toEqual([400, 'body']);
  });

  it('is refused when it is too long: told so before it comes, or found out on the way', async () => {
    const long = JSON.stringify({ ...QUERY, variables: { pad: 'x'.repeat(MAX_BODY_BYTES) } });
    expect(problem(await post(long))).toEqual([413, 'body_size']);
    const chunked = { 'content-type': JSON_TYPE, 'transfer-encoding': 'chunked' };
    expect(problem(await post(long.slice(0, MAX_BODY_BYTES + 1), chunked))).toEqual([413, 'body_size']);
  });

  it('ends with its connection when it does not arrive in time', async () => {
    const socket = connect(port, '127.0.0.1');
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const arrived = once(server, 'request');
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: 100\r\n\r\n{"query":`);
      await arrived;
      jest.advanceTimersByTime(BODY_TIMEOUT_MS);
    } finally {
      jest.useRealTimers();
    }
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 408 /u);
    expect(text).toContain('body_slow');
  });
});

describe('variables', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const listed = (depth: number): unknown => (depth === 0 ? 1 : [listed(depth - 1)]);

  it.each([
    ['nested as deep as may be', nested(MAX_VARIABLE_DEPTH), 200],
    ['nested deeper', nested(MAX_VARIABLE_DEPTH + 1), 400],
    ['with lists in lists', { a: listed(MAX_VARIABLE_DEPTH) }, 400],
    ['with the longest list', { a: Array(MAX_LIST_ITEMS).fill(1) }, 200],
    ['with a longer list', { a: Array(MAX_LIST_ITEMS + 1).fill(1) }, 400],
    [
      'with too many values',
      { a: Array(MAX_LIST_ITEMS).fill(Array(Math.ceil(MAX_VALUES / MAX_LIST_ITEMS)).fill(1)) },
      400,
    ],
  ])('%s', async (_name, variables, status) => {
    expect((await postJson({ ...QUERY, variables })).status).toBe(status);
  });

  it('of half a million lists in lists cost no more than reading them', async () => {
    const depth = 500_000;
    expect(problem(await post(`{"query":"a","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`))).toEqual([
      400,
      'variables',
    ]);
  });
});

it('a document is no longer than anybody needs', async () => {
  expect((await postJson({ query: '#'.repeat(MAX_DOCUMENT_LENGTH) })).status).toBe(200);
  expect(problem(await postJson({ query: '#'.repeat(MAX_DOCUMENT_LENGTH + 1) }))).toEqual([400, 'document_size']);
});
