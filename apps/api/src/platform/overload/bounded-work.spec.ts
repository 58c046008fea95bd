import { EventEmitter } from 'node:events';

import { writeOpenRequest } from '@sealbridge/envelope';
import { randomBytes, ready, toBase64 } from '@sealbridge/sodium';
import type { Purpose } from '@sealbridge/vocabulary';
import type { Response } from 'express';

import { newId } from '../../../../../test/support/rows.js';
import { currentLane, type Lane } from '../database/lanes.js';
import { OPERATION_MS } from '../deadline/operation-deadline.js';
import { Metrics } from '../metrics/metrics.js';
import { MAX_QUEUED, MAX_UNDER_WAY } from './admission.js';
import { boundedWork, workIsDone } from './bounded-work.js';
import { isUrgent, type SentOperation } from './urgent.js';

const OPEN = 'mutation OpenReport($input: OpenReportInput!) { openReport(input: $input) { __typename } }';
const OFFER = 'query OpeningOffer($id: ID!) { openingOffer(reportId: $id) { __typename } }';
const OTHER = '{ me { device } }';

const session = { member: 'm', organisation: 'o' };

function openFor(purpose: Purpose, query = OPEN): SentOperation {
  const hash = (): Uint8Array => randomBytes(32);
  const request = writeOpenRequest({
    origin: 'spec.invalid/log',
    nodeKeyId: hash(),
    nonce: randomBytes(16),
    time: 1,
    reportId: newId(),
    version: 1,
    reportHash: hash(),
    grantId: newId(),
    grantSetHash: hash(),
    grantSetSeq: 0,
    purpose,
    caseRefCommitment: hash(),
    justificationCommitment: hash(),
    directorySize: 1,
    signer: newId(),
    legalBasis: null,
    acceptedUses: [],
  });
  return { query, variables: { input: { request: toBase64(request) } } };
}

beforeAll(ready);

/** An operation on its way in: what it was answered with, and whether it got through. */
async function send(work: ReturnType<typeof boundedWork>, body: SentOperation, asks: object | null) {
  const answer = { status: 200, retryAfter: null as string | null, isThrough: false };
  let lane = null as Lane | null;
  const response = Object.assign(new EventEmitter(), {
    writableEnded: false,
    destroyed: false,
    setHeader: (_name: string, value: string) => {
      answer.retryAfter = value;
      return response;
    },
    status: (status: number) => {
      answer.status = status;
      return response;
    },
    json: () => response,
  });
  const request = { body, caller: { session: asks, client: { address: '192.0.2.1' } } };
  const passing = work(request as never, response as unknown as Response, () => {
    answer.isThrough = true;
    lane = currentLane();
  });
  return {
    answer,
    passing,
    lane: () => lane,
    end: () => Object.assign(response, { writableEnded: true }).emit('close'),
    hangUp: () => Object.assign(response, { destroyed: true }).emit('close'),
    workEnds: () => workIsDone(response as unknown as Response),
  };
}

describe('work that is full', () => {
  let work: ReturnType<typeof boundedWork>;
  let full: Awaited<ReturnType<typeof send>>[];

  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    work = boundedWork(new Metrics());
    full = [];
    for (let n = 0; n < MAX_UNDER_WAY + MAX_QUEUED; n += 1) full.push(await send(work, { query: OTHER }, session));
  });
  afterEach(() => jest.useRealTimers());

  it('turns away what comes, and says when to come back', async () => {
    const { answer, passing } = await send(work, openFor('prosecution_support'), session);
    await passing;
    expect([answer.isThrough, answer.status]).toEqual([false, 503]);
    expect(Number(answer.retryAfter)).toBeGreaterThanOrEqual(1);
  });

  it('lets through who opens a report because a life is in danger, and who asks for what they have to sign', async () => {
    for (const body of [openFor('threat_to_life'), { query: OFFER }]) {
      const { answer, passing } = await send(work, body, session);
      await passing;
      expect([answer.isThrough, answer.status]).toEqual([true, 200]);
    }
  });

  it('takes no stranger at their word', async () => {
    const { answer, passing } = await send(work, openFor('threat_to_life'), null);
    await passing;
    expect([answer.isThrough, answer.status]).toEqual([false, 503]);
  });

  it('has a place again for each that ends', async () => {
    for (const { end } of full.slice(0, 10)) end();
    await Promise.all(full.slice(MAX_UNDER_WAY, MAX_UNDER_WAY + 10).map(({ passing }) => passing));
    expect(full.filter(({ answer }) => answer.isThrough)).toHaveLength(MAX_UNDER_WAY + 10);
  });
});

describe('who hangs up', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  const fill = async (work: ReturnType<typeof boundedWork>): Promise<Awaited<ReturnType<typeof send>>[]> => {
    const sent: Awaited<ReturnType<typeof send>>[] = [];
    for (let n = 0; n < MAX_UNDER_WAY; n += 1) sent.push(await send(work, { query: OTHER }, session));
    return sent;
  };
  const getsThrough = async (work: ReturnType<typeof boundedWork>): Promise<boolean> => {
    const { answer } = await send(work, { query: OTHER }, session);
    return answer.isThrough;
  };

  it('keeps the place until the work has ended', async () => {
    const work = boundedWork(new Metrics());
    const [one] = await fill(work);
    one?.hangUp();
    expect(await getsThrough(work)).toBe(false);
    one?.workEnds();
    one?.workEnds();
    const { answer } = await send(work, { query: OTHER }, session);
    expect(answer.isThrough).toBe(false); // the place went to the first who waited, and to nobody besides
  });

  it('keeps it no longer than an operation has time', async () => {
    const work = boundedWork(new Metrics());
    const [one] = await fill(work);
    one?.hangUp();
    jest.advanceTimersByTime(OPERATION_MS);
    expect(await getsThrough(work)).toBe(true);
  });
});

describe('the connections of an operation', () => {
  it.each([
    ['a stranger', { query: OFFER }, null, 'guest'],
    ['somebody signed in', { query: OTHER }, session, 'member'],
    ['what is urgent, also where nobody waits', { query: OFFER }, session, 'urgent'],
  ])('are those of %s', async (_name, body, asks, lane) => {
    const sent = await send(boundedWork(new Metrics()), body, asks);
    await sent.passing;
    expect(sent.lane()).toBe(lane);
  });
});

describe('nothing else is urgent', () => {
  it.each([
    ['another purpose', () => openFor('prosecution_support')],
    ['another mutation under the name', () => openFor('threat_to_life', OPEN.replace('openReport(', 'submitReport('))],
    [
      'a mutation beside it',
      () => openFor('threat_to_life', OPEN.replace(/\}$/u, ' submitReport(input: $input) { __typename } }')),
    ],
    ['an alias with the name', () => ({ query: '{ openingOffer: me { device } }' })],
    ['a fragment with it', () => ({ query: `{ ...F } fragment F on Query { openingOffer(reportId: "x") { x } }` })],
    ['two operations', () => ({ query: `${OFFER} ${OFFER.replace('OpeningOffer', 'Other')}` })],
    ['a request that is none', () => ({ query: OPEN, variables: { input: { request: 'AAAA' } } })],
    ['a request that is no text', () => ({ query: OPEN, variables: { input: { request: 7 } } })],
    ['no variables', () => ({ query: OPEN, variables: null })],
    ['no document', () => ({ query: '{' })],
  ])('%s', (_name, body) => expect(isUrgent(body())).toBe(false));
});
