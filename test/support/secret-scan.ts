// Looks for secrets in everything that is left lying about, in every form a program could have written them.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

const HASH_BYTES = 4;
const SHORTEST = 6;
const BASE64_QUANTUM = 3;
const TABLE_BITS = 20;

interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Finds any of many secrets in one pass over some bytes. */
export class SecretScan {
  private readonly buckets = new Map<number, Needle[]>();
  private readonly mayStart = new Uint8Array(2 ** TABLE_BITS);

  /** `secrets` by name: text or bytes, none of them shorter than six. */
  constructor(secrets: ReadonlyMap<string, string | Uint8Array>) {
    for (const [name, secret] of secrets) {
      for (const bytes of formsOf(secret)) this.add({ name, bytes });
    }
  }

  /** The names of the secrets that stand in `bytes`. */
  find(bytes: Buffer): string[] {
    const found = new Set<string>();
    for (let at = 0; at + HASH_BYTES <= bytes.length; at += 1) {
      const hash = hashAt(bytes, at);
      if (this.mayStart[hash] === 0) continue;
      for (const needle of this.buckets.get(hash) ?? []) {
        if (bytes.subarray(at, at + needle.bytes.length).equals(needle.bytes)) found.add(needle.name);
      }
    }
    return [...found];
  }

  private add(needle: Needle): void {
    const hash = hashAt(needle.bytes, 0);
    this.mayStart[hash] = 1;
    this.buckets.set(hash, [...(this.buckets.get(hash) ?? []), needle]);
  }
}

function hashAt(bytes: Buffer, at: number): number {
  const word =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(word, 0x9e3779b1) >>> (32 - TABLE_BITS);
}

/** As it is, in UTF-16, as hex, as base64 of both alphabets wherever it may start; and each of these again as hex, as a dump has it. */
function formsOf(secret: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < SHORTEST) throw new Error('a secret that is this short is found everywhere');
  const texts = [bytes.toString('hex'), ...base64Of(bytes, 'base64'), ...base64Of(bytes, 'base64url')];
  const plain = [bytes, ...(typeof secret === 'string' ? [Buffer.from(secret, 'utf16le')] : [])];
  const forms = [...plain, ...texts.map((text) => Buffer.from(text))];
  const asHex = forms.map((form) => Buffer.from(form.toString('hex')));
  return [...forms, ...asHex, Buffer.from(bytes.toString('hex').toUpperCase())];
}

/** The part of the encoding that does not depend on what stands before and behind. */
function base64Of(bytes: Buffer, alphabet: 'base64' | 'base64url'): string[] {
  return Array.from({ length: BASE64_QUANTUM }, (_, before) => {
    const whole = bytes.subarray((BASE64_QUANTUM - before) % BASE64_QUANTUM);
    return whole.subarray(0, whole.length - (whole.length % BASE64_QUANTUM)).toString(alphabet);
  });
}

/** Every file below a folder, but not below the folders that are left out. */
export function* filesBelow(
  folder: string,
  leftOut: readonly string[] = [],
): Generator<{ path: string; bytes: Buffer }> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true && !leftOut.includes(path)) yield* filesBelow(path, leftOut);
    if (found?.isFile() === true) yield { path, bytes: readFileSync(path) };
  }
}

/** Every row of every table as text, bytea as hex: ours and PostgreSQL's own, where statistics keep frequent values. */
export async function* dumpOf(database: Client): AsyncGenerator<{ path: string; bytes: Buffer }> {
  await database.query('ANALYZE');
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') ORDER BY 1`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    yield { path: `table ${name}`, bytes: Buffer.from(rows.map(({ row }) => row).join('\n')) };
  }
}
