import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import type { Express } from 'express';

import { Metrics } from '../metrics/metrics.js';
import { BoundedExpress, boundConnections, MAX_CONNECTIONS_PER_NETWORK, MAX_HEADER_BYTES } from './bounded-server.js';

const SOON = { headersTimeout: 200, requestTimeout: 400, keepAliveTimeout: 300, connectionsCheckingInterval: 50 };

let server: Server;
let port: number;
let isProxy = false;

beforeAll(async () => {
  const adapter = new BoundedExpress(SOON);
  adapter.initHttpServer();
  adapter.getInstance<Express>().use((_request, response) => void response.end('ok'));
  server = adapter.getHttpServer();
  boundConnections(server, new Metrics(), () => isProxy);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What comes back over a connection on which this is sent, until the server ends it. */
async function sent(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

it('a header that is too long is not read to its end', async () => {
  const long = `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(MAX_HEADER_BYTES)}\r\n\r\n`;
  expect(await sent(long)).toMatch(/^HTTP\/1\.1 431 /u);
});

it('a header that never ends is not waited for', async () => {
  expect(await sent('GET / HTTP/1.1\r\nhost: x\r\nx-slow: a')).toMatch(/^HTTP\/1\.1 408 /u);
});

it('a connection on which nothing is asked ends', async () => {
  expect(await sent('GET / HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 [^]*ok/u);
});

it.each([
  ['two lengths', 'content-length: 1\r\ncontent-length: 2'],
  ['a length and chunks', 'content-length: 1\r\ntransfer-encoding: chunked'],
  ['no length that is one', 'content-length: -1'],
  ['a line in a line', 'x: a\rb'],
])('a request with %s is none: whoever is before this server may read it otherwise', async (_name, line) => {
  expect(await sent(`POST / HTTP/1.1\r\nhost: x\r\n${line}\r\n\r\nab`)).toMatch(/^HTTP\/1\.1 400 /u);
});

describe('connections of one network', () => {
  const open: Socket[] = [];
  const isOpen = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1');
    open.push(socket);
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const [answer] = (await Promise.race([
      once(socket, 'data'),
      once(socket, 'close').then(() => [null]),
    ])) as unknown[];
    return answer !== null;
  };

  beforeEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await until(0);
  });
  afterAll(() => open.forEach((socket) => socket.destroy()));

  const until = async (count: number): Promise<void> => {
    const now = (): Promise<number> => new Promise((resolve) => server.getConnections((_error, n) => resolve(n)));
    while ((await now()) !== count) await new Promise(setImmediate);
  };
  const fill = async (): Promise<void> => {
    const idle = Array.from({ length: MAX_CONNECTIONS_PER_NETWORK }, () => connect(port, '127.0.0.1'));
    open.push(...idle);
    await until(MAX_CONNECTIONS_PER_NETWORK);
  };

  it('are so many, and the next is closed unread', async () => {
    isProxy = false;
    await fill();
    expect(await isOpen()).toBe(false);
    open[0]?.destroy();
    await until(MAX_CONNECTIONS_PER_NETWORK - 1);
    expect(await isOpen()).toBe(true);
  });

  it('may be more from a proxy, which speaks for many', async () => {
    isProxy = true;
    await fill();
    expect(await isOpen()).toBe(true);
  });
});
