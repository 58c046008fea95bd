import { CLASS } from '../backbone/rights.sql.js';
import { wallsOf } from '../members/walls.js';

/**
 * Sign-in with an agency (docs/reference/agency.md). A proof says that an identity provider has just vouched for somebody of an
 * organisation; it is found by 80 bits of the hash of a token, so that a command line can name it before it is there. A link says which
 * subject of the provider a person is: of people, not of members, because one person has a handle after another. Subjects are kept as
 * hashes.
 */
export const AGENCY = `
CREATE TABLE agency_proof (
  lookup bytea PRIMARY KEY CHECK (octet_length(lookup) = 10),
  org_id uuid NOT NULL REFERENCES organisation (id),
  subject_sha256 bytea NOT NULL CHECK (octet_length(subject_sha256) = 32),
  expires_at timestamptz NOT NULL
);
CREATE INDEX agency_proof_over ON agency_proof (expires_at);

CREATE TABLE agency_link (
  person uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  subject_sha256 bytea NOT NULL CHECK (octet_length(subject_sha256) = 32),
  linked_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, subject_sha256)
);
`;

const AROUND_SIGN_IN = `${CLASS} IN ('guest', 'system')`;

/** The walls: before a session alone, and our own jobs. No member's act has anything to do with them. */
export const AGENCY_WALLS = wallsOf([
  { table: 'agency_proof', grant: 'SELECT, INSERT, DELETE', see: AROUND_SIGN_IN, write: AROUND_SIGN_IN },
  { table: 'agency_link', grant: 'SELECT, INSERT', see: AROUND_SIGN_IN, write: AROUND_SIGN_IN },
]);
