import { definerOwns } from '../members/walls.js';

/**
 * What live connections are watched by: of each session its token stands for, whether it is alive, how its member stands, and a
 * digest of all that could take a right away. Nothing that is asked here counts as use of a session. A token that stands for no
 * session any more gives no row.
 *
 * Set-based and without agreements: it is asked twice a second for every connection there is.
 */
const GROUNDS = `
CREATE FUNCTION session_grounds(token_hashes bytea[])
RETURNS TABLE (token_hash bytea, alive boolean, standing text, grounds text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.token_hash,
    s.ended_at IS NULL AND s.started_at > now() - interval '8 hours' AND s.seen_at > now() - interval '15 minutes',
    w.standing,
    md5(concat_ws('|', w.standing, m.roles::text, m.rights::text, m.clearance, m.jurisdictions::text,
      m.training_until > extract(epoch FROM clock_timestamp()) / 3600, u.units))
  FROM unnest(token_hashes) AS asked (hash)
  JOIN sealbridge.session s ON s.token_hash = asked.hash
  JOIN sealbridge.organisation o ON o.id = s.org_id
  JOIN sealbridge.member m ON m.id = s.member_id
  JOIN sealbridge.device d ON d.id = s.device_id
  CROSS JOIN LATERAL (SELECT CASE WHEN d.state <> 'active' THEN 'suspended' ELSE sealbridge.lesser_standing(
      sealbridge.standing(o.state, o.suspended_until, o.attested_until),
      sealbridge.member_standing(m.state, m.suspended_until, m.attested_until, m.active_at)) END AS standing) w
  CROSS JOIN LATERAL (SELECT string_agg(mu.unit_id::text || sealbridge.standing(n.state, n.suspended_until, n.attested_until)
      || n.purposes::text, ',' ORDER BY mu.unit_id) AS units
    FROM sealbridge.member_unit mu JOIN sealbridge.unit n ON n.id = mu.unit_id WHERE mu.member_id = m.id) u;
$$;
`;

/** To which units reports are addressed, by their internal rows, for our own jobs alone: whose subscriptions a change concerns. */
const ADDRESSED = `
GRANT SELECT (row, scope) ON report_scope TO sealbridge_definer;
CREATE POLICY definer ON report_scope FOR SELECT TO sealbridge_definer USING (true);
GRANT SELECT (row) ON report TO sealbridge_definer;
CREATE FUNCTION addressed_units(rows bigint[]) RETURNS TABLE ("row" bigint, id uuid, units uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.row, r.id, array_agg(s.scope) FROM unnest(rows) AS asked (row)
  JOIN sealbridge.report r ON r.row = asked.row JOIN sealbridge.report_scope s ON s.row = r.row
  WHERE (SELECT (sealbridge.app_ctx()).class) = 'system'
  GROUP BY r.row, r.id;
$$;
`;

/**
 * An act that nobody asked for, of a subscription somebody left open, keeps no session alive. By a trigger, because it is the act and
 * not the session that is different, and whatever marks a session as used must not be able to forget it.
 */
const UNATTENDED = `
CREATE FUNCTION unattended() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN NULL;
END $$;
CREATE TRIGGER unattended BEFORE UPDATE OF seen_at ON session FOR EACH ROW
  WHEN (current_setting('app.unattended', true) = 'on') EXECUTE FUNCTION unattended();
`;

/** What live subscriptions are told by. */
export const LIVE = [
  GROUNDS,
  ADDRESSED,
  UNATTENDED,
  definerOwns(['session_grounds(bytea[])', 'addressed_units(bigint[])']),
].join('\n');
