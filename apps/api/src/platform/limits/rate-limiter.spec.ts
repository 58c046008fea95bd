import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ready } from '@sealbridge/sodium';
import { pino } from 'pino';
import { Client } from 'pg';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import type { ApiConfiguration } from '../configuration/api-configuration.js';
import { makeDataSource } from '../database/data-source.js';
import { CounterStore, SharedCounter } from '../database/shared-counter.js';
import { PeriodicJobs } from '../jobs/periodic-jobs.js';
import { Log } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { RateLimiter } from './rate-limiter.js';

const MEMBER_SHARE = 500;
const GUEST_SHARE = 20;
const NOBODY = 'a-network-nobody-is-in';

let database: TestDatabase;
let admin: Client;
let keysDir: string;
let nodes: [RateLimiter, RateLimiter];
let count = 0;

/** A process of the instance, as far as counting goes. */
async function aNode(): Promise<RateLimiter> {
  const source = makeDataSource({ url: database.apiUrl, application: 'spec', poolSize: 2 });
  const limits = { memberPerMinute: MEMBER_SHARE, orgPerMinute: MEMBER_SHARE, guestPerMinute: GUEST_SHARE };
  const log = new Log(pino({ enabled: false }));
  const configuration = { keysDir, limits } as ApiConfiguration;
  return new RateLimiter(
    new CounterStore(await source.initialize()),
    configuration,
    new PeriodicJobs(log),
    new Metrics(),
    log,
  );
}

const somebody = (): string => `somebody-${String((count += 1))}`;

beforeAll(async () => {
  await ready();
  database = await createDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  keysDir = mkdtempSync(join(tmpdir(), 'sealbridge-limits-'));
  writeFileSync(join(keysDir, 'cursor.key'), new Uint8Array(32).fill(1));
  nodes = [await aNode(), await aNode()];
}, 60_000);

afterAll(async () => {
  for (const node of nodes) await node.onApplicationShutdown();
  await admin.end();
  await database.drop();
  rmSync(keysDir, { recursive: true });
});

afterEach(() => jest.restoreAllMocks());

/** How many of so many attempts, in turn at each node and all at once, were within the limit. */
async function within(name: 'member' | 'guest', key: string, attempts: number): Promise<number> {
  const taken = Array.from({ length: attempts }, async (_, at) => nodes[at % 2 === 0 ? 0 : 1].take(name, key));
  return (await Promise.all(taken)).filter((wait) => wait === 0).length;
}

describe('a limit', () => {
  it('is one for all processes, however many ask at once', async () => {
    await expect(within('guest', somebody(), 3 * GUEST_SHARE)).resolves.toBe(GUEST_SHARE);
  });

  it('loses no more than what another process has leased, and few attempts cost a round trip', async () => {
    const lease = jest.spyOn(SharedCounter.prototype, 'lease');
    const given = await within('member', somebody(), 2 * MEMBER_SHARE);
    expect(given).toBeLessThanOrEqual(MEMBER_SHARE);
    expect(given).toBeGreaterThanOrEqual(MEMBER_SHARE - MEMBER_SHARE / 50);
    expect(lease.mock.calls.length).toBeLessThanOrEqual(52);
  });

  it('is told from memory once it is reached, with the seconds left', async () => {
    const key = somebody();
    await within('guest', key, 2 * GUEST_SHARE + 2);
    const lease = jest.spyOn(SharedCounter.prototype, 'lease');
    for (const node of nodes) {
      const wait = await node.take('guest', key);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
    }
    expect(lease).not.toHaveBeenCalled();
  });

  it('counts what an attempt weighs', async () => {
    const key = somebody();
    expect(await nodes[0].take('guest', key, GUEST_SHARE - 1)).toBe(0);
    expect(await nodes[1].take('guest', key, 2)).toBeGreaterThan(0);
    expect(await nodes[1].take('guest', key, 1)).toBe(0);
    expect(await nodes[0].take('guest', key, 1)).toBeGreaterThan(0);
  });

  it('begins anew with its next window', async () => {
    const key = somebody();
    await within('guest', key, GUEST_SHARE + 2);
    expect(await nodes[0].take('guest', key)).toBeGreaterThan(0);
    const later = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await nodes[0].take('guest', key)).toBe(0);
  });

  it('counts whom it turned away, once', async () => {
    const [node] = nodes;
    node.takeTurnedAway();
    const key = somebody();
    expect(await node.take('guest', key, GUEST_SHARE)).toBe(0);
    for (let n = 0; n < 3; n += 1) expect(await node.take('guest', key)).toBeGreaterThan(0);
    expect([node.takeTurnedAway(), node.takeTurnedAway()]).toEqual([new Map([['guest', 3]]), new Map()]);
  });

  it('tells the database of nobody: a key is a MAC', async () => {
    await nodes[0].take('guest', NOBODY);
    const { rows } = await admin.query<{ key: string }>('select key from sealbridge.rate_limit');
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/u);
  });
});

describe('while PostgreSQL cannot count', () => {
  beforeEach(() => admin.query('alter table sealbridge.rate_limit rename to elsewhere'));
  afterEach(() => admin.query('alter table if exists sealbridge.elsewhere rename to rate_limit'));

  it('nothing more is given out, and what was leased is', async () => {
    const [, node] = nodes;
    const leased = somebody();
    await admin.query('alter table sealbridge.elsewhere rename to rate_limit');
    expect(await node.take('member', leased)).toBe(0);
    await admin.query('alter table sealbridge.rate_limit rename to elsewhere');
    await expect(node.take('guest', somebody())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await node.take('member', leased)).toBe(0);
  });

  it('it is not asked again at once, and counting goes on after the pause', async () => {
    const [node] = nodes;
    await expect(node.take('guest', somebody())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await admin.query('alter table sealbridge.elsewhere rename to rate_limit');
    const lease = jest.spyOn(SharedCounter.prototype, 'lease');
    await expect(node.take('guest', somebody())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(lease).not.toHaveBeenCalled();
    const later = Date.now() + 2_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await node.take('guest', somebody())).toBe(0);
  });
});
