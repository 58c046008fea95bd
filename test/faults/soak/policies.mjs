// Random policies: memory and SQL must decide alike on every row, and show the same fields of it. Case i depends on (seed, i) alone, so
// a run can go on where another stopped. Even cases are bare rules, inverted ones among them; odd cases are whole documents (guards,
// references, rules for each agreement, masks, parameters) asked by a random subject under random circumstances.
import { createMongoAbility } from '@casl/ability';
import {
  Ability,
  abilityOf,
  compilePolicy,
  compileRules,
  parseConditions,
  parsePolicy,
  VIEWS,
} from '@sealbridge/policy';
import { ready } from '@sealbridge/sodium';
import pg from 'pg';

import { makeConditions } from '../../support/policies/random-conditions.mjs';
import { makeDocumentCase } from '../../support/policies/random-documents.mjs';
import { pick, randomOf } from '../../support/policies/random.mjs';
import { attributesOf, columnsOf, makeRows } from '../../support/policies/rows.mjs';

/** What is counted. */
export const unit = 'policies';
/** Policies of the long form. */
export const defaultCount = 1_000_000;
/** Policies between two notes of the state: each batch starts a database of its own. */
export const batch = 50_000;

const ACTION = 'report.open';
const OBJECT = 'Opening';
const MAX_RULES = 4;
const MAX_FAILURES = 20;
const PROGRESS_EVERY = 1000;
/** Fields of a view that are compared in a case. */
const FIELDS_COMPARED = 3;
/** Kinds of fields that CASL's own conditions know how to compare. */
const PLAIN_KINDS = ['text', 'boolean', 'number'];

/**
 * Compares `count` random policies from case `from` on over 108 rows. `failures` names each policy on which the two engines
 * differ.
 * @param {{ seed: number, from: number, count: number, databaseUrl?: string, plant?: Plant,
 *   onProgress?: (done: number) => void }} options without `databaseUrl` a database is started and stopped
 * @returns {Promise<{ done: number, failures: string[], decisions: number, allowed: number, fields: number }>}
 *
 * @typedef {object} Plant a fault, so that a check of this check can break it
 * @property {(compiled: { text: string, values: unknown[] }) => { text: string, values: unknown[] }} [compiled] what becomes of SQL
 * @property {'casl'} [matcher] CASL's own conditions in memory, in the place of ours
 * @property {boolean} [unmasked] every field shows wherever the row does
 * @property {boolean} [plain] no lists of texts, which CASL's own conditions do not compare like ours
 */
export async function run({ databaseUrl, ...work }) {
  await ready();
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

async function compare(url, { seed, from, count, plant = {}, onProgress }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rows = await makeRows(client);
    const outcome = { done: 0, failures: [], decisions: 0, allowed: 0, fields: 0 };
    while (outcome.done < count && outcome.failures.length < MAX_FAILURES) {
      const index = from + outcome.done;
      const random = randomOf(seed, index);
      const engines = index % 2 === 0 || plant.plain ? bareRules(random, rows, plant) : document(random, rows, plant);
      const difference = await differenceOf(client, engines, plant, outcome);
      if (difference !== null) outcome.failures.push(`case ${index} of seed ${seed}: ${difference}`);
      outcome.decisions += rows.length;
      outcome.done += 1;
      if (outcome.done % PROGRESS_EVERY === 0) onProgress?.(outcome.done);
    }
    return outcome;
  } finally {
    await client.end();
  }
}

/** Bare rules: what memory says of each row, and the condition SQL has to find the same rows by. */
function bareRules(random, rows, { matcher, plain }) {
  const drawn = Array.from({ length: random(MAX_RULES + 1) }, () => ({
    inverted: random(3) === 0,
    conditions: random(8) === 0 ? null : makeConditions(random, OBJECT, plain ? { kinds: PLAIN_KINDS } : {}),
  }));
  const rule =
    (parse) =>
    ({ inverted, conditions }) => ({
      ...{ action: ACTION, subject: OBJECT, inverted },
      ...(conditions === null ? {} : { conditions: parse(conditions) }),
    });
  const ability = abilityOf(drawn.map(rule((conditions) => parseConditions(OBJECT, conditions))));
  const allows = matcher === 'casl' ? byCasl(drawn.map(rule((conditions) => conditions))) : byUs(ability);
  const columns = columnsOf(OBJECT);
  return {
    inMemory: idsOf(rows, (row) => allows(attributesOf(OBJECT, row))),
    conditions: [(firstParameter) => compileRules(ability, ACTION, OBJECT, { columns, firstParameter })],
    fields: [],
  };
}

const byUs = (ability) => (attributes) => ability.can(ACTION, { objectType: OBJECT, attributes });

/** As CASL does it by itself: conditions of its own notation, read over the object. */
function byCasl(rules) {
  const ability = createMongoAbility(rules, { detectSubjectType: ({ objectType }) => objectType });
  return (attributes) => ability.can(ACTION, { objectType: OBJECT, ...attributes });
}

/** A document and a subject: what the policy says of each row and of some fields of it, and the conditions for the same. */
function document(random, rows, { unmasked }) {
  const { object, action, document: drawn, chosen, subject, circumstances } = makeDocumentCase(random);
  const policy = compilePolicy(parsePolicy(drawn), chosen);
  const ability = new Ability(policy, subject, circumstances, action, object);
  const columns = columnsOf(object);
  const resourceOf = (row) => ({ type: object, attributes: attributesOf(object, row) });
  const fields = VIEWS[object] ? Array.from({ length: FIELDS_COMPARED }, () => pick(random, VIEWS[object])) : [];
  const shown = fields.length === 0 ? [] : rows.map((row) => ability.permittedFields(resourceOf(row)));
  const inMemory = idsOf(rows, (row) => ability.decide(resourceOf(row)).allowed);
  return {
    inMemory,
    conditions: [
      (first) => ability.condition(columns, first),
      ...fields.map(
        (field) => (first) =>
          unmasked ? ability.condition(columns, first) : ability.fieldCondition(field, columns, first),
      ),
    ],
    fields: fields.map((field) => idsOf(rows, (_row, id) => shown[id].includes(field))),
    // of all objects policy says no only if it says no of each
    closed: !ability.decide({ type: object, list: true }).allowed && inMemory.length > 0,
  };
}

const idsOf = (rows, holds) => rows.flatMap((row, id) => (holds(row, id) ? [id] : []));

async function differenceOf(client, { inMemory, conditions, fields, closed }, plant, outcome) {
  outcome.allowed += inMemory.length;
  if (closed) return `no list, but rows ${inMemory.join()}`;
  const values = [];
  const columns = conditions.map((condition, at) => {
    const compiled = condition(values.length + 1);
    const { text, values: bound } = plant.compiled?.(compiled) ?? compiled;
    values.push(...bound);
    return `coalesce(array_agg(t.id ORDER BY t.id) FILTER (WHERE ${text}), '{}') AS ids_${at}`;
  });
  const { rows } = await client.query(`SELECT ${columns.join(', ')} FROM policy_rows t`, values);
  const wanted = [inMemory, ...fields];
  outcome.fields += fields.length * rows.length;
  const at = wanted.findIndex((ids, place) => ids.join() !== rows[0][`ids_${place}`].join());
  return at < 0 ? null : `memory ${wanted[at].join()} sql ${rows[0][`ids_${at}`].join()} ${columns[at]}`;
}
