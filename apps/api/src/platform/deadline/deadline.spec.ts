import { setTimeout as sleep } from 'node:timers/promises';

import type { Response } from 'express';
import { Client } from 'pg';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { makeDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Deadline, underDeadline, withoutDeadline } from './deadline.js';
import { operationDeadline } from './operation-deadline.js';

const ADD = { name: 'spec-add', text: `insert into sealbridge.rate_limit (key, points, expire) values ($1, 1, 0)` };
const SLEEP = { name: 'spec-sleep', text: 'select pg_sleep(0.3)' };

let database: TestDatabase;
let admin: Client;
let ours: Database;

beforeAll(async () => {
  database = await createDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const source = await makeDataSource({ url: database.apiUrl, application: 'spec', poolSize: 2 }).initialize();
  ours = new Database(source, database.ctxKey);
}, 60_000);
afterAll(async () => {
  await ours.onApplicationShutdown();
  await admin.end();
  await database.drop();
});

const isThere = async (key: string): Promise<boolean> =>
  (await admin.query('select 1 from sealbridge.rate_limit where key = $1', [key])).rowCount === 1;

const TIMEOUT = { name: 'ApiError', code: 'UNAVAILABLE', reason: 'timeout' };

describe('a transaction of an operation whose time is over', () => {
  it('issues nothing more and is rolled back', async () => {
    const deadline = new Deadline();
    const work = underDeadline(deadline, () =>
      ours.transaction(async (tx) => {
        await tx.query(ADD, ['before']);
        await tx.query(SLEEP);
        await tx.query(ADD, ['after']);
      }),
    );
    setTimeout(() => deadline.expire(), 100);
    await expect(work).rejects.toMatchObject(TIMEOUT);
    expect([await isThere('before'), await isThere('after')]).toEqual([false, false]);
  });

  it('does not commit what its work had done in time', async () => {
    const deadline = new Deadline();
    const work = underDeadline(deadline, () =>
      ours.transaction(async (tx) => {
        await tx.query(ADD, ['late']);
        deadline.expire();
      }),
    );
    await expect(work).rejects.toMatchObject(TIMEOUT);
    expect(await isThere('late')).toBe(false);
  });

  it('is not begun', async () => {
    const deadline = new Deadline();
    deadline.expire();
    const begun = jest.fn(() => Promise.resolve());
    await expect(underDeadline(deadline, () => ours.transaction(begun))).rejects.toMatchObject(TIMEOUT);
    expect(begun).not.toHaveBeenCalled();
  });

  it('is none of what has to be done however late it is', async () => {
    const deadline = new Deadline();
    deadline.expire();
    await underDeadline(deadline, () =>
      withoutDeadline(() => ours.transaction(async (tx) => void (await tx.query(ADD, ['entry'])))),
    );
    expect(await isThere('entry')).toBe(true);
  });
});

describe('an operation', () => {
  const answerOf = () => {
    const answered = { status: 0, body: null as unknown };
    const listeners: (() => void)[] = [];
    const response = {
      headersSent: false,
      destroyed: false,
      writableEnded: false,
      once: (_name: string, listener: () => void) => void listeners.push(listener),
      setHeader: () => response,
      status: (status: number) => Object.assign(response, { answered: Object.assign(answered, { status }) }),
      json: (body: unknown) => Object.assign(answered, { body }),
    };
    const tell = (state: Partial<typeof response>) => (): void => {
      Object.assign(response, state);
      listeners.forEach((listener) => listener());
    };
    const [close, hangUp] = [tell({ writableEnded: true }), tell({ destroyed: true })];
    return { answered, response: response as unknown as Response, close, hangUp };
  };

  it('is answered when its time is over, whatever it waits for', async () => {
    const { answered, response } = answerOf();
    operationDeadline(new Metrics(), 20)({} as never, response, () => undefined);
    await sleep(60);
    const extensions = { code: 'UNAVAILABLE', reason: 'timeout' };
    expect(answered).toEqual({
      status: 503,
      body: { errors: [{ message: 'the service is not available', extensions }] },
    });
  });

  it('has no more time when the caller hung up, who is not answered', async () => {
    const { answered, response, hangUp } = answerOf();
    const work = jest.fn<Promise<unknown>, []>();
    operationDeadline(new Metrics(), 20)({} as never, response, () => {
      work.mockReturnValue(ours.transaction((tx) => tx.query(SLEEP)));
    });
    hangUp();
    await expect(work()).rejects.toMatchObject(TIMEOUT);
    expect(answered.status).toBe(0);
  });

  it('is not answered while its COMMIT is on its way, nor when it was in time', async () => {
    const committing = answerOf();
    operationDeadline(new Metrics(), 20)({} as never, committing.response, () => {
      void ours.transaction(
        (tx) => tx.query(ADD, ['committed']),
        (tx) => tx.query({ name: 'spec-last', text: 'select pg_sleep(0.2)' }),
      );
    });
    const inTime = answerOf();
    operationDeadline(new Metrics(), 60)({} as never, inTime.response, () => undefined);
    inTime.close();
    await sleep(120);
    expect([committing.answered.status, inTime.answered.status]).toEqual([0, 0]);
    committing.close();
    await sleep(200);
    expect(await isThere('committed')).toBe(true);
  });
});
