import { ready } from '@sealbridge/sodium';
import { decodeAuditPayload, MAX_REASONS } from '@sealbridge/transparency';

import { startApi } from '../../../../test/support/api.js';
import { RATE_LIMITS, type RateLimitName } from '../platform/limits/rate-limits.js';
import type { AuditTrailWriter } from './trail-writer.js';
import type { AuditEvent } from './event.js';
import { Heartbeat } from './heartbeat.js';

beforeAll(ready);

/** The entries of one beat in which so much was counted. */
async function beatOf(actions: ReadonlyMap<string, number>, limits: ReadonlyMap<RateLimitName, number>) {
  const events: AuditEvent[] = [];
  const trail = {
    takeCounts: () => actions,
    recordAlone: (make: () => AuditEvent) => Promise.resolve(void events.push(make())),
  };
  const sequence = { questions: () => [], resolve: () => undefined, report: () => ({ through: 0, burned: [] }) };
  const limiter = { takeTurnedAway: () => limits };
  const node = { bootId: new Uint8Array(16) };
  const parts = [{}, node, trail as unknown as AuditTrailWriter, sequence, limiter, {}] as never[];
  const heartbeat = new Heartbeat(...(parts as unknown as ConstructorParameters<typeof Heartbeat>));
  await heartbeat.beforeApplicationShutdown();
  return events.filter(({ action }) => action === 'session.refuse');
}

describe('a beat of the node', () => {
  it('says how often each limit turned somebody away, by order of magnitude', async () => {
    const counted = await beatOf(new Map([['session.start', 3]]), new Map([['guest', 250]]));
    expect(counted.map(({ effect, reasons }) => [effect, reasons])).toEqual([
      ['DENY', ['session.start:1e0', 'limit.guest:1e2']],
    ]);
  });

  it('leaves out nothing, however many limits and actions there are', async () => {
    const names = Object.keys(RATE_LIMITS) as RateLimitName[];
    const counted = await beatOf(new Map([['session.start', 1]]), new Map(names.map((name) => [name, 1])));
    expect(counted.map(({ reasons }) => reasons.length)).toEqual([MAX_REASONS, names.length + 1 - MAX_REASONS]);
  });

  it('has no such entry when nobody was refused', async () => {
    expect(await beatOf(new Map(), new Map())).toEqual([]);
  });
});

it('writes what a running API turned away', async () => {
  const bootstrap = jest.spyOn(Heartbeat.prototype, 'onApplicationBootstrap');
  const api = await startApi(undefined, {
    limits: { memberPerMinute: 1000, orgPerMinute: 1000, guestPerMinute: 100 },
  });
  try {
    let status = 0;
    while (status !== 429) ({ status } = await fetch(`${api.url}/graphql`, { method: 'POST', body: 'x' }));
    const [heartbeat] = bootstrap.mock.contexts as readonly Heartbeat[];
    await heartbeat?.beforeApplicationShutdown();
    const { rows } = await api.admin.query<{ payload: Buffer }>('select payload from sealbridge.audit_outbox');
    const reasons = rows.flatMap(({ payload }) => decodeAuditPayload(new Uint8Array(payload)).decision.reasons);
    expect(reasons).toContain('limit.guest:1e0');
  } finally {
    await api.stop();
  }
});
