import { SYSTEM } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from './walls.js';

/**
 * Notices: that there is something to read, never what. A row names a kind and the id of an object; who may not see the object
 * learns nothing from its id. `row` is internal and orders a member's list.
 *
 * Facts are written by `raise_notice` alone, in the transaction of what happened: whoever acts may tell people whose rows the
 * actor cannot see, and is never told who was told. A fact with an occasion is told to each person once, one without while an
 * earlier notice of it is unread. People are told in the order of their ids, so that no two acts wait for each other in a circle.
 *
 * `notice_digest` is the claim of a day: its row is made and claimed before anything is sent, so that two servers, or one that
 * was killed, send a member at most one mail a day. Addresses are sealed under a key outside PostgreSQL and go with the member.
 */
export const NOTICES = `
CREATE TABLE notice (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  member_id uuid NOT NULL REFERENCES member (id),
  kind text NOT NULL,
  object_type text,
  object_id uuid,
  occasion text,
  due_at timestamptz,
  made_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz,
  digest date,
  CHECK ((object_type IS NULL) = (object_id IS NULL))
);
CREATE UNIQUE INDEX notice_once ON notice (member_id, kind, object_id, occasion) NULLS NOT DISTINCT WHERE occasion IS NOT NULL;
CREATE UNIQUE INDEX notice_unread ON notice (member_id, kind, object_id) NULLS NOT DISTINCT
  WHERE occasion IS NULL AND seen_at IS NULL;
CREATE INDEX notice_member ON notice (member_id, row DESC);
CREATE INDEX notice_fact ON notice (object_id, kind, occasion) WHERE occasion IS NOT NULL;
CREATE INDEX notice_undelivered ON notice (member_id) INCLUDE (kind) WHERE seen_at IS NULL AND digest IS NULL;
CREATE INDEX notice_age ON notice (made_at);

CREATE TABLE notice_settings (
  member_id uuid PRIMARY KEY REFERENCES member (id),
  muted text[] NOT NULL DEFAULT '{}',
  address bytea,
  confirmed_at timestamptz,
  code_mac bytea CHECK (octet_length(code_mac) = 32),
  code_sent_at timestamptz,
  code_tries smallint NOT NULL DEFAULT 0,
  asked_on date,
  asked smallint NOT NULL DEFAULT 0,
  CHECK (confirmed_at IS NULL OR address IS NOT NULL)
);
CREATE INDEX notice_settings_deliverable ON notice_settings (member_id) WHERE confirmed_at IS NOT NULL;
CREATE INDEX notice_settings_unsent ON notice_settings (member_id)
  WHERE address IS NOT NULL AND confirmed_at IS NULL AND code_sent_at IS NULL;

CREATE TABLE notice_digest (
  member_id uuid NOT NULL REFERENCES member (id),
  day date NOT NULL,
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'claimed', 'sent', 'failed')),
  due_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (member_id, day)
);
CREATE INDEX notice_digest_due ON notice_digest (due_at) WHERE state = 'planned';
CREATE INDEX notice_digest_age ON notice_digest (day);

CREATE INDEX agreement_ending ON agreement (ends_at) WHERE newest;
CREATE INDEX member_training ON member (training_until);
CREATE INDEX member_unseen ON member (active_at);

CREATE FUNCTION raise_notice(
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
    WHERE m.org_id = to_org AND to_right = ANY (m.rights) AND m.id IS DISTINCT FROM actor.member AND m.id <> ALL (besides)
    UNION ALL
    SELECT m.id, m.state FROM sealbridge.organisation o JOIN sealbridge.member m ON m.org_id = o.id
    WHERE o.kind = 'stewards' AND to_member IS NULL AND to_org IS NULL AND 'org.admit' = ANY (m.rights)
      AND m.id IS DISTINCT FROM actor.member
  ) told
  WHERE told.state <> 'removed'
  ORDER BY told.id
  ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION forget_notices() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM sealbridge.notice WHERE member_id = NEW.id;
  DELETE FROM sealbridge.notice_settings WHERE member_id = NEW.id;
  DELETE FROM sealbridge.notice_digest WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_notices AFTER UPDATE OF state ON member FOR EACH ROW
  WHEN (NEW.state = 'removed') EXECUTE FUNCTION forget_notices();
`;

const OWN = 'member_id = ((SELECT (app_ctx()).member)::uuid)';
const MINE = `${SYSTEM} OR ${OWN}`;

/** A member sees and settles their own; our jobs deliver and forget. Nobody but `raise_notice` adds a notice. */
export const NOTICE_WALLS = `
${wallsOf([
  { table: 'notice', grant: 'SELECT, DELETE, UPDATE (seen_at, digest)', see: MINE, write: MINE },
  { table: 'notice_settings', grant: 'SELECT, INSERT, UPDATE', see: MINE, write: MINE },
  { table: 'notice_digest', grant: 'SELECT, INSERT, UPDATE, DELETE', see: SYSTEM, write: SYSTEM },
])}
${['notice', 'notice_settings', 'notice_digest']
  .map((table) => `CREATE POLICY definer ON ${table} FOR ALL TO sealbridge_definer USING (true);`)
  .join('\n')}
GRANT SELECT, INSERT, DELETE ON notice TO sealbridge_definer;
GRANT SELECT, DELETE ON notice_settings, notice_digest TO sealbridge_definer;
${definerOwns(['raise_notice(text, uuid, uuid, text, text, uuid, text, timestamptz, uuid[])', 'forget_notices()'])}`;
