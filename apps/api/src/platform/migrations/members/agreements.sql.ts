import { ORG, WIDE } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from './walls.js';

/**
 * How agreements come about and stop. A proposal is a next version that not all have signed; it becomes a row of `agreement` by
 * the last signature and is never edited. `agreement_standing` holds the signed statements by which a party ended, suspended or
 * resumed a version; what they come to stands in `agreement.ended_at` and `agreement.suspended_by`.
 *
 * Hashes are unique for ever: what was withdrawn or overtaken cannot be signed into force later with signatures somebody kept.
 * `row` orders pages and never leaves the server but sealed in a cursor.
 */
export const AGREEMENTS = `
ALTER TABLE agreement ADD COLUMN row bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
CREATE INDEX agreement_page_a ON agreement (org_a, row DESC) WHERE newest;
CREATE INDEX agreement_page_b ON agreement (org_b, row DESC) WHERE newest;
CREATE INDEX agreement_page ON agreement (row DESC) WHERE newest;

CREATE TABLE agreement_proposal (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid PRIMARY KEY,
  agreement_id uuid NOT NULL,
  version integer NOT NULL,
  version_hash bytea NOT NULL UNIQUE CHECK (octet_length(version_hash) = 32),
  org_a uuid NOT NULL REFERENCES organisation (id),
  org_b uuid NOT NULL REFERENCES organisation (id),
  body bytea NOT NULL,
  signatures bytea NOT NULL,
  signed_by uuid[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in_force', 'withdrawn', 'superseded')),
  proposed_by uuid NOT NULL REFERENCES organisation (id),
  proposed_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX agreement_proposal_open ON agreement_proposal (agreement_id) WHERE state = 'open';
CREATE INDEX agreement_proposal_page_a ON agreement_proposal (org_a, row DESC);
CREATE INDEX agreement_proposal_page_b ON agreement_proposal (org_b, row DESC);
CREATE INDEX agreement_proposal_open_a ON agreement_proposal (org_a, row DESC) WHERE state = 'open';
CREATE INDEX agreement_proposal_open_b ON agreement_proposal (org_b, row DESC) WHERE state = 'open';
CREATE INDEX agreement_proposal_open_page ON agreement_proposal (row DESC) WHERE state = 'open';
CREATE INDEX agreement_proposal_of ON agreement_proposal (agreement_id, row DESC);

CREATE TABLE agreement_standing (
  version_hash bytea NOT NULL REFERENCES agreement (version_hash),
  seq integer NOT NULL CHECK (seq > 0),
  agreement_id uuid NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  act text NOT NULL CHECK (act IN ('end', 'suspend', 'resume')),
  at bigint NOT NULL,
  record bytea NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (version_hash, seq)
);

CREATE FUNCTION sealed_under(agreement uuid, now_hour integer) RETURNS TABLE (
  unit uuid, origin uuid, version_hash bytea, purposes text[], marking smallint, handling smallint, reports bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.unit_id, r.origin_org, g.agreement_version_hash, g.purposes, r.marking, r.handling, count(*)
  FROM sealbridge.stored_grant g
  JOIN sealbridge.report r ON r.row = g.row AND r.version = g.version
  WHERE g.agreement_id = sealed_under.agreement AND r.state = 'ACTIVE'
    AND least(r.open_until, g.not_after) > now_hour
    AND (sealbridge.app_ctx()).class IN ('directory', 'auditor', 'system')
    AND NOT EXISTS (SELECT 1 FROM sealbridge.grantset s WHERE s.row = g.row AND s.state = 'WITHDRAWN')
  GROUP BY 1, 2, 3, 4, 5, 6;
$$;
CREATE INDEX stored_grant_agreement ON stored_grant (agreement_id) WHERE agreement_id IS NOT NULL;
CREATE POLICY definer ON stored_grant FOR SELECT TO sealbridge_definer USING (true);
CREATE POLICY definer ON grantset FOR SELECT TO sealbridge_definer USING (true);
GRANT SELECT (row, version, unit_id, agreement_id, agreement_version_hash, purposes, not_after) ON stored_grant TO sealbridge_definer;
GRANT SELECT (row, state) ON grantset TO sealbridge_definer;
GRANT SELECT (row, version, origin_org, state, marking, handling, open_until) ON report TO sealbridge_definer;
${definerOwns(['sealed_under(uuid, integer)'])}`;

const OF_A_PARTY = `${WIDE} OR org_a = ${ORG} OR org_b = ${ORG}`;

/** Proposals and statements show to the parties, and to acts that see the whole directory, which alone write them. */
export const AGREEMENT_WALLS = wallsOf([
  { table: 'agreement_proposal', grant: 'SELECT, INSERT, UPDATE', see: OF_A_PARTY, write: WIDE },
  {
    table: 'agreement_standing',
    grant: 'SELECT, INSERT',
    see: `EXISTS (SELECT 1 FROM agreement a WHERE a.version_hash = agreement_standing.version_hash)`,
    write: WIDE,
  },
]);
