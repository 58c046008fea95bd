import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { serverLogFiles } from './log-files.js';

const MIB = 1024 * 1024;

describe('the files of a log', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;

  beforeAll(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const read = () => serverLogFiles(url, null).read('checkpoint');

  it('come as they are', async () => {
    answer = (_request, response) => void response.end('note');
    expect(Buffer.from(await read()).toString()).toBe('note');
  });

  it('are read no further than the longest file there can be', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(MIB))) sent += MIB;
        if (!response.destroyed) response.once('drain', send);
      };
      send();
    };
    await expect(read()).rejects.toMatchObject({ code: 'E_LOG_UNREACHABLE', kind: 'network' });
    expect(sent).toBeLessThan(64 * MIB);
  });

  it('are refused by name when the answer breaks off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(read()).rejects.toMatchObject({ code: 'E_LOG_UNREACHABLE', kind: 'network' });
  });
});
