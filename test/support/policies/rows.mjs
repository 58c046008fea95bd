// Rows to decide about: nulls in every field, empty lists, quotes, letters outside ASCII, and what random subjects have.
import { OBJECTS } from '@sealbridge/policy';

import { listOf, pick, randomOf } from './random.mjs';

export const IDS = [1, 2, 3].map((n) => `00000000-0000-0000-0000-00000000000${n}`);
export const HASHES = ['aa', 'bb'];
export const PURPOSES_USED = ['trafficking_investigation', 'audit', 'threat_to_life'];

/** What a field of each kind holds, besides null. */
export const VALUES = {
  text: ['a', '', "o'x", 'ü', '$1', ...IDS, ...HASHES, ...PURPOSES_USED],
  boolean: [true, false],
  number: [-1, 0, 1, 2, 3, 2 ** 40],
};
/** How many columns of each kind there are: no object that is decided about has more fields of it. */
const WIDTH = { text: 6, boolean: 3, number: 3, texts: 2 };
const TYPES = { text: 'text', boolean: 'boolean', number: 'bigint', texts: 'text[]' };
const ROWS = 108;
const ROW_SEED = 20;

async function makeTable(client) {
  const names = Object.entries(WIDTH).flatMap(([kind, width]) =>
    Array.from({ length: width }, (_, at) => `${kind}_${at} ${TYPES[kind]}`),
  );
  await client.query(`CREATE TEMPORARY TABLE IF NOT EXISTS policy_rows (id integer PRIMARY KEY, ${names.join(', ')})`);
}

/** Makes the table and its rows; gives the rows, by kind. */
export async function makeRows(client) {
  await makeTable(client);
  const random = randomOf(ROW_SEED, 0);
  const rows = Array.from({ length: ROWS }, () => rowOf(random));
  for (const [id, row] of rows.entries()) {
    const values = [id, ...Object.keys(WIDTH).flatMap((kind) => row[kind])];
    await client.query(`INSERT INTO policy_rows VALUES (${values.map((_, at) => `$${at + 1}`).join(', ')})`, values);
  }
  return rows;
}

/** Fills the table anew with objects of one type. */
export async function fillRows(client, object, objects) {
  await makeTable(client);
  const places = placesOf(object);
  const rows = objects.map((attributes, id) => ({
    id,
    ...Object.fromEntries(places.map(({ field, kind, at }) => [`${kind}_${at}`, attributes[field] ?? null])),
  }));
  await client.query('TRUNCATE policy_rows');
  await client.query('INSERT INTO policy_rows SELECT * FROM jsonb_populate_recordset(NULL::policy_rows, $1::jsonb)', [
    JSON.stringify(rows),
  ]);
}

function rowOf(random) {
  const valueOf = (kind) => {
    if (random(4) === 0) return null;
    return kind === 'texts' ? listOf(random, VALUES.text) : pick(random, VALUES[kind]);
  };
  const column = ([kind, width]) => [kind, Array.from({ length: width }, () => valueOf(kind))];
  return Object.fromEntries(Object.entries(WIDTH).map(column));
}

/** The fields of an object type, each with the place of its column among those of its kind. */
function placesOf(object) {
  const used = {};
  return Object.entries(OBJECTS[object]).map(([field, kind]) => {
    const at = used[kind] ?? 0;
    used[kind] = at + 1;
    if (at >= WIDTH[kind]) throw new Error(`${object} has more fields of ${kind} than there are columns`);
    return { field, kind, at };
  });
}

/** Where the fields of an object type stand in the table, for the compiler. */
export function columnsOf(object) {
  const type = { text: 'text', texts: 'text', boolean: 'boolean', number: 'bigint' };
  const column = ({ field, kind, at }) => [field, { expression: `t.${kind}_${at}`, type: type[kind] }];
  return Object.fromEntries(placesOf(object).map(column));
}

/** A row as an object of the type. */
export function attributesOf(object, row) {
  return Object.fromEntries(placesOf(object).map(({ field, kind, at }) => [field, row[kind][at]]));
}
