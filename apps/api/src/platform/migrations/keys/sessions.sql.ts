import { DEVICE, SYSTEM } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from '../members/walls.js';

/** The member of the context. */
const MEMBER = '((SELECT (app_ctx()).member)::uuid)';

/**
 * How a session began and is carried, and fresh verifications.
 *
 * A session keeps its row when its token changes, so that what was approved for it stays approved. `verified_at` is when the person
 * was last verified at the device, null when the key alone signed in. A step-up approves one operation, once, for a few minutes.
 * A member sees and ends the sessions of all their devices. With a device its sessions end, whoever's event that is.
 */
export const SESSIONS = `
ALTER TABLE session
  ADD COLUMN method text NOT NULL DEFAULT 'device_key' CHECK (method IN ('device_key', 'passkey')),
  ADD COLUMN transport text NOT NULL DEFAULT 'bearer' CHECK (transport IN ('bearer', 'cookie')),
  ADD COLUMN verified_at timestamptz;
CREATE INDEX session_member ON session (member_id, started_at DESC, id DESC) WHERE ended_at IS NULL;

CREATE TABLE step_up (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  nonce bytea NOT NULL UNIQUE CHECK (octet_length(nonce) = 32),
  operation bytea NOT NULL CHECK (octet_length(operation) = 32),
  method text NOT NULL CHECK (method IN ('passkey', 'words')),
  approved_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX step_up_open ON step_up (session_id, operation) WHERE used_at IS NULL;

CREATE FUNCTION end_device_sessions(of_device uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  UPDATE sealbridge.session SET ended_at = now()
  WHERE id IN (
    -- one whose request is under way may itself wait for who ends it; policy refuses the next, and tidying ends the session
    SELECT s.id FROM sealbridge.session s
    WHERE s.device_id = of_device AND s.ended_at IS NULL
      AND (sealbridge.app_ctx()).class IN ('directory', 'system')
    FOR UPDATE OF s SKIP LOCKED);
$$;
${definerOwns(['end_device_sessions(uuid)'])}
`;

/** The walls. A step-up shows to the device whose session it is of; it is used, and changes in nothing else. */
export const SESSION_WALLS = `
CREATE POLICY own_see ON session FOR SELECT TO sealbridge_api USING (member_id = ${MEMBER});
CREATE POLICY own_change ON session FOR UPDATE TO sealbridge_api USING (member_id = ${MEMBER}) WITH CHECK (member_id = ${MEMBER});
${wallsOf([
  {
    table: 'step_up',
    grant: 'SELECT, INSERT, UPDATE (used_at)',
    see: `${SYSTEM} OR EXISTS (SELECT 1 FROM session s WHERE s.id = step_up.session_id AND s.device_id = ${DEVICE})`,
    write: `EXISTS (SELECT 1 FROM session s WHERE s.id = step_up.session_id AND s.device_id = ${DEVICE})`,
  },
])}
`;

/**
 * The subject of an act, without its agreements: as before, and besides how the session began, in how many ways the keys of the
 * device can be unlocked, and whether the device has a passkey. Owner and grants stay those of the backbone.
 */
export const SUBJECT = `
GRANT SELECT ON passkey TO sealbridge_definer;
CREATE POLICY definer ON passkey FOR SELECT TO sealbridge_definer USING (true);
CREATE OR REPLACE FUNCTION session_attributes(token_sha256 bytea) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'session', s.id, 'org', o.id, 'orgKind', o.kind, 'country', o.country,
    'orgState', sealbridge.standing(o.state, o.suspended_until, o.attested_until),
    'member', m.id, 'memberState', sealbridge.member_standing(m.state, m.suspended_until, m.attested_until, m.active_at),
    'roles', m.roles, 'rights', m.rights, 'clearance', m.clearance,
    'trainingUntil', m.training_until, 'jurisdictions', m.jurisdictions, 'device', d.id, 'deviceState', d.state,
    'method', s.method, 'transport', s.transport, 'waysIn', d.ways_in,
    'hasPasskey', EXISTS (SELECT 1 FROM sealbridge.passkey p WHERE p.device_id = d.id AND p.sign_pk = d.sign_pk),
    'units', coalesce(u.all_of_them, '[]'), 'unitsInStanding', coalesce(u.in_standing, '[]'),
    'unitsVetted', coalesce(u.vetted, '[]'),
    'now', floor(extract(epoch FROM clock_timestamp()) * 1000000))
  FROM sealbridge.session s
  JOIN sealbridge.organisation o ON o.id = s.org_id
  JOIN sealbridge.member m ON m.id = s.member_id
  JOIN sealbridge.device d ON d.id = s.device_id
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(w.id ORDER BY w.id) AS all_of_them,
      jsonb_agg(w.id ORDER BY w.id) FILTER (WHERE w.standing IN ('active', 'provisional')) AS in_standing,
      jsonb_agg(w.id ORDER BY w.id) FILTER (WHERE w.standing = 'active') AS vetted
    FROM (SELECT n.id, sealbridge.standing(n.state, n.suspended_until, n.attested_until) AS standing
      FROM sealbridge.member_unit mu JOIN sealbridge.unit n ON n.id = mu.unit_id WHERE mu.member_id = m.id) w) u
  WHERE s.token_hash = token_sha256 AND s.ended_at IS NULL
    AND s.started_at > now() - interval '8 hours' AND s.seen_at > now() - interval '15 minutes';
$$;
`;
