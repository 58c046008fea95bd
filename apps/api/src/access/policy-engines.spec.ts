import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { freshSeed } from '../../../../test/support/walls/random.js';
import { type Plant, run } from '../../../../test/faults/soak/policies.mjs';

const POLICIES = 2000;
const ROWS = 108;
/** Policies among which a planted fault has to show. */
const PLANTED = 500;
/** What shows in these must not depend on luck. */
const FIXED_SEED = 1;

let db: TestDatabase;

beforeAll(async () => {
  db = await createDatabase({ migrated: false });
});

afterAll(() => db.drop());

it('decides alike in memory and in SQL, on every row and field, over 2,000 random policies of a fresh seed', async () => {
  const seed = freshSeed('policies');
  const outcome = await run({ seed, from: 0, count: POLICIES, databaseUrl: db.adminUrl });
  expect(outcome.failures).toEqual([]);
  expect(outcome.decisions).toBe(POLICIES * ROWS);
  // a comparison in which nothing or everything is allowed would compare nothing
  expect(outcome.allowed / outcome.decisions).toBeGreaterThan(0.1);
  expect(outcome.allowed / outcome.decisions).toBeLessThan(0.9);
  expect(outcome.fields).toBeGreaterThan(POLICIES / 10);
}, 60_000);

const planted = (plant: Plant) => run({ seed: FIXED_SEED, from: 0, count: PLANTED, databaseUrl: db.adminUrl, plant });

it.each([
  ['loses IS TRUE', (text: string) => text.replaceAll(' IS TRUE', '')],
  ['lets null pass NOT IN', (text: string) => text.replaceAll(/\(t\.\w+ IS NOT NULL AND /gu, '(TRUE AND ')],
  ['takes < for <=', (text: string) => text.replaceAll(' < ', ' <= ')],
  ['takes AND for OR', (text: string) => text.replaceAll(' OR ', ' AND ')],
  ['leaves out NOT', (text: string) => text.replaceAll('NOT ', '')],
])('finds a compiler that %s', async (_name, spoil) => {
  const compiled: NonNullable<Plant['compiled']> = ({ text, values }) => ({ text: spoil(text), values });
  expect((await planted({ compiled })).failures.length).toBeGreaterThan(0);
});

it('finds a field that shows wherever its row does', async () => {
  expect((await planted({ unmasked: true })).failures.length).toBeGreaterThan(0);
});

it('finds the own conditions of CASL in the place of ours, where ours make no difference', async () => {
  expect((await planted({ plain: true })).failures).toEqual([]);
  expect((await planted({ plain: true, matcher: 'casl' })).failures.length).toBeGreaterThan(0);
});
