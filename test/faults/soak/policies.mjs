// Random policies: memory and SQL must decide alike on every row. Case i depends on (seed, i) alone, so a run can go on where
// another stopped. Rows hold nulls in every field, empty lists, quotes and letters outside ASCII.
import { abilityOf, compileRules, parseConditions } from '@sealbridge/policy';
import pg from 'pg';

/** What is counted. */
export const unit = 'policies';
/** Policies of the long form. */
export const defaultCount = 1_000_000;
/** Policies between two notes of the state: each batch starts a database of its own. */
export const batch = 50_000;

const ACTION = 'report.open';
const OBJECT = 'Opening';
const COLUMNS = {
  grantUnit: { expression: 't.grant_unit', type: 'text' },
  state: { expression: 't.state', type: 'text' },
  agreementId: { expression: 't.agreement_id', type: 'text' },
  versionHash: { expression: 't.version_hash', type: 'text' },
  ownGrant: { expression: 't.own_grant', type: 'boolean' },
  purposes: { expression: 't.purposes', type: 'text' },
  marking: { expression: 't.marking', type: 'bigint' },
  handling: { expression: 't.handling', type: 'bigint' },
  openUntil: { expression: 't.open_until', type: 'bigint' },
};
const FIELDS = {
  text: ['grantUnit', 'state', 'agreementId', 'versionHash'],
  boolean: ['ownGrant'],
  number: ['marking', 'handling', 'openUntil'],
  texts: ['purposes'],
};
const VALUES = {
  text: ['a', 'b', '', "o'x", 'ü', '$1', 'A'],
  boolean: [true, false],
  number: [-1, 0, 1, 2, 3, 2 ** 40],
};
const OPERATORS = {
  text: ['$eq', '$ne', '$in', '$nin'],
  boolean: ['$eq', '$ne', '$in', '$nin'],
  number: ['$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$in', '$nin'],
  texts: ['$any', '$within'],
};
const ROWS = 108;
const ROW_SEED = 20;
const MAX_RULES = 4;
const MAX_FAILURES = 20;
const PROGRESS_EVERY = 1000;

/**
 * Compares `count` random policies from case `from` on over 108 rows. `failures` names each policy on which the two engines
 * differ. `compileWith` takes the place of the compiler, so that a check of this check can break it.
 * @param {{ seed: number, from: number, count: number, databaseUrl?: string, compileWith?: typeof compileRules,
 *   onProgress?: (done: number) => void }} options without `databaseUrl` a database is started and stopped
 * @returns {Promise<{ done: number, failures: string[], decisions: number, allowed: number }>}
 */
export async function run({ databaseUrl, ...work }) {
  if (databaseUrl !== undefined) return compare(databaseUrl, work);
  const { default: startPostgres, stopPostgres } = await import('../../support/postgres.mjs');
  await startPostgres({ nonFlagArgs: [] });
  const { port, password } = JSON.parse(process.env.SEALBRIDGE_TEST_POSTGRES);
  try {
    return await compare(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, work);
  } finally {
    delete process.env.SEALBRIDGE_TEST_POSTGRES;
    await stopPostgres();
  }
}

async function compare(url, { seed, from, count, compileWith = compileRules, onProgress }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rows = await makeRows(client);
    const outcome = { done: 0, failures: [], decisions: 0, allowed: 0 };
    while (outcome.done < count && outcome.failures.length < MAX_FAILURES) {
      const rules = makeRules(randomOf(seed, from + outcome.done));
      const difference = await decideBoth(client, rows, rules, compileWith, outcome);
      if (difference !== null) outcome.failures.push(`case ${from + outcome.done} of seed ${seed}: ${difference}`);
      outcome.done += 1;
      if (outcome.done % PROGRESS_EVERY === 0) onProgress?.(outcome.done);
    }
    return outcome;
  } finally {
    await client.end();
  }
}

async function decideBoth(client, rows, rules, compileWith, outcome) {
  const ability = abilityOf(rules);
  const inMemory = rows.flatMap((attributes, id) =>
    ability.can(ACTION, { objectType: OBJECT, attributes }) ? [id] : [],
  );
  const { text, values } = compileWith(ability, ACTION, OBJECT, { columns: COLUMNS, firstParameter: 1 });
  const sql = `SELECT coalesce(array_agg(t.id ORDER BY t.id), '{}') AS ids FROM policy_rows t WHERE ${text}`;
  const found = await client.query(sql, values);
  outcome.decisions += rows.length;
  outcome.allowed += inMemory.length;
  const inSql = found.rows[0].ids;
  return inMemory.join() === inSql.join() ? null : `memory ${inMemory.join()} sql ${inSql.join()} ${text}`;
}

async function makeRows(client) {
  await client.query(`CREATE TEMPORARY TABLE policy_rows (id integer PRIMARY KEY, grant_unit text, state text,
    agreement_id text, version_hash text, own_grant boolean, purposes text[], marking bigint, handling bigint, open_until bigint)`);
  const random = randomOf(ROW_SEED, 0);
  const orNull = (make) => (random(4) === 0 ? null : make());
  const rows = Array.from({ length: ROWS }, () => ({
    grantUnit: orNull(() => pick(random, VALUES.text)),
    state: orNull(() => pick(random, VALUES.text)),
    agreementId: orNull(() => pick(random, VALUES.text)),
    versionHash: orNull(() => pick(random, VALUES.text)),
    ownGrant: orNull(() => pick(random, VALUES.boolean)),
    purposes: orNull(() => listOf(random, VALUES.text)),
    marking: orNull(() => pick(random, VALUES.number)),
    handling: orNull(() => pick(random, VALUES.number)),
    openUntil: orNull(() => pick(random, VALUES.number)),
  }));
  for (const [id, row] of rows.entries()) {
    const values = [id, ...Object.values(row)];
    await client.query(`INSERT INTO policy_rows VALUES (${values.map((_, at) => `$${at + 1}`).join(', ')})`, values);
  }
  return rows;
}

function makeRules(random) {
  return Array.from({ length: random(MAX_RULES + 1) }, () => ({
    action: ACTION,
    subject: OBJECT,
    inverted: random(3) === 0,
    ...(random(8) === 0 ? {} : { conditions: parseConditions(OBJECT, makeConditions(random, 2)) }),
  }));
}

function makeConditions(random, depth) {
  if (depth > 0 && random(3) === 0) {
    const parts = Array.from({ length: 1 + random(3) }, () => makeConditions(random, depth - 1));
    return { [pick(random, ['$and', '$or'])]: parts };
  }
  const fields = Array.from({ length: 1 + random(2) }, () => makeLeaf(random));
  return Object.fromEntries(fields);
}

function makeLeaf(random) {
  const kind = pick(random, Object.keys(FIELDS));
  const operator = pick(random, OPERATORS[kind]);
  const values = VALUES[kind === 'texts' ? 'text' : kind];
  const isList = ['$in', '$nin', '$any', '$within'].includes(operator);
  return [pick(random, FIELDS[kind]), { [operator]: isList ? listOf(random, values) : pick(random, values) }];
}

const pick = (random, values) => values[random(values.length)];
const listOf = (random, values) => Array.from({ length: random(4) }, () => pick(random, values));

/** Whole numbers below a limit from (seed, case): mulberry32. */
function randomOf(seed, index) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
