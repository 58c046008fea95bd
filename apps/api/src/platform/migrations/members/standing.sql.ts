import { definerOwns } from './walls.js';

/**
 * Standing: what an organisation, unit or member may do at this moment. Computed from three columns whenever it is asked for, so
 * that a suspension, its lapse and a missed re-attestation take effect by time alone and no job has to run.
 *
 * `suspended_until`: null = not suspended, a time = emergency suspension that lapses by itself, 'infinity' = confirmed.
 * `attested_until`: what was vetted has to be attested again until then; 'infinity' for what its organisation vouches for.
 */
const COLUMNS = `
ALTER TABLE organisation
  ADD COLUMN suspended_until timestamptz,
  ADD COLUMN attested_until timestamptz NOT NULL DEFAULT 'infinity',
  ADD COLUMN name_skeleton text;
ALTER TABLE unit
  ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('provisional', 'active', 'ended')),
  ADD COLUMN suspended_until timestamptz,
  ADD COLUMN attested_until timestamptz NOT NULL DEFAULT 'infinity';
ALTER TABLE member
  ADD COLUMN suspended_until timestamptz,
  ADD COLUMN attested_until timestamptz NOT NULL DEFAULT 'infinity',
  ADD COLUMN active_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE agreement
  ADD COLUMN suspended_by uuid REFERENCES organisation (id),
  ADD COLUMN ended_at bigint;
UPDATE organisation SET attested_until = now() + interval '365 days' WHERE kind <> 'stewards';
UPDATE member SET attested_until = now() + interval '365 days' WHERE 'liaison' = ANY (roles);
UPDATE organisation SET suspended_until = 'infinity', state = 'active' WHERE state = 'suspended';
UPDATE member SET suspended_until = 'infinity', state = 'active' WHERE state = 'suspended';
ALTER TABLE organisation DROP CONSTRAINT organisation_state_check,
  ADD CONSTRAINT organisation_state_check CHECK (state IN ('provisional', 'active', 'ended'));
ALTER TABLE member DROP CONSTRAINT member_state_check,
  ADD CONSTRAINT member_state_check CHECK (state IN ('provisional', 'active', 'removed'));
`;

/**
 * The three functions everything asks. INACTIVE_DAYS of the vocabulary is the number of days here; a spec holds the two together.
 */
const FUNCTIONS = `
CREATE FUNCTION standing(state text, suspended_until timestamptz, attested_until timestamptz) RETURNS text
LANGUAGE sql STABLE RETURN CASE
  WHEN state IN ('ended', 'removed') THEN state
  WHEN suspended_until > now() OR attested_until <= now() THEN 'suspended'
  ELSE state END;

CREATE FUNCTION member_standing(state text, suspended_until timestamptz, attested_until timestamptz, active_at timestamptz)
RETURNS text LANGUAGE sql STABLE RETURN CASE
  WHEN state IN ('ended', 'removed') THEN state
  WHEN suspended_until > now() OR attested_until <= now() THEN 'suspended'
  WHEN active_at <= now() - interval '90 days' THEN 'inactive'
  ELSE state END;

CREATE FUNCTION lesser_standing(one text, other text) RETURNS text LANGUAGE sql IMMUTABLE RETURN CASE
  WHEN one NOT IN ('active', 'provisional') THEN one
  WHEN other NOT IN ('active', 'provisional') THEN other
  WHEN one = 'provisional' THEN one
  ELSE other END;

REVOKE ALL ON FUNCTION standing(text, timestamptz, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION member_standing(text, timestamptz, timestamptz, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION lesser_standing(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lesser_standing(text, text) TO sealbridge_api, sealbridge_definer;
GRANT EXECUTE ON FUNCTION standing(text, timestamptz, timestamptz) TO sealbridge_api, sealbridge_definer;
GRANT EXECUTE ON FUNCTION member_standing(text, timestamptz, timestamptz, timestamptz) TO sealbridge_api, sealbridge_definer;
`;

/**
 * The subject of an act, without its agreements. Owner and grants stay those of the backbone.
 */
const SUBJECT = `
CREATE OR REPLACE FUNCTION session_attributes(token_sha256 bytea) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'session', s.id, 'org', o.id, 'orgKind', o.kind, 'country', o.country,
    'orgState', sealbridge.standing(o.state, o.suspended_until, o.attested_until),
    'member', m.id, 'memberState', sealbridge.member_standing(m.state, m.suspended_until, m.attested_until, m.active_at),
    'roles', m.roles, 'rights', m.rights, 'clearance', m.clearance,
    'trainingUntil', m.training_until, 'jurisdictions', m.jurisdictions, 'device', d.id, 'deviceState', d.state,
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

/**
 * The agreements of an organisation for its members' subjects: those whose newest version runs now and was not ended, each with its
 * versions that have not ended, because what was sealed under one opens under that one and the newest together. Of hundreds an act
 * names one or two: `wanted` says which, null means all. The API asks for those of its context alone.
 *
 * Look-ups with LIMIT keep every plan at one index probe for each agreement.
 * Times are compared with the clock and not with the beginning of the transaction, which may have waited (see HOLDING).
 */
const AGREEMENTS_OF = `
CREATE FUNCTION partners_of(own uuid, wanted uuid[]) RETURNS TABLE (id uuid, partner uuid, standing text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, p.id, CASE
      WHEN a.suspended_by IS NOT NULL THEN 'suspended'
      ELSE CASE sealbridge.lesser_standing(
          sealbridge.standing(o.state, o.suspended_until, o.attested_until),
          sealbridge.standing(p.state, p.suspended_until, p.attested_until))
        WHEN 'active' THEN 'in_force' WHEN 'provisional' THEN 'not_vetted' ELSE 'suspended' END END
  FROM (
    SELECT f.id, f.suspended_by, f.starts_at, f.ends_at, f.ended_at, f.org_b AS other
    FROM sealbridge.agreement f WHERE f.newest AND f.org_a = own AND (wanted IS NULL OR f.id = ANY (wanted))
    UNION ALL
    SELECT t.id, t.suspended_by, t.starts_at, t.ends_at, t.ended_at, t.org_a
    FROM sealbridge.agreement t WHERE t.newest AND t.org_b = own AND (wanted IS NULL OR t.id = ANY (wanted))) a
  CROSS JOIN (SELECT * FROM sealbridge.organisation WHERE organisation.id = own LIMIT 1) o
  CROSS JOIN LATERAL (SELECT * FROM sealbridge.organisation WHERE organisation.id = a.other LIMIT 1) p
  WHERE p.state <> 'ended' AND a.starts_at <= extract(epoch FROM clock_timestamp())
    AND least(a.ends_at, a.ended_at) > extract(epoch FROM clock_timestamp());
$$;

CREATE FUNCTION agreements_of(own uuid, wanted uuid[]) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'partner', p.partner, 'standing', p.standing, 'circle', a.circle,
    'versionHash', encode(a.version_hash, 'hex'), 'purposes', a.purposes, 'markingCeiling', a.marking_ceiling,
    'handlingCeiling', a.handling_ceiling, 'jurisdictions', a.jurisdictions, 'retentionMonths', a.retention_months,
    'versions', (SELECT jsonb_agg(jsonb_build_object(
        'hash', encode(v.version_hash, 'hex'), 'purposes', v.purposes, 'markingCeiling', v.marking_ceiling,
        'handlingCeiling', v.handling_ceiling, 'jurisdictions', v.jurisdictions,
        'endsAt', least(v.ends_at, v.ended_at)) ORDER BY v.version)
      FROM sealbridge.agreement v
      WHERE v.id = a.id AND (v.newest OR least(v.ends_at, v.ended_at) > extract(epoch FROM clock_timestamp()))))
    ORDER BY a.id), '[]')
  FROM sealbridge.partners_of(own, wanted) p
  CROSS JOIN LATERAL (SELECT * FROM sealbridge.agreement n WHERE n.id = p.id AND n.newest LIMIT 1) a;
$$;

CREATE FUNCTION own_agreements(wanted uuid[]) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT sealbridge.agreements_of(ctx.org, wanted) FROM (SELECT (sealbridge.app_ctx()).org) ctx WHERE ctx.org IS NOT NULL;
$$;

CREATE FUNCTION own_partners() RETURNS TABLE (id uuid, partner uuid, standing text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.id, p.partner, p.standing
  FROM (SELECT (sealbridge.app_ctx()).org OFFSET 0) ctx, LATERAL sealbridge.partners_of(ctx.org, NULL) p
  WHERE ctx.org IS NOT NULL ORDER BY p.id;
$$;
${definerOwns(['partners_of(uuid, uuid[])', 'agreements_of(uuid, uuid[])', 'own_agreements(uuid[])', 'own_partners()'])}
REVOKE EXECUTE ON FUNCTION partners_of(uuid, uuid[]), agreements_of(uuid, uuid[]) FROM sealbridge_api;
`;

/**
 * As in the backbone, and besides: class `directory` without a session, for acts whose authority is a signature or a proved secret
 * (an application, events that root keys signed, joining). Only a token of the API asks for it, and never with a device in it.
 */
const BEGIN_ACT = `
CREATE OR REPLACE FUNCTION begin_act(token text, token_sha256 bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked sealbridge.ctx_claims := sealbridge.verify_ctx(token, 'act');
  subject jsonb;
  class text;
  units text := '';
  parts text[] := string_to_array(token, '|');
  claims text;
BEGIN
  IF asked.class IS NULL THEN
    RAISE EXCEPTION 'context token does not verify' USING ERRCODE = 'invalid_authorization_specification';
  END IF;
  class := asked.class;
  IF token_sha256 IS NOT NULL THEN
    UPDATE sealbridge.session SET seen_at = now()
    WHERE token_hash = token_sha256 AND ended_at IS NULL
      AND seen_at < now() - interval '1 minute' AND seen_at > now() - interval '15 minutes';
    subject := sealbridge.session_attributes(token_sha256);
    IF subject IS NULL OR subject->>'device' IS DISTINCT FROM asked.device::text
      OR subject->>'member' IS DISTINCT FROM asked.member::text OR subject->>'org' IS DISTINCT FROM asked.org::text THEN
      RETURN NULL;
    END IF;
    IF subject->'rights' ? 'audit.read' AND subject->>'orgKind' IN ('oversight', 'stewards') THEN
      class := 'auditor';
    ELSIF class <> 'directory' AND subject->'rights' ? 'org.admit' AND subject->>'orgKind' = 'stewards' THEN
      class := 'directory';
    END IF;
    SELECT coalesce(string_agg(u, ','), '') INTO units FROM jsonb_array_elements_text(subject->'units') u;
  ELSIF class NOT IN ('guest', 'system', 'directory') OR (class = 'directory' AND asked.device IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  claims := concat_ws('|', 'ctx', class, parts[3], parts[4], parts[5], units, parts[7], parts[8], parts[9]);
  PERFORM set_config('app.ctx', claims || '|' || sealbridge.ctx_mac(claims), true);
  RETURN coalesce(subject, jsonb_build_object('now', floor(extract(epoch FROM clock_timestamp()) * 1000000)));
END $$;
`;

/**
 * A member is seen when a session begins. A trigger, because the sign-in itself may change nothing of the directory; policy has
 * refused whoever was unseen for too long before.
 */
const SEEN = `
CREATE FUNCTION member_seen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE sealbridge.member SET active_at = now() WHERE id = NEW.member_id;
  RETURN NULL;
END $$;
CREATE TRIGGER member_seen AFTER INSERT ON session FOR EACH ROW EXECUTE FUNCTION member_seen();
GRANT UPDATE (active_at) ON member TO sealbridge_definer;
${definerOwns(['member_seen()'])}`;

/** What an act that releases or stores a grant is decided by, besides time: the table, and the columns whose change takes away. */
const GROUNDS: readonly (readonly [table: string, event: string])[] = [
  ['organisation', 'UPDATE OF state, suspended_until, attested_until'],
  ['unit', 'UPDATE OF state, suspended_until, attested_until'],
  [
    'member',
    'UPDATE OF state, suspended_until, attested_until, roles, rights, clearance, training_until, jurisdictions',
  ],
  ['member_unit', 'DELETE'],
  ['device', 'UPDATE OF state'],
  ['agreement', 'UPDATE OF newest, ended_at, suspended_by'],
];

/**
 * Acts that release or store a grant hold what they are decided by until they end; whatever changes it waits for them, and they for
 * it. So when a suspension is committed, no opening or submission is under way that was decided before. One advisory lock in two
 * modes, in memory: row locks would write to the rows of everybody who opens.
 *
 * By triggers, because no service that changes such a column must be able to forget it. They stand before the statement, when it has
 * locked no row yet; a transaction that locks rows of these tables earlier takes the lock first (\`change_grounds\`), or two would
 * wait for each other.
 */
const HOLDING = `
CREATE FUNCTION hold_grounds() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_advisory_xact_lock_shared(7325803);
$$;
CREATE FUNCTION change_grounds() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_advisory_xact_lock(7325803);
$$;
CREATE FUNCTION grounds_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sealbridge.change_grounds();
  RETURN NULL;
END $$;
${GROUNDS.map(
  ([table, event]) =>
    `CREATE TRIGGER grounds_change BEFORE ${event} ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION grounds_change();`,
).join('\n')}
${definerOwns(['hold_grounds()', 'change_grounds()', 'grounds_change()'])}`;

/** Columns, functions and the signed context of the second migration. */
export const STANDING = [COLUMNS, FUNCTIONS, SUBJECT, AGREEMENTS_OF, BEGIN_ACT, SEEN, HOLDING].join('\n');
