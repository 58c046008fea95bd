// What each context sees, adds, changes and removes in the database: asked as the runtime role, everything rolled back.
import type { Client } from 'pg';

import { signContext } from '../../../apps/api/src/platform/database/context-token.js';
import type { Transaction } from '../../../apps/api/src/platform/database/transaction.js';
import type { Context } from './contexts.js';
import { type Filled, insertInto, type Stored } from './fill.js';
import { all, type Row, type Test } from './scope.js';
import type { World } from './world.js';

/** What a context is bound to. */
type Identity = Transaction['identity'];

/** One question about one table: how to ask it, and what scope says the answer is. */
export interface Question {
  readonly table: string;
  readonly command: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  readonly statement: string;
  /** Rows to add, one by one; null for any other command. */
  readonly rows: readonly Row[] | null;
  readonly wanted: (context: Context) => string;
}

/**
 * Runs one statement for each context in turn, as whoever calls it. A statement that adds is run once a row and answers a letter for
 * each (`a` added, `r` refused by a wall); one that sees answers with places; any other with the number of rows, or `refused`. The
 * runtime role reads no column in UPDATE and DELETE here: it needs no more than their own walls let pass.
 */
const PROBE = `
CREATE SCHEMA probe;
GRANT USAGE ON SCHEMA probe TO PUBLIC;
CREATE FUNCTION probe.once(command text, statement text, given jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text := ''; counted bigint; one jsonb;
BEGIN
  IF statement LIKE 'SELECT%' THEN
    EXECUTE statement INTO answer;
    RETURN answer;
  END IF;
  IF command = 'INSERT' THEN
    FOR one IN SELECT value FROM jsonb_array_elements(given) LOOP
      BEGIN
        EXECUTE statement USING one;
        RAISE EXCEPTION USING ERRCODE = 'P0099';
      EXCEPTION
        WHEN insufficient_privilege THEN answer := answer || 'r';
        WHEN unique_violation OR not_null_violation OR SQLSTATE 'P0099' THEN answer := answer || 'a';
      END;
    END LOOP;
    RETURN answer;
  END IF;
  BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS counted = ROW_COUNT;
    RAISE EXCEPTION USING ERRCODE = 'P0099';
  EXCEPTION
    WHEN insufficient_privilege THEN RETURN 'refused';
    WHEN unique_violation OR SQLSTATE 'P0099' THEN RETURN coalesce(counted::text, 'taken');
  END;
END $$;
CREATE FUNCTION probe.each(command text, statement text, given jsonb, tokens text[], sessions bytea[]) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE answers text[] := '{}';
BEGIN
  FOR at IN 1 .. cardinality(tokens) LOOP
    PERFORM set_config('app.ctx', '', true);
    IF tokens[at] IS NOT NULL THEN
      PERFORM sealbridge.begin_act(tokens[at], sessions[at]);
    END IF;
    answers := answers || probe.once(command, statement, given);
  END LOOP;
  RETURN answers;
END $$;`;

/** Makes the functions that ask. */
export async function makeProbe(admin: Client): Promise<void> {
  await admin.query(PROBE);
}

/** Every question about a table that the runtime role has a privilege to ask. */
export function questionsOf(
  world: World,
  contexts: readonly Context[],
  { guarded, columns, stored }: Filled,
): Question[] {
  const { table, see, add, change, remove } = guarded;
  const passing = (test: Test, context: Context) => stored.filter(({ row }) => test(row, context, world));
  const questions: Question[] = [];
  if (see !== undefined) {
    const statement = `SELECT coalesce(string_agg(ctid::text, ' ' ORDER BY ctid), '') FROM sealbridge.${table}`;
    const wanted = (context: Context): string => placesOf(passing(see, context));
    questions.push({ table, command: 'SELECT', statement, rows: null, wanted });
  }
  if (see !== undefined && change !== undefined) {
    // whoever locks rows has to be let through both walls
    const statement = `SELECT coalesce(string_agg(ctid::text, ' ' ORDER BY ctid), '') FROM (
      SELECT ctid FROM sealbridge.${table} FOR UPDATE) held`;
    const wanted = (context: Context): string => placesOf(passing(all(see, change.of), context));
    questions.push({ table, command: 'UPDATE', statement, rows: null, wanted });
  }
  if (add !== undefined) {
    const rows = oneOfEach(stored, (row) => contexts.map((context) => add(row, context, world)).join());
    const wanted = (context: Context): string => rows.map((row) => (add(row, context, world) ? 'a' : 'r')).join('');
    questions.push({ table, command: 'INSERT', statement: insertInto(table, columns), rows, wanted });
  }
  for (const changed of change?.tries(world) ?? [])
    questions.push(changing(world, { guarded, columns, stored }, changed));
  if (remove !== undefined) {
    const wanted = (context: Context): string => String(passing(remove, context).length);
    questions.push({ table, command: 'DELETE', statement: `DELETE FROM sealbridge.${table}`, rows: null, wanted });
  }
  return questions;
}

const placesOf = (stored: readonly Stored[]): string => stored.map(({ ctid }) => ctid).join(' ');

/** The rows that the contexts do not treat alike: one of each sort is enough, and each is tried in every context. */
function oneOfEach(stored: readonly Stored[], sort: (row: Row) => string): Row[] {
  return [...new Map(stored.map(({ row }) => [sort(row), row])).values()];
}

function changing(world: World, { guarded: { table, change }, stored }: Filled, changed: Row): Question {
  const set = Object.entries(changed).map(([column, value]) => `"${column}" = '${String(value)}'`);
  const wanted = (context: Context): string => {
    const reached = stored.filter(({ row }) => change?.of(row, context, world) === true);
    const taken = reached.every(({ row }) => change?.into({ ...row, ...changed }, context, world) === true);
    return taken ? String(reached.length) : 'refused';
  };
  return {
    table,
    command: 'UPDATE',
    statement: `UPDATE sealbridge.${table} SET ${set.join(', ')}`,
    rows: null,
    wanted,
  };
}

/** In a transaction of the superuser, after `before`: what each context is answered as the runtime role. Rolled back. */
export async function ask(
  admin: Client,
  key: Uint8Array,
  { command, statement, rows }: Question,
  contexts: readonly Context[],
  before = 'SELECT 1',
): Promise<string[]> {
  const text = `BEGIN; ${before}; SET LOCAL ROLE sealbridge_api;
    SELECT pg_backend_pid()::text AS "backendPid", pg_current_xact_id()::text AS "transactionId"`;
  try {
    const identity = identityOf(await admin.query(text));
    const tokens = contexts.map(({ claims }) =>
      claims === null ? null : signContext(key, claims, identity, Date.now()),
    );
    const values = [command, statement, JSON.stringify(rows), tokens, contexts.map(({ token }) => token)];
    const { rows: answers } = await admin.query<{ answers: string[] }>(
      'SELECT probe.each($1, $2, $3::jsonb, $4::text[], $5::bytea[]) AS answers',
      values,
    );
    return answers[0]?.answers ?? [];
  } finally {
    await admin.query('ROLLBACK');
  }
}

/** Several statements at once answer with a list of results. */
function identityOf(results: unknown): Identity {
  const row = (results as { readonly rows: readonly Identity[] }[]).at(-1)?.rows[0];
  if (row === undefined) throw new Error('no answer');
  return row;
}
