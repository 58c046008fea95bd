import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { makeApiClient, MAX_ANSWER_BYTES, type ApiClient } from './client.js';
import { EndSessionDocument, RecipientStandingDocument } from './generated/graphql.gen.js';

const HASH = 'ab'.repeat(32);

async function* chunksOf(count: number, size: number): AsyncIterable<Uint8Array> {
  for (let n = 0; n < count; n += 1) yield await Promise.resolve(new Uint8Array(size).fill(n));
}

describe('the API client', () => {
  let server: Server;
  let url: string;
  let client: ApiClient;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  const seen: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    client = makeApiClient({ server: url, token: 'secret', build: 'spec' });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    seen.length = 0;
  });

  const answerWith = (status: number, body: string): void => {
    handle = (request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    };
  };
  const endSession = () => client.request(EndSessionDocument, { input: { clientMutationId: 'x' } });

  it('sends token, build and the header that a foreign page cannot send, and gives the data', async () => {
    answerWith(200, JSON.stringify({ data: { endSession: { clientMutationId: 'x' } } }));
    expect(await endSession()).toEqual({ endSession: { clientMutationId: 'x' } });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: 'Bearer secret', 'x-sealbridge-request': '1', 'x-sealbridge-build': 'spec' },
    });
  });

  it.each([
    ['the code of the first error', 200, '{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}', 'UNAUTHENTICATED'],
    ['INTERNAL for an unknown code', 200, '{"errors":[{"extensions":{"code":"MADE_UP"}}]}', 'INTERNAL'],
    ['INTERNAL for errors of no form', 200, '{"errors":[null]}', 'INTERNAL'],
    ['INTERNAL for errors that are no list', 200, '{"errors":7}', 'INTERNAL'],
    ['the code of the status when there is no JSON', 429, 'slow down', 'RATE_LIMITED'],
    ['INTERNAL for a broken server', 502, '<html>', 'INTERNAL'],
    ['PROTOCOL for an answer without data', 200, '{}', 'PROTOCOL'],
    ['PROTOCOL for what is not an object', 200, '7', 'PROTOCOL'],
    ['PROTOCOL for data that are a list', 200, '{"data":[]}', 'PROTOCOL'],
    ['PROTOCOL for data without what was asked for', 200, '{"data":{}}', 'PROTOCOL'],
    ['PROTOCOL for null where there is a value', 200, '{"data":{"endSession":null}}', 'PROTOCOL'],
    ['PROTOCOL for a value of another type', 200, '{"data":{"endSession":{"clientMutationId":7}}}', 'PROTOCOL'],
  ])('rejects with %s', async (_name, status, body, code) => {
    answerWith(status, body);
    await expect(endSession()).rejects.toMatchObject({ name: 'ApiError', code });
  });

  describe('whose connection is closed before anything comes back', () => {
    const closing = (times: number): void => {
      handle = (request, response) => {
        request.resume();
        if (seen.length <= times) request.socket.resetAndDestroy();
        else response.end(JSON.stringify({ data: { recipientStanding: [] } }));
      };
    };
    const ask = () => client.request(RecipientStandingDocument, { units: [] });

    it('asks a question once more', async () => {
      closing(1);
      expect(await ask()).toEqual({ recipientStanding: [] });
      expect(seen).toHaveLength(2);
    });

    it('asks no third time', async () => {
      closing(2);
      await expect(ask()).rejects.toMatchObject({ code: 'NETWORK' });
      expect(seen).toHaveLength(2);
    });

    it('never repeats what changes something', async () => {
      closing(1);
      await expect(endSession()).rejects.toMatchObject({ code: 'NETWORK' });
      expect(seen).toHaveLength(1);
    });

    it('does not repeat what breaks off in the middle of an answer', async () => {
      handle = (request, response) => {
        request.resume();
        response.writeHead(200, { 'content-length': '100' }).write('{', () => response.socket?.resetAndDestroy());
      };
      await expect(ask()).rejects.toMatchObject({ code: 'NETWORK' });
      expect(seen).toHaveLength(1);
    });
  });

  describe('that is told to come back', () => {
    const busy = (after: string | null, extensions: object = { code: 'UNAVAILABLE', reason: 'overloaded' }): string => {
      const headers = { 'content-type': 'application/json', ...(after === null ? {} : { 'retry-after': after }) };
      handle = (request, response) => {
        request.resume();
        const first = seen.length === 1;
        response.writeHead(first ? 503 : 200, first ? headers : {});
        response.end(JSON.stringify(first ? { errors: [{ extensions }] } : { data: { recipientStanding: [] } }));
      };
      return url;
    };
    const ask = (signal?: AbortSignal) => {
      const asking = makeApiClient({ server: url, token: null, ...(signal === undefined ? {} : { signal }) });
      return asking.request(RecipientStandingDocument, { units: [] });
    };

    it('asks a question once more', async () => {
      busy('0');
      expect(await ask()).toEqual({ recipientStanding: [] });
      expect(seen).toHaveLength(2);
    });

    it('asks no third time', async () => {
      handle = (request, response) => {
        request.resume();
        response.writeHead(429, { 'retry-after': '0' }).end('{"errors":[{"extensions":{"code":"RATE_LIMITED"}}]}');
      };
      await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 0 });
      expect(seen).toHaveLength(2);
    });

    it.each([
      ['after longer than it has patience', '11', 11],
      ['at a date', 'Fri, 20 Nov 2026 20:00:00 GMT', null],
      ['without saying when', null, null],
    ])('says so when it is told to come back %s', async (_how, after, retryAfter) => {
      busy(after);
      await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE', detail: 'E_OVERLOADED', retryAfter });
      expect(seen).toHaveLength(1);
    });

    it('never repeats what changes something', async () => {
      busy('0');
      await expect(endSession()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 0 });
      expect(seen).toHaveLength(1);
    });

    it('does not wait for what was ended meanwhile', async () => {
      busy('9');
      await expect(ask(AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'NETWORK' });
      expect(seen).toHaveLength(1);
    });
  });

  it('rejects with NETWORK when nobody listens, and never with what was sent', async () => {
    const nobody = makeApiClient({ server: 'http://127.0.0.1:1', token: 'secret' });
    const failure = await nobody.request(EndSessionDocument, { input: { clientMutationId: 'x' } }).catch(String);
    expect(failure).toContain('the server cannot be reached');
    expect(failure).not.toContain('secret');
  });

  it('follows no redirect: a token goes to one server', async () => {
    handle = (_request, response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    await expect(endSession()).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it.each(['', 'localhost:4000', 'ftp://localhost', 'javascript:alert(1)'])('refuses the server %p', (text) => {
    expect(() => makeApiClient({ server: text, token: null })).toThrow('does not accept');
  });

  it('waits for an answer only so long, head or body', async () => {
    const hasty = makeApiClient({ server: url, token: null, answerWithinMs: 50 });
    const ask = () => hasty.request(EndSessionDocument, { input: { clientMutationId: 'x' } });
    handle = (request) => void request.resume();
    await expect(ask()).rejects.toMatchObject({ code: 'NETWORK' });
    handle = (_request, response) => void response.writeHead(200).write('{"data":');
    await expect(ask()).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('reads no more of an answer than it may be long', async () => {
    let sent = 0;
    handle = (_request, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20, 0x20))) sent += 1 << 20;
        if (!response.destroyed) response.once('drain', send);
      };
      send();
    };
    await expect(endSession()).rejects.toMatchObject({ code: 'PROTOCOL' });
    expect(sent).toBeLessThan(2 * MAX_ANSWER_BYTES);
  });

  it('streams an upload and says its length', async () => {
    let received = 0;
    handle = (request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.length));
      request.on('end', () => response.writeHead(204).end());
    };
    await client.putBlob({ sha256: HASH, length: 10 * 65_536, open: () => chunksOf(10, 65_536) });
    expect(received).toBe(10 * 65_536);
    expect(seen[0]).toMatchObject({ method: 'PUT', url: `/blobs/${HASH}`, headers: { 'x-blob-length': '655360' } });
  });

  it('gives the named code of a refused upload', async () => {
    answerWith(422, '{"code":"E_HASH"}');
    const upload = client.putBlob({ sha256: HASH, length: 1, open: () => chunksOf(1, 1) });
    await expect(upload).rejects.toMatchObject({ code: 'BAD_USER_INPUT', detail: 'E_HASH' });
  });

  it('streams a download under the event it was released for', async () => {
    handle = (_request, response) => void response.end(Buffer.alloc(200_000, 1));
    let length = 0;
    for await (const chunk of await client.getBlob(HASH, 'an event')) length += chunk.length;
    expect(length).toBe(200_000);
    expect(seen[0]?.url).toBe(`/blobs/${HASH}?opening=an%20event`);
  });

  it('rejects a download that breaks off', async () => {
    handle = (_request, response) => {
      response.writeHead(200, { 'content-length': '100000' }).write('x');
      setTimeout(() => response.destroy(), 20);
    };
    const read = async (): Promise<void> => {
      for await (const chunk of await client.getBlob(HASH, null)) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('puts no text but a hash into a path', async () => {
    await expect(client.getBlob('../graphql', null)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(seen).toEqual([]);
  });
});
