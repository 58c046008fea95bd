import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { entryBundlePath, tilePath } from '@sealbridge/transparency';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { closedHeaders } from './headers.js';
import { CONSOLE_PATHS } from './home.controller.js';
import { pagePolicy, pageWithoutConsole } from './page-shell.js';
import { CONSOLE_POLICY, readWebBuild } from './web-build.js';
import { HIGH_WATER_MARK, PROMPT_CHECKPOINT, PUBLIC_CHECKPOINT } from '../../audit/log-files.js';

let api: TestApi;
let logDir: string;

/** A console as small as can be, and a file beside it that is none of it. */
async function makeConsole(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealbridge-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script type="module" src="/assets/index-1.js"></script>',
  );
  await writeFile(join(folder, 'assets/index-1.js'), 'export {};');
  await writeFile(join(folder, 'assets/secret.key'), 'secret');
  return folder;
}

let webDir: string;

beforeAll(async () => {
  webDir = await makeConsole();
  api = await startApi(undefined, { webDir });
  logDir = join(api.keysDir, '../log');
  await mkdir(join(logDir, 'prompt'), { recursive: true });
}, 60_000);

afterAll(async () => {
  await api.stop();
  await rm(webDir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}${path}`, { headers });

const ask = async (
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; codes: unknown[]; text: string }> => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: unknown } }[] };
  return { status: response.status, codes: errors.map((error) => error.extensions?.code), text };
};

describe('the console', () => {
  it('is one page at each of its addresses, under a policy that lets in no other origin and no inline script or style', async () => {
    const first = await get('/');
    const html = await first.text();
    expect(html).not.toMatch(/<style|<script>|\son\w+=|style="/u);
    expect(html).toContain('src="/assets/');
    for (const path of CONSOLE_PATHS) expect(await (await get(path)).text()).toBe(html);
    expect(first.headers.get('content-security-policy')).toBe(CONSOLE_POLICY);
    expect(first.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(CONSOLE_POLICY).toContain("require-trusted-types-for 'script'");
    expect(CONSOLE_POLICY).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/u);
  });

  it('loads files that may be kept for ever, each under the same policy, since a worker obeys its own', async () => {
    const { headers } = await get('/assets/index-1.js');
    expect(headers.get('content-security-policy')).toBe(CONSOLE_POLICY);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect([headers.get('content-type'), headers.get('content-encoding')]).toEqual([
      'text/javascript; charset=utf-8',
      'gzip',
    ]);
  });

  it.each(['/assets/nothing.js', '/assets/..%2Findex.html', '/assets/%2e%2e%2fsecret', '/assets/secret.key'])(
    'has nothing at %s',
    async (path) => expect((await get(path)).status).toBe(404),
  );

  it('is told whether this is a demonstration, and of documents that are there', async () => {
    const { demo, documents } = (await (await get('/about.json')).json()) as { demo: boolean; documents: string[] };
    expect(demo).toBe(true);
    expect(documents.length).toBeGreaterThan(0);
    for (const path of documents) expect((await get(path)).status).toBe(200);
  });
});

describe('a server without the built console', () => {
  it('says so on a page without script, and links nowhere', () => {
    expect(readWebBuild(logDir)).toBeNull();
    expect(pageWithoutConsole()).toContain('npm run build');
    expect(pageWithoutConsole()).not.toMatch(/<script|<form|<input|href=|\son\w+=|style="/u);
    expect(pagePolicy()).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; frame-ancestors 'none'/u);
  });
});

describe('a path that is not there', () => {
  it.each(['/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/nothing.md', '/nothing', '/.env'])(
    'answers %s like anything that is not there',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ code: 'NOT_FOUND', message: 'there is nothing here' });
    },
  );
});

describe('every answer', () => {
  it.each(['/', '/livez', '/graphql', '/nothing'])('of %s carries the closed headers', async (path) => {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    for (const tell of ['x-powered-by', 'server', 'etag', 'access-control-allow-origin', 'x-request-id']) {
      expect([tell, headers.get(tell)]).toEqual([tell, null]);
    }
  });

  it('carries what OWASP asks of every answer, and is kept by nobody', async () => {
    const { headers } = await get('/nothing');
    const asked = {
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    };
    for (const [name, value] of Object.entries(asked)) expect([name, headers.get(name)]).toEqual([name, value]);
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/u);
  });

  it('asks for encrypted transport for a year where the origin has it', () => {
    const set = jest.fn();
    closedHeaders('https://bridge.example')({} as never, { setHeader: set } as never, () => undefined);
    expect(set).toHaveBeenCalledWith('strict-transport-security', 'max-age=31536000; includeSubDomains');
  });

  it('is refused to a host this server does not go by', async () => {
    const { port } = new URL(api.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        { host: '127.0.0.1', port, path: '/', headers: { host: 'evil.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject).end();
    });
    expect(status).toBe(421);
  });

  it('sends a page asked for by address to the name, and answers programs by address', async () => {
    const byAddress = api.url.replace('localhost', '127.0.0.1');
    const page = await fetch(`${byAddress}/docs/README.md?x=1`, { redirect: 'manual' });
    const name = `http://localhost:${new URL(api.url).port}`;
    expect([page.status, page.headers.get('location')]).toEqual([308, `${name}/docs/README.md?x=1`]);
    const program = await fetch(`${byAddress}/graphql`, { redirect: 'manual' });
    expect(program.status).toBe(405);
  });
});

describe('health', () => {
  it('says what is missing by code, and frozen before anything else of the log', async () => {
    expect((await get('/livez')).status).toBe(200);
    const missing = await get('/readyz');
    expect([missing.status, await missing.json()]).toEqual([503, { ready: false, code: 'E_LOG_NOT_STARTED' }]);
  });
});

describe('a page of another site', () => {
  const query = '{ instance { origin } }';

  it.each([
    ['a request from another site', { 'sec-fetch-site': 'cross-site' }],
    ['a request from a site beside ours', { 'sec-fetch-site': 'same-site' }],
    ['a request from another origin', { origin: 'https://evil.example' }],
    ['a request from an origin that is hidden', { origin: 'null' }],
    ['a request from our name in plain', { origin: 'http://localhost' }],
  ])('gets nothing done by %s, cookie or none', async (_name, headers) => {
    for (const more of [{}, { 'x-sealbridge-request': '1', cookie: '__Host-sealbridge=x' }]) {
      const answer = await ask({ query }, { ...headers, ...more });
      expect([answer.status, answer.codes]).toEqual([403, ['FORBIDDEN']]);
    }
  });

  it.each([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])('is none: %j', async (headers) => {
    expect((await ask({ query }, headers)).status).toBe(200);
  });

  it('may not ask whether it may: there is no answer to a preflight', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const path of ['/graphql', '/blobs/x', '/log/checkpoint', '/']) {
      const answer = await fetch(`${api.url}${path}`, { method: 'OPTIONS', headers });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-methods')).toBeNull();
    }
  });
});

describe('GraphQL', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers no %s', async (method) => {
    for (const headers of [{}, { 'x-http-method-override': 'POST' }]) {
      const response = await fetch(`${api.url}/graphql?query={instance{origin}}`, { method, headers });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('asks for JSON in the body, and takes nothing from the address', async () => {
    const answer = await fetch(`${api.url}/graphql?query={instance{origin}}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
  });

  it('adds nothing to an answer that was not asked for: no tracing, no extensions, no parts', async () => {
    const { text } = await ask(
      { query: '{ instance { origin } }', extensions: { tracing: true } },
      { 'apollo-federation-include-trace': 'ftv1', 'apollo-tracing': '1', accept: 'application/json, multipart/mixed' },
    );
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['data']);
  });

  it.each([
    ['a field', '{ instance { orgin } }'],
    ['a type', '{ ... on Instanc { origin } }'],
    ['an argument', '{ inbox(frist: 1) { edges { cursor } } }'],
    ['an input', 'mutation { endSession(input: { clientMutationIdd: "x" }) { clientMutationId } }'],
    ['a variable', 'query Q($a: Strin) { instance { origin } }'],
  ])('suggests nothing for %s that is not there', async (_name, query) => {
    const { codes, text } = await ask({ query });
    expect(codes).toContain('BAD_USER_INPUT');
    expect(text).not.toMatch(/did you mean|unknown|cannot query|origin|first|locations/iu);
  });

  it('refuses a form post that a browser sends without asking', async () => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ query: '{ instance { origin } }' }),
    });
    expect(response.status).toBe(415);
  });

  it.each([
    ['deeper than 8', `{ ${'a { '.repeat(9)} b ${'} '.repeat(9)} }`],
    ['of more than 1,000 tokens', `{ ${'instance { origin } '.repeat(300)} }`],
    [
      'with more than 10 aliases',
      `{ ${Array.from({ length: 11 }, (_, i) => `a${String(i)}: instance { origin }`).join(' ')} }`,
    ],
    ['with text that is no document', '{ instance '],
    [
      'asking for too much',
      `{ ${Array.from({ length: 9 }, (_, i) => `a${String(i)}: inbox(first: 100) { edges { node { id } } }`).join(' ')} }`,
    ],
    [
      'asking for too much through fragments',
      `{ ${Array.from({ length: 9 }, (_, i) => `a${String(i)}: inbox(first: 100) { ...Page }`).join(' ')} }
       fragment Page on InboxConnection { edges { ...Edge } } fragment Edge on InboxEdge { node { id } }`,
    ],
    ['of a kind there is not', 'subscription { instance }'],
    ['that subscribes', 'subscription { inboxChanged { at } }'],
  ])('refuses an operation %s', async (_name, query) => {
    const { codes, status } = await ask({ query });
    expect(status).toBe(400);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['BAD_USER_INPUT']));
  });

  it('takes no longer over fragments that double at every step', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `F${String(i)}`);
    const doubling = names.map((name, i) => {
      const next = names[i + 1];
      return `fragment ${name} on Query { ${next === undefined ? '__typename' : `...${next} ...${next}`} }`;
    });
    const started = performance.now();
    await ask({ query: `{ ...F0 } ${doubling.join(' ')}` });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('calls a hash without its text the mistake of the caller', async () => {
    const persistedQuery = { version: 1, sha256Hash: 'ab'.repeat(32) };
    expect((await ask({ extensions: { persistedQuery } })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('refuses a batch', async () => {
    const { status } = await ask([{ query: '{ instance { origin } }' }, { query: '{ instance { origin } }' }]);
    expect(status).toBe(400);
  });

  it('refuses a body over 1 MiB', async () => {
    const { status } = await ask({ query: '{ instance { origin } }', variables: { pad: 'x'.repeat(1_048_576) } });
    expect([400, 413]).toContain(status);
  });

  it('tells nothing of what was sent when it refuses', async () => {
    const { text } = await ask({ query: '{ report(id: "secret-word-4711") { secretWord4711 } }' });
    expect(text).not.toContain('4711');
  });
});

describe('the public log', () => {
  it('gives checkpoint, tiles and bundles up to the public tree to anybody, and the rest only with a session', async () => {
    const { size, note } = api.checkpoint;
    const token = await api.tokenOf(api.world.analyst);
    const member = { authorization: `Bearer ${token}` };
    expect((await get('/log/checkpoint')).status).toBe(404);
    await writeFile(join(logDir, PROMPT_CHECKPOINT), note);
    await writeFile(join(logDir, HIGH_WATER_MARK), 'secret');
    const tile = tilePath(0, 0, size);
    await mkdir(join(logDir, tile, '..'), { recursive: true });
    await writeFile(join(logDir, tile), new Uint8Array(size * 32));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await get('/log/checkpoint')).status).toBe(404);
    expect((await get(`/log/${tile}`)).status).toBe(404);
    expect((await get('/log/checkpoint', member)).status).toBe(200);
    expect((await get(`/log/${tile}`, member)).status).toBe(200);
    expect((await get(`/log/${entryBundlePath(0, size)}`, member)).status).toBe(404);
    await writeFile(join(logDir, PUBLIC_CHECKPOINT), note);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const open = await get(`/log/${tile}`);
    expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(new Uint8Array(await (await get('/log/checkpoint')).arrayBuffer())).toEqual(new Uint8Array(note));
    expect((await get('/readyz')).status).toBe(200);
  });

  it.each([
    'high-water',
    'prompt/checkpoint',
    'frozen',
    'tile/0/../../high-water',
    'tile/0/0',
    'tile/00/000',
    'tile/0/000.p/0',
    'tile/0/000.p/257',
    'tile/64/000',
  ])('does not give %s', async (path) => {
    expect((await get(`/log/${path}`)).status).toBe(404);
  });
});
