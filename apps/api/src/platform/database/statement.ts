import { createHash } from 'node:crypto';

/**
 * One SQL statement that PostgreSQL plans once per connection and executes by name afterwards.
 * `name` is unique in the process (a name used for two texts is an error of ours, found at once by the driver).
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a statement may be given. Ids go as their text form, bytes as Buffer or Uint8Array. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly SqlValue[];

/** Hexadecimal characters of the hash in a name: 64 bits tell a few dozen texts apart. */
const HASH_CHARACTERS = 16;

/** A statement whose text depends on what policy allows: the name follows from the text. */
export function named(prefix: string, text: string): Statement {
  return { name: `${prefix}-${createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)}`, text };
}
