/**
 * What access looks at besides, and where it stands.
 *
 * `unit.purposes`: what a unit may use reports for, as its organisation's newest statement has it; all purposes before the first.
 * `agreement.attribution`: whether a partner's people may be named, as the version says; one without the term does not allow it.
 * `report.held`: on hold, nothing of the report is opened; a hold takes nothing away for good.
 * `session.verified_for`: for which purpose the newest verification counts for reading; null until the first opening after it.
 * The change of what a unit may do, and a hold, wait for openings under way like every other change of what they are decided by.
 */
const COLUMNS = `
ALTER TABLE unit ADD COLUMN purposes text[] NOT NULL DEFAULT
  '{trafficking_investigation,victim_safeguarding,threat_to_life,strategic_analysis,prevention_disruption,prosecution_support,audit,training_synthetic_only}';
ALTER TABLE agreement ADD COLUMN attribution text NOT NULL DEFAULT 'must_not'
  CHECK (attribution IN ('may', 'must', 'must_not'));
ALTER TABLE report ADD COLUMN held boolean NOT NULL DEFAULT false;
ALTER TABLE session ADD COLUMN verified_for text;
CREATE TRIGGER grounds_change_purposes BEFORE UPDATE OF purposes ON unit
  FOR EACH STATEMENT EXECUTE FUNCTION grounds_change();
CREATE TRIGGER grounds_change_held BEFORE UPDATE OF held ON report
  FOR EACH STATEMENT EXECUTE FUNCTION grounds_change();
`;

/**
 * The subject of an act, without its agreements: as before, and besides how surely the session knows the person (2 for a key and for a
 * passkey), how long ago the person was verified (2147483647 seconds = never), and what each unit may use reports for. Owner and
 * grants stay those of the backbone.
 */
const ATTRIBUTES = `
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
    'assurance', CASE WHEN s.method IN ('device_key', 'passkey') THEN 2 ELSE 0 END,
    'verifiedAgo', CASE WHEN s.verified_at IS NULL THEN 2147483647
      ELSE greatest(floor(extract(epoch FROM clock_timestamp() - s.verified_at)), 0) END,
    'units', coalesce(u.all_of_them, '[]'), 'unitsInStanding', coalesce(u.in_standing, '[]'),
    'unitsVetted', coalesce(u.vetted, '[]'), 'unitPurposes', coalesce(u.purposes, '[]'),
    'now', floor(extract(epoch FROM clock_timestamp()) * 1000000))
  FROM sealbridge.session s
  JOIN sealbridge.organisation o ON o.id = s.org_id
  JOIN sealbridge.member m ON m.id = s.member_id
  JOIN sealbridge.device d ON d.id = s.device_id
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(w.id ORDER BY w.id) AS all_of_them,
      jsonb_agg(w.id ORDER BY w.id) FILTER (WHERE w.standing IN ('active', 'provisional')) AS in_standing,
      jsonb_agg(w.id ORDER BY w.id) FILTER (WHERE w.standing = 'active') AS vetted,
      jsonb_agg(jsonb_build_object('unit', w.id, 'purposes', w.purposes) ORDER BY w.id) AS purposes
    FROM (SELECT n.id, n.purposes, sealbridge.standing(n.state, n.suspended_until, n.attested_until) AS standing
      FROM sealbridge.member_unit mu JOIN sealbridge.unit n ON n.id = mu.unit_id WHERE mu.member_id = m.id) w) u
  WHERE s.token_hash = token_sha256 AND s.ended_at IS NULL
    AND s.started_at > now() - interval '8 hours' AND s.seen_at > now() - interval '15 minutes';
$$;
`;

/** The agreements of an organisation: as before, and besides attribution and the uses that each version rules out. */
const AGREEMENTS_OF = `
CREATE OR REPLACE FUNCTION agreements_of(own uuid, wanted uuid[]) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'partner', p.partner, 'standing', p.standing, 'circle', a.circle,
    'versionHash', encode(a.version_hash, 'hex'), 'purposes', a.purposes, 'markingCeiling', a.marking_ceiling,
    'handlingCeiling', a.handling_ceiling, 'jurisdictions', a.jurisdictions, 'retentionMonths', a.retention_months,
    'attribution', a.attribution, 'prohibited', a.prohibited,
    'versions', (SELECT jsonb_agg(jsonb_build_object(
        'hash', encode(v.version_hash, 'hex'), 'purposes', v.purposes, 'markingCeiling', v.marking_ceiling,
        'handlingCeiling', v.handling_ceiling, 'jurisdictions', v.jurisdictions,
        'attribution', v.attribution, 'prohibited', v.prohibited,
        'endsAt', least(v.ends_at, v.ended_at)) ORDER BY v.version)
      FROM sealbridge.agreement v
      WHERE v.id = a.id AND (v.newest OR least(v.ends_at, v.ended_at) > extract(epoch FROM clock_timestamp()))))
    ORDER BY a.id), '[]')
  FROM sealbridge.partners_of(own, wanted) p
  CROSS JOIN LATERAL (SELECT * FROM sealbridge.agreement n WHERE n.id = p.id AND n.newest LIMIT 1) a;
$$;
`;

/** Columns, and the subject of every act. */
export const SUBJECT = [COLUMNS, ATTRIBUTES, AGREEMENTS_OF].join('\n');
