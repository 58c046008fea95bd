import { ready } from '@sealbridge/sodium';
import type { DataSource } from 'typeorm';

import { run } from '../../../../../test/faults/soak/agreements.mjs';
import { groundsOf } from '../../../../../test/support/agreement-grounds.mjs';
import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { makeDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';
import { AgreementRepository } from './agreement.repository.js';
import { comparisonOf } from './comparison.js';
import { PreviewRepository } from './preview.repository.js';

let db: TestDatabase;
let source: DataSource;
let grounds: ReturnType<typeof groundsOf>;

beforeAll(async () => {
  await ready();
  db = await createDatabase();
  source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  grounds = groundsOf(new Database(source, db.ctxKey), { AgreementRepository, PreviewRepository });
});

afterAll(async () => {
  await source.destroy();
  await db.drop();
});

const check = (count: number, spoiled: typeof comparisonOf = comparisonOf): ReturnType<typeof run> =>
  run({ seed: 3, from: 0, count, stopAt: 1, databaseUrl: db.adminUrl, grounds, comparisonOf: spoiled });

it('says beforehand what access decides afterwards, over 250 random agreements', async () => {
  const outcome = await check(250);
  expect(outcome.failures).toEqual([]);
  expect(outcome.done).toBe(250);
  // a comparison in which nothing changes would compare nothing
  expect(Math.min(outcome.gained, outcome.lost, outcome.closed)).toBeGreaterThan(10);
  expect(outcome.openings).toBeGreaterThan(50);
}, 60_000);

it.each<[string, typeof comparisonOf]>([
  [
    'forgets that a version takes the place of the one before at once',
    (...given) => {
      const comparison = comparisonOf(...given);
      const { after } = comparison;
      const versions = after.versions.map((version) => ({ ...version, startsAt: 0 }));
      return { ...comparison, after: { ...after, versions } };
    },
  ],
  [
    'keeps a suspension over a new version',
    (...given) => {
      const comparison = comparisonOf(...given);
      return { ...comparison, after: { ...comparison.after, suspended: comparison.before.suspended } };
    },
  ],
  [
    'forgets the versions before',
    (...given) => {
      const comparison = comparisonOf(...given);
      return { ...comparison, after: { ...comparison.after, versions: comparison.after.versions.slice(-1) } };
    },
  ],
  [
    'forgets that a party may not stand active',
    (record, ground, at) => comparisonOf(record, { ...ground, partiesActive: true }, at),
  ],
])(
  'finds a preview that %s',
  async (_what, spoiled) => {
    const outcome = await check(250, spoiled);
    expect(outcome.failures.length).toBeGreaterThan(0);
  },
  60_000,
);
