// Hostile strings in every argument and input field that there is. PostgreSQL may refuse none of them as SQL, no row may come or go
// that the operation has nothing to do with, and no answer may be a failure of the server. Case i depends on (seed, i) alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema } from 'graphql';

import { judge } from '../../support/fuzz/answers.mjs';
import { withDemo } from '../../support/fuzz/demo.mjs';
import { readGrounds } from '../../support/fuzz/grounds.mjs';
import { hostileValue } from '../../support/fuzz/hostile.mjs';
import { pick, randomOf } from '../../support/fuzz/random.mjs';
import { cursorsOf, send } from '../../support/fuzz/send.mjs';
import { requestWith, slotsOf } from '../../support/fuzz/slots.mjs';
import { sqlErrorsIn } from '../../support/fuzz/sql-errors.mjs';
import { countRows, touchedBeyond } from '../../support/fuzz/touched.mjs';

/** What is counted. */
export const unit = 'strings';
/** Strings of the long form. */
export const defaultCount = 100_000;
/** Strings on one instance, between two notes of the state. */
export const batch = 20_000;

const MAX_FAILURES = 20;
/** Strings in one place before rows are counted again. */
const BLOCK = 6;
/** SQLSTATE classes that say that a text was taken for SQL, or reached it in a shape it does not take; and failures of PostgreSQL. */
const OF_SQL = /^(?:0A|22|42|54|XX)/;

/**
 * Sends `count` hostile strings from case `from` on. `failures` names what was wrong, with its case.
 * @param {{ seed: number, from: number, count: number, target?: { url: string, admin: import('pg').Client, sqlErrors: () => string[] },
 *   enough?: (failures: string[]) => boolean, onProgress?: (done: number) => void }} options without `target` an instance with
 *   the demo world is started and stopped; `sqlErrors` gives the SQLSTATE of every error of PostgreSQL since it was asked last
 * @returns {Promise<{ done: number, failures: string[], notes: string[] }>}
 */
export async function run({ target, ...work }) {
  if (target !== undefined) return throwAll(target, work);
  return withDemo(async (demo) => throwAll({ ...demo, sqlErrors: await sqlErrorsIn(demo) }, work));
}

async function throwAll(
  target,
  { seed, from, count, onProgress, enough = (failures) => failures.length >= MAX_FAILURES },
) {
  const schema = buildSchema(readFileSync(join('libs', 'api-client', 'schema.graphql'), 'utf8'));
  const grounds = await readGrounds(target.admin);
  grounds.cursors = await cursorsOf(target.url, schema, grounds.askers);
  const slots = slotsOf(schema);
  const there = { target, schema, grounds };
  const failures = [];
  let [done, rows] = [0, await countRows(target.admin)];
  target.sqlErrors();
  while (done < count && !enough(failures)) {
    const slot = slots[Math.floor((from + done) / BLOCK) % slots.length];
    const name = `case ${from + done} of seed ${seed}: ${slot.field.name} ${slot.path.join('.')}`;
    failures.push(
      ...(await one(there, slot, randomOf(seed, from + done), (from + done) % BLOCK)).map(
        (fault) => `${name}: ${fault}`,
      ),
    );
    done += 1;
    if ((from + done) % BLOCK !== 0 && done < count) continue;
    const now = await countRows(target.admin);
    failures.push(...touchedBeyond(slot.field.name, rows, now).map((fault) => `${name} or before: ${fault}`));
    rows = now;
    onProgress?.(done);
  }
  return { done, failures, notes: [`${slots.length} places`] };
}

async function one({ target, schema, grounds }, slot, random, turn) {
  const asker = pick(random, grounds.askers);
  const value = hostileValue(random, slot.type, turn);
  const request = requestWith({ random, schema, grounds, asker }, slot, value);
  const answer = await send(target.url, request, asker).catch((error) => ({
    status: 599,
    text: '',
    error: error.name,
  }));
  const { faults, codes } = judge(answer, { request, asker, grounds });
  if (codes.includes('UNAUTHENTICATED')) await grounds.renew(asker);
  const states = target.sqlErrors().filter((state) => OF_SQL.test(state));
  const said = JSON.stringify(value).slice(0, 60);
  return [...faults, ...states.map((state) => `SQL error ${state}`)].map(
    (fault) => `${said} by ${asker.name}: ${fault}`,
  );
}
