// The server as an operator runs it: in production, with the manifest it ships and the limits as they are. What it answers, what it
// refuses, and how it stands a flood.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { startFlood } from '../support/flood.js';
import { apiPid, type SecondApi, secondApi } from '../support/second-api.js';

const ROOT = join(__dirname, '..', '..');
const CONSOLE = join(ROOT, 'apps', 'web', 'dist', 'assets');
/** How often a member asks while the flood goes on. */
const QUESTIONS = 10;
/** Megabytes that the API may hold while it turns away a flood. */
const MOST_MEMORY_MB = 600;
const KB_PER_MB = 1024;

const manifest = JSON.parse(
  readFileSync(join(ROOT, 'libs', 'api-client', 'trusted-documents.json'), 'utf8'),
) as Readonly<Record<string, string>>;

let instance: DemoInstance;

beforeAll(async () => {
  const env = {
    SEALBRIDGE_DEMO: '0',
    SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE: '',
    SEALBRIDGE_LIMIT_ORG_PER_MINUTE: '',
    SEALBRIDGE_LIMIT_GUEST_PER_MINUTE: '',
  };
  instance = await startDemo({ env });
  // the demo world was loaded within the same minute, by an instance with other limits
  const admin = await instance.superuser();
  await admin.query('delete from rate_limit');
  await admin.end();
}, 240_000);
afterAll(() => instance.stop());

async function ask(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${instance.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
  return { status: response.status, codes: (answer.errors ?? []).map(({ extensions }) => extensions.code), answer };
}

const named = (name: string): string => {
  const text = Object.values(manifest).find((document) =>
    new RegExp(`^\\s*(?:query|mutation) ${name}\\b`, 'u').test(document),
  );
  if (text === undefined) throw new Error(`no document ${name}`);
  return text;
};

describe('in production', () => {
  it('every document of our clients is answered, by its text and by its hash', async () => {
    for (const [sha256Hash, query] of Object.entries(manifest)) {
      const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash } } };
      for (const body of [{ query }, byHash]) expect((await ask(body)).codes).not.toContain('PERSISTED_ONLY');
    }
  });

  it('nothing else is, however near it comes', async () => {
    const query = named('Instance');
    const others: object[] = [
      { query: '{ instance { origin } }' },
      { query: '{ __schema { queryType { name } } }' },
      { query: '{ __typename }' },
      { query: `${query} ` },
      { query: query.replace('\n', ' \n') },
      { query: `${query}\nquery Other { instance { origin } }` },
      { query: query.replace('Instance', 'instance') },
      { query: `# Instance\n${query}` },
      { query: '' },
      {},
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } } },
      { extensions: { persistedQuery: { version: 1, sha256Hash: Object.keys(manifest)[0]?.toUpperCase() } } },
      { query: '{ me { device } }', extensions: { persistedQuery: { sha256Hash: Object.keys(manifest)[0] } } },
      { id: Object.keys(manifest)[0], documentId: Object.keys(manifest)[0] },
    ];
    for (const body of others) {
      const { status, codes, answer } = await ask(body);
      expect([body, status, codes]).toEqual([body, 400, ['PERSISTED_ONLY']]);
      expect(answer.errors?.[0]?.message).toBe('only known operations are accepted');
    }
  });

  it('the command line and the console send what is taken', async () => {
    const login = await instance.cli('liaison', ['login', '--json']);
    expect([login.exit, login.stderr]).toEqual([0, '']);
    const listed = await instance.cli('liaison', ['inbox', 'list', '--json']);
    expect(listed.exit).toBe(0);
    const known = new Set(Object.values(manifest));
    const documents = documentsIn(readdirSync(CONSOLE).filter((name) => name.endsWith('.js')));
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) expect([document, known.has(document)]).toEqual([document, true]);
  });
});

/** The documents that scripts of the console hold, as texts between backticks. */
function documentsIn(names: readonly string[]): string[] {
  const scripts = names.map((name) => readFileSync(join(CONSOLE, name), 'utf8'));
  return [...scripts.join('\n').matchAll(/`\s*(?:query|mutation|subscription) \w+[^`]*`/gu)].map(([text]) =>
    text.slice(1, -1),
  );
}

describe('two processes of one instance', () => {
  const SHARE = 600;
  const LEASE = SHARE / 50;
  const AT_ONCE = 20;
  let other: SecondApi;
  beforeAll(async () => {
    other = await secondApi(instance);
  });
  afterAll(() => other.stop());

  /** A request that is counted, and costs nothing besides: what it is answered with when it is within the limit. */
  const knock = async (url: string, network: string): Promise<number> => {
    const headers = { 'content-type': 'text/plain', 'x-forwarded-for': network };
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: 'x' })).status;
  };
  const UNSUPPORTED = 415;

  it('give out one share', async () => {
    const statuses: number[] = [];
    while (statuses.length < SHARE + 2 * LEASE) {
      const urls = Array.from({ length: AT_ONCE }, (_, at) => (at % 2 === 0 ? instance.url : other.url));
      statuses.push(...(await Promise.all(urls.map((url) => knock(url, '10.9.9.9')))));
    }
    const within = statuses.filter((status) => status === UNSUPPORTED).length;
    expect(within).toBeLessThanOrEqual(SHARE);
    expect(within).toBeGreaterThanOrEqual(SHARE - 2 * LEASE);
    for (const url of [instance.url, other.url]) {
      expect([await knock(url, '10.9.9.9'), await knock(url, '10.9.9.8')]).toEqual([429, UNSUPPORTED]);
    }
  });
});

describe('a flood from many networks', () => {
  const memoryMb = (): number =>
    Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${String(apiPid(instance))}/status`, 'utf8'))?.[1]) / KB_PER_MB;
  const token = (): string =>
    (
      JSON.parse(readFileSync(join(instance.home, 'demo', 'liaison', 'session.json'), 'utf8')) as {
        readonly token: string;
      }
    ).token;

  // what strangers ask for hangs in a lock until it is let go: nothing here depends on how fast the machine is
  it('is turned away in bounded memory, members get through, a life is not kept waiting, and it is over when its cause is', async () => {
    const { reports } = await newest();
    const [id = ''] = reports;
    const before = apiPid(instance);
    const holder = await instance.superuser();
    await holder.query('begin');
    await holder.query('lock table device_link in access exclusive mode');
    const flood = startFlood(instance.url, {
      query: named('DeviceLinkStages'),
      variables: { lookups: [Buffer.alloc(32).toString('base64')] },
    });
    let most = 0;
    try {
      await flood.sees('503');
      const authorization = `Bearer ${token()}`;
      for (let n = 0; n < QUESTIONS; n += 1) {
        const inbox = await ask({ query: named('Inbox'), variables: { first: 10 } }, { authorization });
        expect([inbox.status, inbox.answer.errors]).toEqual([200, undefined]);
        const offer = await ask({ query: named('OpeningOffer'), variables: { reportId: id } }, { authorization });
        expect([offer.status, offer.answer.errors]).toEqual([200, undefined]);
        most = Math.max(most, memoryMb());
      }
    } finally {
      await holder.query('rollback');
      await holder.end();
    }
    await flood.sees('200');
    expect(Object.keys(await flood.end()).sort()).toEqual(['200', '503']);
    const { exit, stderr } = await instance.cli('liaison', [
      ...['report', 'open', id, '--purpose', 'threat_to_life', '--case-ref', 'NG-1', '--justification', 'a life'],
      '--json',
    ]);
    expect([stderr.split('\n').filter((line) => /^(?:error|hint|code):/u.test(line)), exit]).toEqual([[], 0]);
    expect(Math.max(most, memoryMb())).toBeLessThan(MOST_MEMORY_MB);
    expect((await ask({ query: named('Instance') })).status).toBe(200);
    expect((await fetch(`${instance.url}/readyz`)).status).toBe(200);
    expect(apiPid(instance)).toBe(before);
  });

  async function newest(): Promise<{ readonly reports: readonly string[] }> {
    const listed = await instance.cli('liaison', ['inbox', 'list', '--json']);
    const { reports } = listed.json() as { readonly reports: readonly { readonly reportId: string }[] };
    return { reports: reports.map(({ reportId }) => reportId) };
  }
});
