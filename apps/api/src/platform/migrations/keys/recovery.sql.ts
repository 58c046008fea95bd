import { ORG, WIDE } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from '../members/walls.js';

/**
 * Recovery by guardians, and epochs that are due (docs/reference/recovery.md).
 *
 * `unit_epoch.due_since`: UNIX hour since which the epoch is to be replaced, as the directory says; 24 hours later nothing more is
 * taken that is sealed to it. Null: due 90 days after it began, which are the 2160 hours of the index.
 *
 * `recovery_lockbox` stands since the backbone. Its rows are wrapped under the weekly key-encryption key, which lies outside PostgreSQL:
 * guardians who hold a copy of the database rebuild nothing with it (security-corrections B8). Only those of the newest recovery key are
 * kept.
 *
 * `recovery_share` holds what guardians alone can open, of the newest key alone. `recovery_run` is a recovery as the server saw it begin:
 * the delay runs by `started_at`, the server's clock, never by the hour that a guardian states. Ids are unique within an organisation: a
 * conflict with those of others would tell that they are there. `recovery_run_page` is the page index of the list.
 */
export const RECOVERY = `
ALTER TABLE unit_epoch ADD COLUMN due_since integer;
CREATE INDEX unit_epoch_rotation ON unit_epoch ((least(due_since, hour + 2160))) WHERE state = 'current';
CREATE INDEX stored_grant_unit ON stored_grant (unit_id, epoch) INCLUDE (row);
CREATE INDEX opening_member ON opening (member_id, unit_id) INCLUDE (row);

ALTER TABLE recovery_lockbox ADD COLUMN key_number integer NOT NULL CHECK (key_number > 0);
CREATE INDEX recovery_lockbox_org ON recovery_lockbox (org_id);
CREATE INDEX recovery_lockbox_kek ON recovery_lockbox (kek_id);

CREATE TABLE recovery_share (
  org_id uuid NOT NULL REFERENCES organisation (id),
  device_id uuid NOT NULL REFERENCES device (id),
  key_number integer NOT NULL,
  share bytea NOT NULL,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  PRIMARY KEY (org_id, device_id)
);
CREATE INDEX recovery_share_guardian ON recovery_share (device_id, org_id);

CREATE TABLE recovery_run (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  key_number integer NOT NULL,
  threshold smallint NOT NULL,
  delay_hours smallint NOT NULL,
  member_id uuid NOT NULL REFERENCES member (id),
  device_id uuid NOT NULL,
  reason text NOT NULL,
  started_by uuid NOT NULL REFERENCES device (id),
  event_hash bytea NOT NULL CHECK (octet_length(event_hash) = 32),
  started_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled', 'completed')),
  ended_at timestamptz,
  released_at timestamptz,
  PRIMARY KEY (org_id, id),
  CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE INDEX recovery_run_page ON recovery_run (org_id, row DESC);
CREATE INDEX recovery_run_id ON recovery_run (id);
CREATE UNIQUE INDEX recovery_run_open ON recovery_run (member_id) WHERE state = 'open';

CREATE TABLE recovery_contribution (
  org_id uuid NOT NULL,
  recovery_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES device (id),
  contribution bytea,
  statement bytea,
  signature bytea CHECK (octet_length(signature) = 64),
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, recovery_id, device_id),
  FOREIGN KEY (org_id, recovery_id) REFERENCES recovery_run (org_id, id)
);

CREATE FUNCTION sealed_to_epochs(of_units uuid[], of_epochs integer[], of_member uuid)
RETURNS TABLE (unit uuid, sealed bigint, opened bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id,
    (SELECT count(DISTINCT g.row) FROM unnest(of_units, of_epochs) e (unit, epoch)
      JOIN sealbridge.stored_grant g ON g.unit_id = e.unit AND g.epoch = e.epoch WHERE e.unit = u.id),
    (SELECT count(DISTINCT o.row) FROM sealbridge.opening o WHERE o.member_id = of_member AND o.unit_id = u.id)
  FROM sealbridge.unit u
  WHERE u.id = ANY (of_units) AND u.org_id = (sealbridge.app_ctx()).org AND (sealbridge.app_ctx()).class <> 'guest'
    AND EXISTS (SELECT 1 FROM sealbridge.member m WHERE m.id = of_member AND m.org_id = u.org_id);
$$;
${definerOwns(['sealed_to_epochs(uuid[], integer[], uuid)'])}
CREATE POLICY definer ON opening FOR SELECT TO sealbridge_definer USING (true);
GRANT SELECT (epoch) ON stored_grant TO sealbridge_definer;
GRANT SELECT (member_id, unit_id, row) ON opening TO sealbridge_definer;
`;

/**
 * The walls. A recovery shows to its organisation and to acts that see the whole directory, which those of guardians are: they are often of
 * another organisation. Shares, contributions and recovery lockboxes show to such acts alone.
 */
export const RECOVERY_WALLS = `
DROP POLICY see ON recovery_lockbox;
DROP POLICY add ON recovery_lockbox;
${wallsOf([
  { table: 'recovery_lockbox', grant: 'SELECT, INSERT, UPDATE, DELETE', see: WIDE, write: WIDE },
  { table: 'recovery_share', grant: 'SELECT, INSERT, UPDATE, DELETE', see: WIDE, write: WIDE },
  {
    table: 'recovery_run',
    grant: 'SELECT, INSERT, UPDATE (state, ended_at, released_at)',
    see: `${WIDE} OR org_id = ${ORG}`,
    write: WIDE,
  },
  {
    table: 'recovery_contribution',
    grant: 'SELECT, INSERT, UPDATE (contribution, statement, signature)',
    see: WIDE,
    write: WIDE,
  },
])}`;

/** As before, and besides: with an organisation and no right, all its members are told. Owner and grants stay those of the second migration. */
export const RECOVERY_NOTICES = `
CREATE OR REPLACE FUNCTION raise_notice(
  kind text, to_member uuid, to_org uuid, to_right text, object_type text, object_id uuid, occasion text, due_at timestamptz,
  besides uuid[] DEFAULT '{}'
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  actor sealbridge.ctx_claims := sealbridge.app_ctx();
BEGIN
  IF actor.class IS NULL THEN
    RAISE EXCEPTION 'a notice needs a context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO sealbridge.notice (member_id, kind, object_type, object_id, occasion, due_at)
  SELECT told.id, raise_notice.kind, raise_notice.object_type, raise_notice.object_id, raise_notice.occasion,
    raise_notice.due_at
  FROM (
    SELECT m.id, m.state FROM sealbridge.member m WHERE m.id = to_member
    UNION ALL
    SELECT m.id, m.state FROM sealbridge.member m
    WHERE m.org_id = to_org AND (to_right IS NULL OR to_right = ANY (m.rights)) AND m.id IS DISTINCT FROM actor.member
      AND m.id <> ALL (besides)
    UNION ALL
    SELECT m.id, m.state FROM sealbridge.organisation o JOIN sealbridge.member m ON m.org_id = o.id
    WHERE o.kind = 'stewards' AND to_member IS NULL AND to_org IS NULL AND 'org.admit' = ANY (m.rights)
      AND m.id IS DISTINCT FROM actor.member
  ) told
  WHERE told.state <> 'removed'
  ORDER BY told.id
  ON CONFLICT DO NOTHING;
END $$;
`;
