// The matrix of the policy in force, reviewed as text and asserted by three engines: memory, compiled SQL, row-level security.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compilePolicy, DOCUMENT, type ObjectType, parsePolicy, POLICY } from '@sealbridge/policy';
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { compareInSql } from '../../../../test/support/matrix/in-sql.mjs';
import { ROWS_OF, tablesWith, worldOfMatrix } from '../../../../test/support/matrix/in-rows.js';
import { ASKERS, makeMatrix } from '../../../../test/support/matrix/matrix.mjs';
import { RESOURCES } from '../../../../test/support/matrix/resources.mjs';
import { filesOf } from '../../../../test/support/matrix/text.mjs';
import { type Context, contextsOf } from '../../../../test/support/walls/contexts.js';
import { fill, leaveWallsAlone } from '../../../../test/support/walls/fill.js';
import { ask, makeProbe, questionsOf } from '../../../../test/support/walls/probe.js';
import { randomOf } from '../../../../test/support/walls/random.js';
import type { Row } from '../../../../test/support/walls/scope.js';

const GOLDEN = join(__dirname, '../../../../test/vectors/policy/matrix');
const LEAST_CELLS = 20_000;

interface Asker {
  readonly who: { readonly name: string; readonly member: string };
  readonly state: string;
}
interface Question {
  readonly action: string;
  readonly object: ObjectType;
  readonly omitted: string;
  /** By asker, then by state of the object: one letter a purpose. */
  readonly answers: readonly (readonly string[])[];
}
interface Matrix {
  readonly answered: readonly Question[];
  readonly cells: number;
}

const askers = ASKERS as readonly Asker[];
const resources = RESOURCES as unknown as Readonly<
  Record<ObjectType, Readonly<Record<string, (who: Asker['who']) => Row>>>
>;

let db: TestDatabase;
let admin: Client;
let matrix: Matrix;

beforeAll(async () => {
  await ready();
  db = await createDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  matrix = makeMatrix(POLICY);
}, 120_000);

afterAll(async () => {
  await admin.end();
  await db.drop();
});

const textOf = (of: Matrix): Record<string, string[]> =>
  Object.fromEntries([...(filesOf(of) as ReadonlyMap<string, string>)].map(([name, text]) => [name, text.split('\n')]));

const golden = (): Record<string, string[]> =>
  Object.fromEntries(readdirSync(GOLDEN).map((name) => [name, readFileSync(join(GOLDEN, name), 'utf8').split('\n')]));

it('is the one that was reviewed (npm run matrix:generate writes it anew, for another review)', () => {
  expect(textOf(matrix)).toEqual(golden());
});

it('has a cell for every action that rules are made about, and no fewer than twenty thousand', () => {
  const inRules = new Set(
    DOCUMENT.rules.flatMap(({ actions, object }) => actions.map((action) => `${action} ${object}`)),
  );
  expect(new Set(matrix.answered.map(({ action, object }) => `${action} ${object}`))).toEqual(inRules);
  expect(matrix.cells).toBeGreaterThan(LEAST_CELLS);
});

it.each([
  [
    'a requirement fewer',
    (rules: Rules) =>
      edit(rules, 'report.open/recipient', (requires) => requires.filter((each) => !says(each, 'held'))),
  ],
  [
    'another reason',
    (rules: Rules) =>
      edit(rules, 'report.ledger', (requires) =>
        requires.map((each) => ({ ...(each as object), reason: 'not_permitted' })),
      ),
  ],
  ['a rule fewer', (rules: Rules) => rules.filter(({ id }) => id !== 'report.read/recipient-above-clearance')],
])('changes with %s', (_name, change) => {
  const changed = compilePolicy(parsePolicy({ ...DOCUMENT, rules: change(DOCUMENT.rules) }));
  expect(textOf(makeMatrix(changed) as Matrix)).not.toEqual(golden());
});

type Rules = typeof DOCUMENT.rules;
const says = (requirement: unknown, word: string): boolean => JSON.stringify(requirement).includes(word);
const edit = (
  rules: Rules,
  id: string,
  change: (requires: Rules[number]['requires']) => readonly unknown[],
): unknown[] => rules.map((rule) => (rule.id === id ? { ...rule, requires: change(rule.requires) } : rule));

it('is what the compiled conditions find over the same objects in PostgreSQL, field by field', async () => {
  const { differences, cells, statements } = await compareInSql(admin, POLICY, matrix);
  expect(differences).toEqual([]);
  expect(cells).toBe(matrix.cells);
  // conditions that are all alike would compare nothing
  expect(statements).toBeGreaterThan(300);
}, 240_000);

it('is contradicted by no wall: what a cell allows, row-level security shows', async () => {
  await leaveWallsAlone(admin);
  await makeProbe(admin);
  const { rows, standsFor } = rowsOfCells();
  const world = worldOfMatrix(randomOf(1, 0));
  const contexts = contextsOf(world);
  const filled = await fill(admin, world, tablesWith(world, rows));
  const seen = new Map<string, ReadonlySet<string>>();
  for (const table of filled) {
    const [question] = questionsOf(world, contexts, table);
    if (question === undefined) throw new Error('a table nobody may read');
    const answers = await ask(admin, db.ctxKey, question, contexts);
    for (const [at, context] of contexts.entries()) {
      seen.set(keyOf(context, table.guarded.table), new Set(answers[at]?.split(' ')));
    }
  }
  const placeOf = (table: string, row: Row): string =>
    filled
      .find(({ guarded }) => guarded.table === table)
      ?.stored.find((each) => Object.entries(row).every(([column, value]) => each.row[column] === value))?.ctid ?? '';
  const hidden: string[] = [];
  let checked = 0;
  for (const { question, asker, name, letters, parts } of standsFor) {
    if (!/[+~]/u.test(letters)) continue;
    const context = contexts.find(({ member }) => member === asker.who.member);
    if (context === undefined) continue;
    for (const [table, row] of parts) {
      checked += 1;
      if (seen.get(keyOf(context, table))?.has(placeOf(table, row)) !== true)
        hidden.push(`${question.action} ${name}: ${asker.who.name} ${asker.state} does not see ${table}`);
    }
  }
  expect(hidden).toEqual([]);
  expect(checked).toBeGreaterThan(500);
}, 240_000);

const keyOf = ({ name, device }: Context, table: string): string => `${name} ${String(device)} ${table}`;

interface Cell {
  readonly question: Question;
  readonly asker: Asker;
  readonly name: string;
  readonly letters: string;
  readonly parts: readonly (readonly [string, Row])[];
}

/** The rows that cells are about, by table, each object once; and which cells they stand for. */
function rowsOfCells(): { rows: Map<string, Row[]>; standsFor: Cell[] } {
  const rows = new Map<string, Row[]>();
  const made = new Map<string, Cell['parts']>();
  const standsFor: Cell[] = [];
  for (const question of matrix.answered) {
    const { object, action, answers } = question;
    const stored = ROWS_OF[object];
    if (stored?.actions.includes(action) !== true) continue;
    for (const [at, asker] of askers.entries()) {
      for (const [place, [name, attributesOf]] of Object.entries(resources[object]).entries()) {
        const attributes = attributesOf(asker.who) as Parameters<typeof stored.parts>[0];
        // whoever guards another organisation acts with reach, beyond the walls of a member
        if (attributes['guarded'] === true || asker.who.member === '') continue;
        const key = JSON.stringify([object, attributes]);
        const parts = made.get(key) ?? stored.parts(attributes);
        if (!made.has(key)) for (const [table, row] of parts) rows.set(table, [...(rows.get(table) ?? []), row]);
        made.set(key, parts);
        standsFor.push({ question, asker, name, letters: answers[at]?.[place] ?? '', parts });
      }
    }
  }
  return { rows, standsFor };
}
