import { compileRules } from '@sealbridge/policy';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { run } from '../../../../test/faults/soak/policies.mjs';

let db: TestDatabase;

beforeAll(async () => {
  db = await createDatabase({ migrated: false });
});

afterAll(() => db.drop());

it('decides alike in memory and in SQL over 2,000 random policies', async () => {
  const outcome = await run({ seed: 1, from: 0, count: 2000, databaseUrl: db.adminUrl });
  expect(outcome.failures).toEqual([]);
  expect(outcome.decisions).toBe(2000 * 108);
  // a comparison in which nothing or everything is allowed would compare nothing
  expect(outcome.allowed / outcome.decisions).toBeGreaterThan(0.1);
  expect(outcome.allowed / outcome.decisions).toBeLessThan(0.9);
}, 60_000);

it.each([
  ['loses IS TRUE', (text: string) => text.replaceAll(' IS TRUE', '')],
  ['lets null pass NOT IN', (text: string) => text.replaceAll(/\(t\.\w+ IS NOT NULL AND /gu, '(TRUE AND ')],
  ['takes < for <=', (text: string) => text.replaceAll(' < ', ' <= ')],
  ['takes AND for OR', (text: string) => text.replaceAll(' OR ', ' AND ')],
])('finds a compiler that %s', async (_name, spoil) => {
  const compileWith: typeof compileRules = (...given) => {
    const { text, values } = compileRules(...given);
    return { text: spoil(text), values };
  };
  const outcome = await run({ seed: 1, from: 0, count: 500, databaseUrl: db.adminUrl, compileWith });
  expect(outcome.failures.length).toBeGreaterThan(0);
});
