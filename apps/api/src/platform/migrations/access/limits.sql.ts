/**
 * Counters of rate limits, shared by all replicas (docs/reference/limits.md). The columns are those rate-limiter-flexible writes.
 *
 * Unlogged: a counter is worth nothing after its minute, and each write of a logged table would be flushed. A crash of PostgreSQL
 * empties it; the locks after failed sign-ins (`sign_in_failure`) are logged and stay.
 *
 * `key` is a MAC over limit and caller, under a key that is not in the database: whoever reads the table learns of nobody. Counting
 * happens outside any act, before there is a context, so the wall asks for none: it keeps every role out but the API's, and there is
 * nothing behind it that one caller may see and another may not.
 */
export const LIMITS = `
CREATE UNLOGGED TABLE rate_limit (
  key text PRIMARY KEY CHECK (length(key) <= 64),
  points integer NOT NULL,
  expire bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX rate_limit_expire ON rate_limit (expire);
ALTER TABLE rate_limit ENABLE ROW LEVEL SECURITY;
ALTER TABLE rate_limit FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO sealbridge_api;
CREATE POLICY counts ON rate_limit FOR ALL TO sealbridge_api USING (true) WITH CHECK (true);
`;
