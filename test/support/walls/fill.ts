// Puts a world into a database: the columns that scope depends on from the world, every other that has to have a value at random.
import type { Client } from 'pg';

import { bytesOf, idOf, type World } from './world.js';
import type { Guarded, Row } from './scope.js';

/** A row as it was written, whole, and where it stands. */
export interface Stored {
  readonly row: Row;
  readonly ctid: string;
}

/** The rows of a table, and the columns they were written with. */
export interface Filled {
  readonly guarded: Guarded;
  readonly columns: readonly string[];
  readonly stored: readonly Stored[];
}

/**
 * Takes away what ties rows to others (keys, checks, triggers), so that walls alone are left to refuse. For a copy that is thrown away.
 */
export async function leaveWallsAlone(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ drop: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
     WHERE connamespace = 'sealbridge'::regnamespace AND contype IN ('f', 'c', 'p', 'u') AND conparentid = 0 ORDER BY contype IN ('p', 'u')`,
  );
  for (const { drop } of rows) await admin.query(drop);
  const triggers = await admin.query<{ name: string }>(
    `SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'sealbridge'::regnamespace AND NOT tgisinternal`,
  );
  for (const { name } of triggers.rows) await admin.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await admin.query('SELECT sealbridge.ensure_audit_partition(1)');
}

/** Writes the rows of every table, as the superuser, and tells where each stands. */
export async function fill(admin: Client, world: World, tables: readonly Guarded[]): Promise<Filled[]> {
  const filled: Filled[] = [];
  for (const guarded of tables) filled.push(await fillOne(admin, world, guarded));
  return filled;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
}

async function fillOne(admin: Client, world: World, guarded: Guarded): Promise<Filled> {
  const { rows: columns } = await admin.query<ColumnRow>(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type,
       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS needed
     FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped`,
    [`sealbridge.${guarded.table}`],
  );
  const given = guarded.rows(world);
  const named = new Set(given.flatMap((row) => Object.keys(row)));
  const unknown = [...named].filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length > 0) throw new Error(`${guarded.table} has no ${unknown.join(', ')}`);
  const written = columns.filter(({ name, needed }) => needed || named.has(name));
  const whole = given.map((row) => ({
    ...Object.fromEntries(written.map(({ name, type }) => [name, valueOf(world, type)])),
    ...row,
  }));
  const names = written.map(({ name }) => name);
  const stored: Stored[] = [];
  for (const row of whole) {
    const { rows } = await admin.query<{ ctid: string }>(`${insertInto(guarded.table, names)} RETURNING ctid::text`, [
      JSON.stringify(row),
    ]);
    stored.push({ row, ctid: rows[0]?.ctid ?? '' });
  }
  return { guarded, columns: names, stored };
}

/** The statement that adds one row, given as JSON. */
export function insertInto(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `"${name}"`).join(', ');
  const into = columns.length === 0 ? 'DEFAULT VALUES' : '';
  return into === ''
    ? `INSERT INTO sealbridge.${table} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${names} FROM jsonb_populate_record(NULL::sealbridge.${table}, $1::jsonb)`
    : `INSERT INTO sealbridge.${table} DEFAULT VALUES`;
}

const MAX_NUMBER = 30_000;

function valueOf(world: World, type: string): unknown {
  const { random } = world;
  if (type.endsWith('[]')) return [];
  switch (type) {
    case 'uuid':
      return idOf(random);
    case 'bytea':
      return bytesOf(random);
    case 'boolean':
      return false;
    case 'jsonb':
      return {};
    case 'date':
    case 'timestamp with time zone':
      return 'now';
    case 'text':
      return bytesOf(random, 8);
    default:
      return random(MAX_NUMBER);
  }
}
