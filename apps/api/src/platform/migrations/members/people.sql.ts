import { ORG, WIDE } from '../backbone/rights.sql.js';

import { definerOwns, wallsOf } from './walls.js';

/**
 * Invitations and questions who stands behind a role handle.
 *
 * Of an invitation the server keeps the signed statement and the SHA-256 of two proofs: of the link (token) and of link and spoken
 * code together. Neither lets it make the MAC with which the administrator's device tells the newcomer's keys from anybody else's.
 * Ids are unique within an organisation: a conflict with those of others would tell that they are there.
 * `member_page` is the page index of the member list; `invitation_page` and the two of `identity_question` are those of theirs.
 */
export const PEOPLE = `
CREATE INDEX member_page ON member (org_id, id) WHERE state <> 'removed';

CREATE TABLE member_person (
  member_id uuid PRIMARY KEY REFERENCES member (id),
  org_id uuid NOT NULL REFERENCES organisation (id),
  person uuid NOT NULL
);
CREATE INDEX member_person_handles ON member_person (org_id, person);
-- of members there are already: in deterministic CBOR the person stands at one place of the private part, {0: salt, 1: person, 2: name}
ALTER TABLE directory_event NO FORCE ROW LEVEL SECURITY;
INSERT INTO member_person (member_id, org_id, person)
SELECT m.id, m.org_id, encode(substring(e.private FROM 22 FOR 16), 'hex')::uuid
FROM directory_event e JOIN member m ON m.org_id = e.org_id AND position(uuid_send(m.id) IN e.body) > 0
WHERE e.type = 'MEMBER_ADD' AND e.private IS NOT NULL;
ALTER TABLE directory_event FORCE ROW LEVEL SECURITY;

CREATE TABLE invitation (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid NOT NULL,
  org_id uuid NOT NULL REFERENCES organisation (id),
  member_id uuid NOT NULL,
  made_by uuid NOT NULL REFERENCES member (id),
  record bytea NOT NULL,
  token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
  code_sha256 bytea NOT NULL CHECK (octet_length(code_sha256) = 32),
  wrong_codes smallint NOT NULL DEFAULT 0,
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  joined_at timestamptz,
  joining bytea,
  joining_mac bytea CHECK (octet_length(joining_mac) = 32),
  device_id uuid,
  confirmed_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, member_id),
  CHECK ((joined_at IS NULL) = (joining IS NULL) AND (joined_at IS NULL) = (joining_mac IS NULL)
    AND (joined_at IS NULL) = (device_id IS NULL)),
  CHECK (confirmed_at IS NULL OR (joined_at IS NOT NULL AND revoked_at IS NULL))
);
CREATE INDEX invitation_page ON invitation (org_id, row DESC);
CREATE INDEX invitation_age ON invitation (expires_at);

CREATE TABLE identity_question (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES organisation (id),
  member_id uuid NOT NULL REFERENCES member (id),
  asker_org uuid NOT NULL REFERENCES organisation (id),
  asker_member uuid NOT NULL REFERENCES member (id),
  purpose text NOT NULL,
  case_ref text NOT NULL,
  justification text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  answer text CHECK (answer IN ('granted', 'refused')),
  answer_code text,
  answered_by uuid REFERENCES member (id),
  answered_at timestamptz,
  readable_until timestamptz,
  CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)
    AND (answer IS NULL) = (answer_code IS NULL)),
  CHECK ((readable_until IS NOT NULL) = (answer IS NOT DISTINCT FROM 'granted')),
  CHECK (answered_by IS DISTINCT FROM member_id)
);
CREATE INDEX identity_question_subject ON identity_question (org_id, row DESC);
CREATE INDEX identity_question_asker ON identity_question (asker_member, row DESC);
CREATE INDEX identity_question_age ON identity_question ((coalesce(answered_at, asked_at)));

CREATE FUNCTION end_sessions(of_members uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  UPDATE sealbridge.session SET ended_at = now()
  WHERE id IN (
    -- one whose request is under way may itself wait for who ends it; policy refuses the next, and tidying ends the session
    SELECT s.id FROM sealbridge.device d JOIN sealbridge.session s ON s.device_id = d.id
    WHERE d.member_id = ANY (of_members) AND s.ended_at IS NULL
      AND (sealbridge.app_ctx()).class IN ('directory', 'auditor', 'system')
    FOR UPDATE OF s SKIP LOCKED);
$$;

CREATE FUNCTION forget_people(days_after_invitation int, days_after_question int, batch int) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM sealbridge.invitation WHERE row IN (
    SELECT i.row FROM sealbridge.invitation i
    WHERE (sealbridge.app_ctx()).class = 'system' AND i.expires_at < now() - make_interval(days => days_after_invitation)
    ORDER BY i.expires_at LIMIT batch);
  DELETE FROM sealbridge.identity_question WHERE row IN (
    SELECT q.row FROM sealbridge.identity_question q
    WHERE (sealbridge.app_ctx()).class = 'system'
      AND coalesce(q.answered_at, q.asked_at) < now() - make_interval(days => days_after_question)
    ORDER BY coalesce(q.answered_at, q.asked_at) LIMIT batch);
$$;
${definerOwns(['end_sessions(uuid[])', 'forget_people(int, int, int)'])}
GRANT UPDATE (ended_at) ON session TO sealbridge_definer;
`;

/**
 * The walls. Nobody removes a row but the function that forgets, for our own jobs. An invitation shows to its organisation, and to acts that see the whole directory, as joining does, which has no
 * session. A question shows to the organisation that asks and to the one that is asked; only the latter answers. Who stands behind a
 * handle, by the lasting id of the person, shows to the own organisation alone: partners must not join handles.
 */
export const PEOPLE_WALLS = `
${wallsOf([
  {
    table: 'member_person',
    grant: 'SELECT, INSERT',
    see: `${WIDE} OR org_id = ${ORG}`,
    write: WIDE,
  },
  {
    table: 'invitation',
    grant: 'SELECT, INSERT, UPDATE (wrong_codes, joined_at, joining, joining_mac, device_id, confirmed_at, revoked_at)',
    see: `${WIDE} OR org_id = ${ORG}`,
    write: `org_id = ${ORG}`,
    change: `${WIDE} OR org_id = ${ORG}`,
  },
  {
    table: 'identity_question',
    grant: 'SELECT, INSERT, UPDATE (answer, answer_code, answered_by, answered_at, readable_until)',
    see: `org_id = ${ORG} OR asker_org = ${ORG}`,
    write: `asker_org = ${ORG}`,
    change: `org_id = ${ORG}`,
  },
])}
${['invitation', 'identity_question']
  .map(
    (table) => `
GRANT SELECT, DELETE ON ${table} TO sealbridge_definer;
CREATE POLICY definer ON ${table} FOR ALL TO sealbridge_definer USING (true);`,
  )
  .join('')}`;
