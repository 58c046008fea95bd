/**
 * Organisations, people and keys. Every row here is a projection of `directory_event` (or of a signed agreement) that makes
 * a question answerable in one index lookup; the signed record is what a client trusts, never the projection.
 */
export const ORGANISATIONS = `
CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  handle text NOT NULL UNIQUE,
  kind text NOT NULL,
  country text NOT NULL,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'ended')),
  root_keys bytea[] NOT NULL,
  head_seq integer NOT NULL,
  head_hash bytea NOT NULL CHECK (octet_length(head_hash) = 32)
);
CREATE INDEX organisation_stewards ON organisation (id) WHERE kind = 'stewards';

CREATE TABLE unit (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  handle text NOT NULL UNIQUE,
  current_epoch integer NOT NULL DEFAULT 0
);
CREATE INDEX unit_org ON unit (org_id);

CREATE TABLE member (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  roles text[] NOT NULL,
  rights text[] NOT NULL,
  clearance smallint NOT NULL,
  training_until integer NOT NULL,
  jurisdictions text[] NOT NULL,
  country text NOT NULL,
  seat text,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'removed'))
);
CREATE INDEX member_org ON member (org_id);

CREATE TABLE member_unit (
  member_id uuid NOT NULL REFERENCES member (id),
  unit_id uuid NOT NULL REFERENCES unit (id),
  org_id uuid NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (member_id, unit_id)
);
CREATE INDEX member_unit_unit ON member_unit (unit_id);

CREATE TABLE device (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  member_id uuid NOT NULL REFERENCES member (id),
  sign_pk bytea NOT NULL UNIQUE CHECK (octet_length(sign_pk) = 32),
  kem_pk bytea NOT NULL CHECK (octet_length(kem_pk) = 1216),
  add_event_hash bytea NOT NULL CHECK (octet_length(add_event_hash) = 32),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'revoked'))
);
CREATE INDEX device_member ON device (member_id);

CREATE TABLE unit_epoch (
  unit_id uuid NOT NULL REFERENCES unit (id),
  epoch integer NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  kem_pk bytea NOT NULL CHECK (octet_length(kem_pk) = 1216),
  kem_pk_sha256 bytea NOT NULL CHECK (octet_length(kem_pk_sha256) = 32),
  reason text NOT NULL,
  history text NOT NULL,
  hour integer NOT NULL,
  state text NOT NULL CHECK (state IN ('current', 'previous', 'closed')),
  event_hash bytea NOT NULL CHECK (octet_length(event_hash) = 32),
  PRIMARY KEY (unit_id, epoch)
);

CREATE TABLE lockbox (
  unit_id uuid NOT NULL,
  epoch integer NOT NULL,
  device_id uuid NOT NULL REFERENCES device (id),
  org_id uuid NOT NULL REFERENCES organisation (id),
  lockbox bytea NOT NULL,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  PRIMARY KEY (unit_id, epoch, device_id),
  FOREIGN KEY (unit_id, epoch) REFERENCES unit_epoch (unit_id, epoch)
);
CREATE INDEX lockbox_device ON lockbox (device_id);

CREATE TABLE recovery_lockbox (
  unit_id uuid NOT NULL,
  epoch integer NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  wrapped bytea NOT NULL,
  kek_id text NOT NULL,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  PRIMARY KEY (unit_id, epoch),
  FOREIGN KEY (unit_id, epoch) REFERENCES unit_epoch (unit_id, epoch)
);

CREATE TABLE directory_event (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  org_id uuid NOT NULL,
  seq integer NOT NULL,
  type text NOT NULL,
  event_hash bytea NOT NULL UNIQUE CHECK (octet_length(event_hash) = 32),
  leaf bytea NOT NULL,
  signatures bytea NOT NULL,
  body bytea NOT NULL,
  private bytea,
  PRIMARY KEY (org_id, seq)
);

CREATE TABLE agreement (
  id uuid NOT NULL,
  version integer NOT NULL,
  version_hash bytea NOT NULL UNIQUE CHECK (octet_length(version_hash) = 32),
  org_a uuid NOT NULL REFERENCES organisation (id),
  org_b uuid NOT NULL REFERENCES organisation (id),
  body bytea NOT NULL,
  signatures bytea NOT NULL,
  circle text NOT NULL,
  purposes text[] NOT NULL,
  prohibited text[] NOT NULL,
  marking_ceiling smallint NOT NULL,
  handling_ceiling smallint NOT NULL,
  jurisdictions text[] NOT NULL,
  retention_months integer NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  newest boolean NOT NULL DEFAULT true,
  PRIMARY KEY (id, version)
);
CREATE INDEX agreement_a ON agreement (org_a) WHERE newest;
CREATE INDEX agreement_b ON agreement (org_b) WHERE newest;

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  org_id uuid NOT NULL REFERENCES organisation (id),
  member_id uuid NOT NULL REFERENCES member (id),
  device_id uuid NOT NULL REFERENCES device (id),
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX session_device ON session (device_id);
CREATE INDEX session_live ON session (seen_at) WHERE ended_at IS NULL;
CREATE INDEX session_over ON session (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE used_challenge (
  nonce bytea PRIMARY KEY CHECK (octet_length(nonce) = 32),
  expires_at timestamptz NOT NULL
);
CREATE INDEX used_challenge_over ON used_challenge (expires_at);

CREATE TABLE sign_in_failure (
  device_id uuid NOT NULL,
  address text NOT NULL,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_until timestamptz,
  PRIMARY KEY (device_id, address)
);
CREATE INDEX sign_in_failure_age ON sign_in_failure (last_at);

CREATE TABLE idempotency (
  device_id uuid NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  request_sha256 bytea NOT NULL CHECK (octet_length(request_sha256) = 32),
  result_ids uuid[] NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device_id, operation, key)
);
CREATE INDEX idempotency_made ON idempotency (made_at);
`;
