import { randomUUID } from 'node:crypto';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { RATE_LIMITS } from './rate-limits.js';

const MEMBER = 40;
const ORG = 60;
const GUEST = 60;

let api: TestApi;
let urls: [string, string];

beforeAll(async () => {
  api = await startApi(undefined, {
    limits: { memberPerMinute: MEMBER, orgPerMinute: ORG, guestPerMinute: GUEST },
  });
  urls = [api.url, await api.anotherNode()];
}, 60_000);
afterAll(() => api.stop());

interface Answer {
  readonly status: number;
  readonly retryAfter: number;
  readonly body: {
    readonly data?: Readonly<Record<string, { readonly __typename: string }>> | null;
    readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  };
}

/** Asks one of two processes of the instance, as somebody at an address. */
async function ask(node: 0 | 1, query: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${urls[node]}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1', ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as Answer['body'];
  return { status: response.status, retryAfter: Number(response.headers.get('retry-after')), body };
}

const ME = '{ me { device } }';
const at = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const TEN = `{ ${Array.from({ length: 10 }, (_, n) => `a${String(n)}: me { device }`).join(' ')} }`;

/** How many of so many requests, in turn at each process, were answered. */
async function answered(times: number, query: string, headers: Record<string, string>): Promise<number> {
  const answers = [];
  for (let n = 0; n < times; n += 1) answers.push(await ask(n % 2 === 0 ? 0 : 1, query, headers));
  for (const { status, retryAfter, body } of answers.filter((answer) => answer.status !== 200)) {
    expect(status).toBe(429);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    const extensions = { code: 'RATE_LIMITED', retryAfter };
    expect(body).toEqual({ errors: [{ message: 'too many requests', extensions }] });
  }
  return answers.filter(({ status }) => status === 200).length;
}

it('a member has one share at all processes, an organisation one for all its members, and others lose nothing by it', async () => {
  const { analyst, admin, liaison } = api.world;
  const [analystToken, adminToken, liaisonToken] = [
    await api.tokenOf(analyst),
    await api.tokenOf(admin),
    await api.tokenOf(liaison),
  ];
  await expect(answered(MEMBER + 4, ME, { authorization: `Bearer ${analystToken}` })).resolves.toBe(MEMBER);
  await expect(answered(ORG - MEMBER + 4, ME, { authorization: `Bearer ${adminToken}` })).resolves.toBe(ORG - MEMBER);
  // ten fields at the root are ten requests
  const headers = { authorization: `Bearer ${liaisonToken}` };
  await expect(answered(5, TEN, headers)).resolves.toBe(MEMBER / 10);
  await expect(answered(1, ME, headers)).resolves.toBe(0);
});

it('a network without a session has one share, whatever tokens it makes up', async () => {
  await expect(answered(GUEST - 10, '{ __typename }', at('192.0.2.1'))).resolves.toBe(GUEST - 10);
  const madeUp = { authorization: `Bearer ${'A'.repeat(43)}`, ...at('192.0.2.1') };
  await expect(answered(12, '{ __typename }', madeUp)).resolves.toBe(10);
  await expect(answered(1, '{ __typename }', at('192.0.2.2'))).resolves.toBe(1);
});

it('attempts count one by one, however they are put into documents', async () => {
  const link = (n: number): string =>
    `a${String(n)}: askForLink(input: { clientMutationId: "${randomUUID()}", lookup: "", mac: "", request: "" }) { __typename }`;
  const nine = (): string => `mutation { ${Array.from({ length: 9 }, (_, n) => link(n)).join(' ')} }`;
  const documents = Math.ceil(RATE_LIMITS.link_messages.points / 9);
  const answers: string[] = [];
  for (let n = 0; n < documents; n += 1) {
    const { body } = await ask(n % 2 === 0 ? 0 : 1, nine(), at('192.0.2.3'));
    answers.push(...Object.values(body.data ?? {}).map(({ __typename }) => __typename));
  }
  expect(answers.filter((name) => name === 'Invalid')).toHaveLength(RATE_LIMITS.link_messages.points);
  expect(answers.filter((name) => name === 'RateLimited')).toHaveLength(
    documents * 9 - RATE_LIMITS.link_messages.points,
  );
});

it('the doors beside GraphQL count as well', async () => {
  const from = at('192.0.2.4');
  const statuses = new Set<number>();
  for (let n = 0; n < GUEST + 2; n += 1) {
    const response = await fetch(`${api.url}/blobs/${'ab'.repeat(32)}`, { headers: from });
    await response.body?.cancel();
    statuses.add(response.status);
  }
  expect(statuses).toEqual(new Set([401, 429]));
});

describe('while PostgreSQL cannot count', () => {
  it('who has no share yet is turned away with a time to come back, and the rest of the server stands', async () => {
    await api.admin.query('alter table sealbridge.rate_limit rename to elsewhere');
    const { status, retryAfter, body } = await ask(0, '{ __typename }', at('192.0.2.5'));
    await api.admin.query('alter table sealbridge.elsewhere rename to rate_limit');
    expect([status, retryAfter]).toEqual([503, 2]);
    expect(body.errors?.[0]?.extensions['code']).toBe('UNAVAILABLE');
    expect((await fetch(`${api.url}/livez`)).status).toBe(200);
    expect((await ask(1, '{ __typename }', at('192.0.2.5'))).status).toBe(200);
  });
});
