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
