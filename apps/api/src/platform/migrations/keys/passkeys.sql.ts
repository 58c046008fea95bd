import { WIDE } from '../backbone/rights.sql.js';
import { wallsOf } from '../members/walls.js';

/** The member of the context. */
const MEMBER = '((SELECT (app_ctx()).member)::uuid)';

/**
 * Passkeys (docs/reference/passkeys.md). A passkey belongs to the device whose key signed for it, by id and key: a device that waits for
 * its confirmation has no row of its own yet, and whoever names its id first must not become a way into it. `counter` is that of the
 * authenticator, 0 for ever where it does not count.
 */
export const PASSKEYS = `
CREATE TABLE passkey (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  credential_id bytea PRIMARY KEY CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  device_id uuid NOT NULL,
  sign_pk bytea NOT NULL CHECK (octet_length(sign_pk) = 32),
  user_handle bytea NOT NULL CHECK (octet_length(user_handle) = 16),
  public_key bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 1024),
  counter bigint NOT NULL,
  backup_eligible boolean NOT NULL,
  backed_up boolean NOT NULL,
  transports text[] NOT NULL,
  statement bytea NOT NULL,
  signature bytea NOT NULL CHECK (octet_length(signature) = 64),
  made_at timestamptz NOT NULL DEFAULT now(),
  last_used_on date
);
CREATE INDEX passkey_device ON passkey (device_id, row);
CREATE INDEX invitation_device ON invitation (device_id) WHERE device_id IS NOT NULL;
`;

/**
 * The walls. Passkeys show to the member whose devices they are of, and to sign-in and registration, whose authority is a signature. One
 * changes in what its authenticator says of itself, and ends.
 */
export const PASSKEY_WALLS = wallsOf([
  {
    table: 'passkey',
    grant: 'SELECT, INSERT, UPDATE (counter, backed_up, last_used_on), DELETE',
    see: `${WIDE} OR EXISTS (SELECT 1 FROM device d WHERE d.id = device_id AND d.sign_pk = passkey.sign_pk AND d.member_id = ${MEMBER})`,
    write: WIDE,
    change: `${WIDE} OR EXISTS (SELECT 1 FROM device d WHERE d.id = device_id AND d.sign_pk = passkey.sign_pk AND d.member_id = ${MEMBER})`,
  },
]);
