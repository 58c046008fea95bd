import { ORG, WIDE } from '../backbone/rights.sql.js';
import { wallsOf } from './walls.js';

/** The evidence set of a round in which nothing was handed in: SHA-256 of the empty CBOR list. */
const NO_EVIDENCE = `sha256('\\x80')`;

/**
 * Whoever was admitted before there was vetting here was vetted elsewhere, and is to be attested within a year (STANDING). For that
 * they have a file, active and empty: the next round begins in it like in any other.
 */
const VETTED_BEFORE = `
INSERT INTO application (id, kind, profile, org_id, subject_id, state, evidence_set, handle, country, name, root_keys)
SELECT gen_random_uuid(), 'organisation', o.kind, o.id, o.id, 'active', ${NO_EVIDENCE}, o.handle, o.country, o.name, o.root_keys
FROM organisation o WHERE o.kind <> 'stewards' AND o.state = 'active';
INSERT INTO application (id, kind, profile, org_id, subject_id, state, evidence_set, handle)
SELECT gen_random_uuid(), 'liaison', 'liaison', m.org_id, m.id, 'active', ${NO_EVIDENCE}, o.handle
FROM member m JOIN organisation o ON o.id = m.org_id
WHERE o.kind <> 'stewards' AND 'liaison' = ANY (m.roles) AND m.state = 'active';
`;

/**
 * Vetting: applications, every signed statement made in them, and beside the statements what questions are asked of. The
 * signed record is what a client trusts, never the projection. An application of an organisation that is not admitted is
 * nobody's yet: whoever made it names an id that may be somebody else's, so only stewards and auditors see it.
 */
export const VETTING = `
CREATE TABLE application (
  id uuid PRIMARY KEY,
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind text NOT NULL CHECK (kind IN ('organisation', 'unit', 'liaison')),
  profile text NOT NULL CHECK (profile IN ('ngo', 'police_unit', 'oversight', 'unit', 'liaison')),
  org_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'evidence', 'provisional', 'active', 'ended')),
  round integer NOT NULL DEFAULT 1,
  attesting boolean NOT NULL DEFAULT false,
  evidence_set bytea NOT NULL CHECK (octet_length(evidence_set) = 32),
  handle text NOT NULL,
  country text,
  name text,
  root_keys bytea[] NOT NULL DEFAULT '{}',
  skeletons text[] NOT NULL DEFAULT '{}',
  admit_hash bytea UNIQUE CHECK (octet_length(admit_hash) = 32),
  admit_leaf bytea,
  admit_body bytea,
  made_at timestamptz NOT NULL DEFAULT now(),
  touched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX application_state ON application (state, row DESC);
CREATE INDEX application_org ON application (org_id, row DESC);
CREATE INDEX application_subject ON application (subject_id);
CREATE UNIQUE INDEX application_of_subject ON application (subject_id) WHERE kind <> 'organisation' AND state <> 'ended';
CREATE INDEX application_handle ON application (handle);
CREATE INDEX application_skeletons ON application USING gin (skeletons);
CREATE INDEX application_open ON application (touched_at) WHERE kind = 'organisation' AND state IN ('applied', 'evidence');
CREATE INDEX organisation_skeleton ON organisation (name_skeleton);
${['organisation', 'unit', 'member']
  .map(
    (table) => `
CREATE INDEX ${table}_suspended ON ${table} (suspended_until) WHERE suspended_until IS NOT NULL;
CREATE INDEX ${table}_attested ON ${table} (attested_until) WHERE attested_until < 'infinity';`,
  )
  .join('')}

CREATE TABLE vetting_statement (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  steward uuid REFERENCES member (id),
  application_id uuid NOT NULL REFERENCES application (id),
  kind text NOT NULL CHECK (kind IN ('apply', 'evidence', 'verdict', 'attest', 'end')),
  round integer NOT NULL,
  record bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (hash, steward),
  CHECK ((kind = 'verdict') = (steward IS NOT NULL))
);
CREATE INDEX vetting_statement_application ON vetting_statement (application_id, row);

CREATE TABLE vetting_evidence (
  application_id uuid NOT NULL REFERENCES application (id),
  round integer NOT NULL,
  kind text NOT NULL,
  note boolean NOT NULL,
  document_sha256 bytea CHECK (octet_length(document_sha256) = 32),
  submitted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (application_id, round, kind)
);

CREATE TABLE vetting_verdict (
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  application_id uuid NOT NULL REFERENCES application (id),
  round integer NOT NULL,
  stage text NOT NULL CHECK (stage IN ('provisional', 'active', 'attest', 'end')),
  verdict text NOT NULL CHECK (verdict IN ('approve', 'return', 'recuse')),
  member_id uuid NOT NULL REFERENCES member (id),
  device_id uuid NOT NULL REFERENCES device (id),
  seat text NOT NULL CHECK (seat IN ('ngo', 'public')),
  evidence_set bytea NOT NULL CHECK (octet_length(evidence_set) = 32),
  conflict text NOT NULL,
  findings jsonb NOT NULL,
  admit_hash bytea,
  admit_signature bytea,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (hash, member_id)
);
CREATE INDEX vetting_verdict_application ON vetting_verdict (application_id, row);

CREATE TABLE steward_interest (
  member_id uuid NOT NULL REFERENCES member (id),
  org_id uuid NOT NULL,
  relation text NOT NULL,
  handle text NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (member_id, org_id, relation)
);
CREATE INDEX steward_interest_list ON steward_interest (member_id, handle, relation, declared_at);
CREATE INDEX steward_interest_org ON steward_interest (org_id);
${VETTED_BEFORE}`;

const MEMBER = '((SELECT (app_ctx()).member)::uuid)';
/** Before it is admitted, whoever applies for an organisation may name anybody's id. */
const DECIDED = `(kind <> 'organisation' OR state IN ('provisional', 'active'))`;

const ofApplication = (table: string): string =>
  `EXISTS (SELECT 1 FROM application a WHERE a.id = ${table}.application_id)`;

/** Row-level security of the vetting tables. Verdicts and interests are for stewards and auditors. */
export const VETTING_WALLS = wallsOf([
  {
    table: 'application',
    grant: 'SELECT, INSERT, UPDATE',
    see: `${WIDE} OR (org_id = ${ORG} AND ${DECIDED})`,
    write: WIDE,
  },
  {
    table: 'vetting_statement',
    grant: 'SELECT, INSERT',
    see: `${WIDE} OR (kind <> 'verdict' AND ${ofApplication('vetting_statement')})`,
    write: WIDE,
  },
  {
    table: 'vetting_evidence',
    grant: 'SELECT, INSERT, UPDATE',
    see: `${WIDE} OR ${ofApplication('vetting_evidence')}`,
    write: WIDE,
  },
  { table: 'vetting_verdict', grant: 'SELECT, INSERT', see: WIDE, write: WIDE },
  { table: 'steward_interest', grant: 'SELECT, INSERT', see: WIDE, write: `${WIDE} AND member_id = ${MEMBER}` },
]);
