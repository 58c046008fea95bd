// The second wall against the coarse scope of every caller, over random worlds; and each clause of it proved to matter.
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { createDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { BELT_AND_BRACES } from '../../../../../test/support/walls/belt-and-braces.js';
import { mutantsOf } from '../../../../../test/support/walls/clauses.js';
import { type Context, contextsOf } from '../../../../../test/support/walls/contexts.js';
import { DIRECTORY_TABLES } from '../../../../../test/support/walls/directory-tables.js';
import { fill, type Filled, leaveWallsAlone } from '../../../../../test/support/walls/fill.js';
import { PEOPLE_TABLES } from '../../../../../test/support/walls/people-tables.js';
import { ask, makeProbe, type Question, questionsOf } from '../../../../../test/support/walls/probe.js';
import { freshSeed, randomOf } from '../../../../../test/support/walls/random.js';
import { REPORT_TABLES } from '../../../../../test/support/walls/report-tables.js';
import { makeWorld, type World } from '../../../../../test/support/walls/world.js';

const GUARDED = [...DIRECTORY_TABLES, ...PEOPLE_TABLES, ...REPORT_TABLES];
/** Of the world the clauses are tried in: what it tells apart must not depend on luck. */
const FIXED_SEED = 20_261_120;
/** Worlds of a fresh seed. */
const FRESH_WORLDS = 2;

/** A world with the database that holds it. */
interface Held {
  readonly world: World;
  readonly contexts: readonly Context[];
  readonly filled: readonly Filled[];
  readonly questions: readonly Question[];
  readonly db: TestDatabase;
  readonly admin: Client;
}

let held: Held;

async function hold(seed: number, index: number): Promise<Held> {
  const db = await createDatabase();
  const admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  await leaveWallsAlone(admin);
  await makeProbe(admin);
  const world = makeWorld(randomOf(seed, index));
  const filled = await fill(admin, world, GUARDED);
  const contexts = contextsOf(world);
  const questions = filled.flatMap((each) => questionsOf(world, contexts, each));
  return { world, contexts, filled, questions, db, admin };
}

async function release({ admin, db }: Held): Promise<void> {
  await admin.end();
  await db.drop();
}

beforeAll(async () => {
  await ready();
  held = await hold(FIXED_SEED, 0);
}, 120_000);

afterAll(() => release(held));

/** Where the answers of the database are not what scope says: the question, who asked, both answers. */
async function differences({ db, admin, contexts }: Held, question: Question, before?: string): Promise<string[]> {
  const answers = await ask(admin, db.ctxKey, question, contexts, before);
  return contexts.flatMap((context, at) => {
    const [wanted, answer] = [question.wanted(context), answers[at]];
    const what = `${question.command} ${question.table}: ${question.statement}`;
    return answer === wanted ? [] : [`${context.name}: ${what}: ${String(answer)}, not ${wanted}`];
  });
}

async function allDifferences(of: Held): Promise<string[]> {
  const found: string[] = [];
  for (const question of of.questions) found.push(...(await differences(of, question)));
  return found;
}

it('lets every caller see, add, change and remove what is in their scope, and nothing else', async () => {
  expect(await allDifferences(held)).toEqual([]);
});

it(`does so in ${String(FRESH_WORLDS)} fresh worlds`, async () => {
  const seed = freshSeed('walls');
  for (let index = 0; index < FRESH_WORLDS; index += 1) {
    const further = await hold(seed, index);
    try {
      expect([seed, index, await allDifferences(further)]).toEqual([seed, index, []]);
    } finally {
      await release(further);
    }
  }
}, 120_000);

it('knows the scope of every table that the runtime role has a privilege on and that has row-level security', async () => {
  const { rows } = await held.admin.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'sealbridge'::regnamespace AND relrowsecurity
       AND NOT relispartition ORDER BY relname`,
  );
  expect(GUARDED.map(({ table }) => table).sort()).toEqual(rows.map(({ name }) => name));
});

it('asks about every command that the runtime role may use', async () => {
  const { rows } = await held.admin.query<{ asked: string }>(
    `SELECT c.relname || ' ' || p.privilege AS asked FROM pg_class c,
       unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
     WHERE c.relnamespace = 'sealbridge'::regnamespace AND c.relrowsecurity AND NOT c.relispartition
       AND (has_table_privilege('sealbridge_api', c.oid, p.privilege)
         OR (p.privilege <> 'DELETE' AND has_any_column_privilege('sealbridge_api', c.oid, p.privilege)))`,
  );
  const asked = new Set(held.questions.map(({ table, command }) => `${table} ${command}`));
  expect([...asked].sort()).toEqual(rows.map((row) => row.asked).sort());
});

const isYes = (answer: string): boolean => /a|[1-9]/u.test(answer);
const isNo = (answer: string): boolean => /^$|^0$|r/u.test(answer);

it('has somebody who may and somebody who may not for every table and command', () => {
  const { questions, contexts } = held;
  const answersOf = new Map<string, string[]>();
  for (const { table, command, wanted } of questions) {
    const key = `${table} ${command}`;
    answersOf.set(key, [...(answersOf.get(key) ?? []), ...contexts.map(wanted)]);
  }
  const oneSided = [...answersOf].filter(([, answers]) => !answers.some(isYes) || !answers.some(isNo));
  expect(oneSided.map(([key]) => key).sort()).toEqual(
    ['DELETE', 'INSERT', 'SELECT', 'UPDATE'].map((each) => `rate_limit ${each}`),
  );
});

interface PolicyRow {
  readonly table: string;
  readonly name: string;
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
}

const POLICIES = `SELECT tablename AS table, policyname AS name, cmd AS command, qual AS using, with_check AS check
  FROM pg_policies WHERE schemaname = 'sealbridge' AND 'sealbridge_api' = ANY (roles) ORDER BY tablename, policyname`;

it('is missed wherever one clause of it is left out', async () => {
  const { rows } = await held.admin.query<PolicyRow>(POLICIES);
  const unnoticed = new Map<string, string[]>();
  let tried = 0;
  for (const policy of rows) {
    const asked = held.questions.filter(
      ({ table, command }) => table === policy.table && [command, 'ALL'].includes(policy.command),
    );
    for (const [part, condition] of [
      ['USING', policy.using],
      ['WITH CHECK', policy.check],
    ] as const) {
      for (const mutant of condition === null ? [] : mutantsOf(condition)) {
        tried += 1;
        const alter = `SET LOCAL search_path = sealbridge; ALTER POLICY ${policy.name} ON sealbridge.${policy.table} ${part} (${mutant.text})`;
        if (await somethingDiffers(asked, alter)) continue;
        const key = `${policy.table}.${policy.name} ${part}`;
        unnoticed.set(key, [...(unnoticed.get(key) ?? []), mutant.left]);
      }
    }
  }
  expect(tried).toBeGreaterThan(400);
  const surprising = [...unnoticed].filter(([key, left]) => BELT_AND_BRACES[key]?.[0] !== left.length);
  expect(surprising).toEqual([]);
  expect([...unnoticed.keys()].sort()).toEqual(Object.keys(BELT_AND_BRACES).sort());
}, 240_000);

async function somethingDiffers(asked: readonly Question[], alter: string): Promise<boolean> {
  for (const question of asked) if ((await differences(held, question, alter)).length > 0) return true;
  return false;
}
