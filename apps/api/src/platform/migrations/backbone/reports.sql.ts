/**
 * Reports: ciphertext, what the server may know of it (L0), and who it is addressed to. `row` is internal and never leaves
 * the server: it orders reports without telling anybody when one was made (security-corrections A16).
 * `report.scopes` = origin organisation, origin unit and every recipient unit: the wall of row-level security looks there.
 * `blob.waiting` holds until a report names the ciphertext: quota and sweeping look at nothing else.
 * `report_scope` is the page index (design D1 of performance.md): one row per (scope, report).
 */
export const REPORTS = `
CREATE TABLE report (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  origin_org uuid NOT NULL REFERENCES organisation (id),
  origin_unit uuid NOT NULL REFERENCES unit (id),
  version integer NOT NULL,
  state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'WITHDRAWN')),
  marking smallint NOT NULL,
  handling smallint NOT NULL,
  urgency text NOT NULL,
  discovery text NOT NULL CHECK (discovery IN ('circle', 'recipients')),
  purposes text[] NOT NULL,
  agreements uuid[] NOT NULL,
  open_until integer NOT NULL,
  retention_months integer NOT NULL,
  hour integer NOT NULL,
  scopes uuid[] NOT NULL,
  attachments smallint NOT NULL,
  sealed_bytes bigint NOT NULL
);
CREATE INDEX report_origin ON report (origin_org, row DESC);

CREATE TABLE report_version (
  row bigint NOT NULL REFERENCES report (row),
  version integer NOT NULL,
  report_hash bytea NOT NULL UNIQUE CHECK (octet_length(report_hash) = 32),
  frame bytea NOT NULL,
  policy bytea NOT NULL,
  note bytea,
  signer uuid NOT NULL,
  PRIMARY KEY (row, version)
);

CREATE TABLE report_card (
  row bigint NOT NULL,
  version integer NOT NULL,
  salt bytea NOT NULL CHECK (octet_length(salt) = 32),
  card bytea NOT NULL,
  PRIMARY KEY (row, version),
  FOREIGN KEY (row, version) REFERENCES report_version (row, version)
);

CREATE TABLE blob (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  length bigint NOT NULL,
  complete boolean NOT NULL DEFAULT false,
  waiting boolean NOT NULL DEFAULT true,
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX blob_once ON blob (org_id, sha256) WHERE complete;
CREATE INDEX blob_waiting ON blob (org_id) INCLUDE (length) WHERE waiting;
CREATE INDEX blob_forgotten ON blob (made_at) WHERE waiting;

CREATE TABLE blob_chunk (
  blob_row bigint NOT NULL REFERENCES blob (row) ON DELETE CASCADE,
  n integer NOT NULL,
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 65536),
  PRIMARY KEY (blob_row, n)
);
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE report_blob (
  row bigint NOT NULL,
  version integer NOT NULL,
  ordinal smallint NOT NULL,
  att_id uuid,
  blob_row bigint NOT NULL REFERENCES blob (row),
  PRIMARY KEY (row, version, ordinal),
  FOREIGN KEY (row, version) REFERENCES report_version (row, version),
  CHECK ((ordinal = 0) = (att_id IS NULL))
);
CREATE INDEX report_blob_blob ON report_blob (blob_row);

CREATE TABLE stored_grant (
  id uuid PRIMARY KEY,
  row bigint NOT NULL,
  version integer NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  unit_id uuid NOT NULL REFERENCES unit (id),
  epoch integer NOT NULL,
  grant_hash bytea NOT NULL CHECK (octet_length(grant_hash) = 32),
  wrapped bytea NOT NULL,
  kek_id text NOT NULL,
  purposes text[] NOT NULL,
  not_after integer NOT NULL,
  agreement_id uuid,
  agreement_version_hash bytea,
  FOREIGN KEY (row, version) REFERENCES report_version (row, version),
  FOREIGN KEY (unit_id, epoch) REFERENCES unit_epoch (unit_id, epoch)
);
CREATE INDEX stored_grant_report ON stored_grant (row, unit_id);

CREATE TABLE shred_key (
  row bigint PRIMARY KEY REFERENCES report (row),
  report_id uuid NOT NULL,
  kek_id text NOT NULL,
  wrapped bytea NOT NULL
);
CREATE INDEX shred_key_kek ON shred_key (kek_id);

CREATE TABLE grantset (
  row bigint NOT NULL REFERENCES report (row),
  seq integer NOT NULL,
  version integer NOT NULL,
  grantset_hash bytea NOT NULL UNIQUE CHECK (octet_length(grantset_hash) = 32),
  frame bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('ACTIVE', 'WITHDRAWN')),
  PRIMARY KEY (row, seq)
);

CREATE TABLE report_scope (
  scope uuid NOT NULL,
  row bigint NOT NULL REFERENCES report (row),
  agreement_id uuid NOT NULL,
  month integer NOT NULL,
  marking smallint NOT NULL,
  handling smallint NOT NULL,
  discovery text NOT NULL,
  exploitation text[] NOT NULL DEFAULT '{}',
  control text[] NOT NULL DEFAULT '{}',
  recruitment text[] NOT NULL DEFAULT '{}',
  sector text[] NOT NULL DEFAULT '{}',
  origin text[] NOT NULL DEFAULT '{}',
  destination text[] NOT NULL DEFAULT '{}',
  age_band text[] NOT NULL DEFAULT '{}',
  gender text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (scope, row) INCLUDE (agreement_id, marking, handling, month)
);
CREATE INDEX report_scope_count ON report_scope (scope, month) INCLUDE (marking, handling);
CREATE INDEX report_scope_report ON report_scope (row);

CREATE TABLE opening_nonce (
  nonce bytea PRIMARY KEY CHECK (octet_length(nonce) = 16),
  device_id uuid NOT NULL,
  used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX opening_nonce_age ON opening_nonce (used_at);

CREATE TABLE opening (
  event_id uuid PRIMARY KEY,
  row bigint NOT NULL,
  version integer NOT NULL,
  grant_id uuid NOT NULL,
  org_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  member_id uuid NOT NULL,
  device_id uuid NOT NULL,
  purpose text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX opening_report ON opening (row);
`;
