import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import express from 'express';

import type { Caller } from '../access/caller.js';
import { BlobController } from './blob.controller.js';
import type { BlobService } from './blob.service.js';
import { MAX_STREAMS_PER_DEVICE } from './report-rules.js';

const NAME = '00'.repeat(32);
const SLICE = new Uint8Array(65_536);
const SLICES = 400;

const id = idFromBytes(new Uint8Array(16));
const caller: Caller = {
  session: { tokenSha256: new Uint8Array(32), transport: 'bearer', device: id, member: id, organisation: id },
  requestId: id,
  client: { build: null, address: '127.0.0.1', ownPages: true },
};

describe('a stream of ciphertext', () => {
  let server: Server;
  let port: number;
  let length: number;
  let given: number;
  let ended: number;
  let failures: unknown[];

  beforeAll(ready);
  beforeEach(async () => {
    [length, given, ended, failures] = [SLICES * SLICE.length, 0, 0, []];
    // the store behind the controller: endless enough to outlast a reader
    async function* slices() {
      try {
        for (let slice = 0; slice < SLICES; slice += 1) {
          yield SLICE;
          given += 1;
        }
      } finally {
        ended += 1;
      }
    }
    const blobs = {
      get: () => Promise.resolve({ length, bytes: slices() }),
    } as unknown as BlobService;
    const controller = new BlobController(blobs);
    const app = express();
    app.get('/', (_request, response) => {
      controller.get(caller, NAME, undefined, response).catch((error: unknown) => {
        failures.push(error);
        response.status(429).end();
      });
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A reader that asks and then reads nothing. */
  const stall = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').pause();
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 100 && !holds(); tries += 1) await sleep(20);
    expect(holds()).toBe(true);
  };

  it('waits for a reader that stalls, and is no failure of ours when the reader goes away', async () => {
    const socket = await stall();
    await until(() => given > 0);
    await sleep(200);
    expect(given).toBeLessThan(SLICES);
    socket.destroy();
    await until(() => ended === 1);
    expect(failures).toEqual([]);
  });

  it('is one of so many that a device may have at once', async () => {
    const sockets = [];
    for (let n = 0; n < MAX_STREAMS_PER_DEVICE; n += 1) sockets.push(await stall());
    await until(() => given > 0);
    const refused = await fetch(`http://127.0.0.1:${String(port)}/`);
    expect(refused.status).toBe(429);
    expect(failures).toMatchObject([{ code: 'RATE_LIMITED' }]);
    for (const socket of sockets) socket.destroy();
    await until(() => ended === MAX_STREAMS_PER_DEVICE);
    const again = await stall();
    await sleep(100);
    expect(failures).toHaveLength(1);
    again.destroy();
  });

  it('comes whole when it is as long as it says', async () => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/`);
    expect((await answer.arrayBuffer()).byteLength).toBe(length);
    expect(failures).toEqual([]);
  });

  it.each([
    ['fewer', 1, 'stored ciphertext ends before its length'],
    ['more', -1, 'stored ciphertext is longer than its length'],
  ])('breaks the connection when it has %s bytes than it says', async (_, off, message) => {
    length += off;
    server.keepAliveTimeout = 0; // kept for ever: only a broken connection ends the wait of the reader
    const answer = await fetch(`http://127.0.0.1:${String(port)}/`);
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
    await until(() => ended === 1);
    expect(failures).toMatchObject([{ message }]);
  });
});
