// The server as an operator runs it: in production, with the manifest it ships and the limits as they are. What it answers, what it
// refuses, and how it stands a flood.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DemoInstance, startDemo } from '../support/demo-instance.js';

const ROOT = join(__dirname, '..', '..');
const FLOOD = join(ROOT, 'test', 'support', 'flood.mjs');
const CONSOLE = join(ROOT, 'apps', 'web', 'dist', 'assets');
const FLOOD_SECONDS = 4;
const CONNECTIONS = 300;
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

describe('a flood from many networks', () => {
  const apiPid = (): number =>
    (JSON.parse(readFileSync(join(instance.home, 'running.json'), 'utf8')) as { processes: Record<string, number> })
      .processes['api'] ?? 0;
  const memoryMb = (): number =>
    Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${String(apiPid())}/status`, 'utf8'))?.[1]) / KB_PER_MB;
  const token = (): string =>
    (
      JSON.parse(readFileSync(join(instance.home, 'demo', 'liaison', 'session.json'), 'utf8')) as {
        readonly token: string;
      }
    ).token;

  it('is turned away in bounded memory, members get through, a life is not kept waiting, and it is over at once', async () => {
    const { reports } = await newest();
    const [id = ''] = reports;
    const before = apiPid();
    const child = spawn(process.execPath, [FLOOD, instance.url, String(FLOOD_SECONDS), String(CONNECTIONS)], {
      env: { ...process.env, FLOOD_BODY: JSON.stringify({ query: named('StewardsChain') }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const ended = once(child, 'close');
    const refused: unknown[] = [];
    let answered = 0;
    let most = 0;
    const opening = instance.cli('liaison', [
      ...['report', 'open', id, '--purpose', 'threat_to_life', '--case-ref', 'NG-1', '--justification', 'a life'],
      '--json',
    ]);
    while (child.exitCode === null && child.signalCode === null) {
      const { status, answer } = await ask(
        { query: named('Inbox'), variables: { first: 10 } },
        { authorization: `Bearer ${token()}` },
      );
      if (status === 200) answered += 1;
      else refused.push(answer);
      most = Math.max(most, memoryMb());
    }
    await ended;
    const answers = JSON.parse(printed) as Readonly<Record<string, number>>;
    const after = await ask({ query: named('Instance') });
    const { exit, stderr } = await opening;
    expect([stderr.split('\n').filter((line) => /^(?:error|hint|code):/u.test(line)), exit]).toEqual([[], 0]);
    expect(refused).toEqual([]);
    expect(answered).toBeGreaterThan(5);
    expect(Object.keys(answers).sort()).toEqual(['200', '503']);
    expect(most).toBeLessThan(MOST_MEMORY_MB);
    expect(after.status).toBe(200);
    expect((await fetch(`${instance.url}/readyz`)).status).toBe(200);
    expect(apiPid()).toBe(before);
  });

  async function newest(): Promise<{ readonly reports: readonly string[] }> {
    const listed = await instance.cli('liaison', ['inbox', 'list', '--json']);
    const { reports } = listed.json() as { readonly reports: readonly { readonly reportId: string }[] };
    return { reports: reports.map(({ reportId }) => reportId) };
  }
});
