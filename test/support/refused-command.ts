// A command that must not do anything: how it failed, after checking that the server keeps what it kept before.
import type { Client } from 'pg';

import { failure } from './commands.js';
import type { TestInstance } from './instance.js';

/** How many reports, grants, openings and ciphertexts the server keeps. */
export async function storedBy(database: Client): Promise<unknown> {
  const { rows } = await database.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM report) AS reports, (SELECT count(*) FROM stored_grant) AS grants,
       (SELECT count(*) FROM opening) AS openings, (SELECT count(*) FROM blob) AS blobs`,
  );
  return rows[0];
}

/** Runs a command and gives exit and code of its failure. Throws when it ended well or left something behind. */
export async function refusedCommand(
  instance: TestInstance,
  database: Client,
  profile: string,
  args: readonly string[],
): Promise<{ readonly exit: number | null; readonly code: string }> {
  const before = await storedBy(database);
  const result = failure(await instance.cli(profile, args));
  expect(await storedBy(database)).toEqual(before);
  return result;
}
