/**
 * The signed, transaction-local context that row-level security trusts (security-corrections D8).
 *
 * Two tokens with one key, told apart by their first field:
 * `act|class|org|member|device||pid|xid|expiry|mac`  made by the API, proves that the API and not injected SQL starts the act;
 * `ctx|class|org|member|device|units|pid|xid|expiry|mac`  made by `begin_act` from it, with the member's units and class as the
 * database has them now; it is what the policies read, in `app.ctx`.
 * pid = backend process, xid = transaction, expiry in unix microseconds, mac = HMAC-SHA-256 (hex) over all before the last bar.
 *
 * The key stands in a table that nobody but the definer role may read, never in a function body, because `pg_proc.prosrc` is
 * public. HMAC is composed from the built-in `sha256` with the two padded keys stored, so no extension is needed. Not signed,
 * expired, of another transaction or connection: null, and every policy then shows no row.
 */
export const CONTEXT = `
CREATE TYPE ctx_claims AS (class text, org uuid, member uuid, device uuid, scopes uuid[]);

CREATE TABLE ctx_key (
  id smallint PRIMARY KEY CHECK (id = 1),
  inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
  outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64)
);

CREATE FUNCTION set_ctx_key(inner_key bytea, outer_key bytea) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO sealbridge.ctx_key (id, inner_pad, outer_pad) VALUES (1, inner_key, outer_key)
  ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad;
$$;

CREATE FUNCTION ctx_mac(claims text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(claims, 'UTF8'))), 'hex')
  FROM sealbridge.ctx_key k WHERE k.id = 1;
$$;

CREATE FUNCTION verify_ctx(token text, kind text) RETURNS sealbridge.ctx_claims LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  parts text[] := string_to_array(token, '|');
  result sealbridge.ctx_claims;
BEGIN
  IF token IS NULL OR cardinality(parts) <> 10 OR parts[1] <> kind
    OR parts[7] <> pg_backend_pid()::text
    OR parts[8] <> coalesce(pg_current_xact_id_if_assigned()::text, '')
    OR parts[10] IS DISTINCT FROM sealbridge.ctx_mac(array_to_string(parts[1:9], '|'))
    OR parts[9]::numeric < extract(epoch FROM clock_timestamp()) * 1000000 THEN
    RETURN NULL;
  END IF;
  result.class := parts[2];
  result.org := nullif(parts[3], '')::uuid;
  result.member := nullif(parts[4], '')::uuid;
  result.device := nullif(parts[5], '')::uuid;
  result.scopes := coalesce(string_to_array(nullif(parts[6], ''), ',')::uuid[], '{}');
  IF result.org IS NOT NULL THEN
    result.scopes := result.scopes || result.org;
  END IF;
  RETURN result;
END $$;

CREATE FUNCTION app_ctx() RETURNS sealbridge.ctx_claims LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT sealbridge.verify_ctx(nullif(current_setting('app.ctx', true), ''), 'ctx');
$$;

CREATE FUNCTION session_attributes(token_sha256 bytea) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'session', s.id, 'org', o.id, 'orgState', o.state, 'orgKind', o.kind, 'country', o.country,
    'member', m.id, 'memberState', m.state, 'roles', m.roles, 'rights', m.rights, 'clearance', m.clearance,
    'trainingUntil', m.training_until, 'jurisdictions', m.jurisdictions, 'device', d.id, 'deviceState', d.state,
    'units', (SELECT coalesce(jsonb_agg(mu.unit_id ORDER BY mu.unit_id), '[]')
              FROM sealbridge.member_unit mu WHERE mu.member_id = m.id),
    'agreements', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'partner', CASE WHEN a.org_a = o.id THEN a.org_b ELSE a.org_a END, 'circle', a.circle,
        'versionHash', encode(a.version_hash, 'hex'), 'purposes', a.purposes, 'markingCeiling', a.marking_ceiling,
        'handlingCeiling', a.handling_ceiling, 'jurisdictions', a.jurisdictions, 'retentionMonths', a.retention_months)
        ORDER BY a.id), '[]')
      FROM sealbridge.agreement a
      JOIN sealbridge.organisation p ON p.id = CASE WHEN a.org_a = o.id THEN a.org_b ELSE a.org_a END
      WHERE a.newest AND o.id IN (a.org_a, a.org_b) AND p.state = 'active'
        AND a.starts_at <= extract(epoch FROM now()) AND a.ends_at > extract(epoch FROM now())),
    'now', floor(extract(epoch FROM clock_timestamp()) * 1000000))
  FROM sealbridge.session s
  JOIN sealbridge.organisation o ON o.id = s.org_id
  JOIN sealbridge.member m ON m.id = s.member_id
  JOIN sealbridge.device d ON d.id = s.device_id
  WHERE s.token_hash = token_sha256 AND s.ended_at IS NULL
    AND s.started_at > now() - interval '8 hours' AND s.seen_at > now() - interval '15 minutes';
$$;

CREATE FUNCTION known_organisations() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH ctx AS MATERIALIZED (SELECT (sealbridge.app_ctx()).org)
  SELECT a.org_b FROM ctx JOIN sealbridge.agreement a ON a.org_a = ctx.org WHERE a.newest
  UNION ALL SELECT a.org_a FROM ctx JOIN sealbridge.agreement a ON a.org_b = ctx.org WHERE a.newest
  UNION ALL SELECT o.id FROM sealbridge.organisation o WHERE o.kind = 'stewards';
$$;

CREATE FUNCTION report_origin(report_id uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.origin_org FROM sealbridge.report r WHERE r.id = report_id;
$$;

CREATE FUNCTION begin_act(token text, token_sha256 bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
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
  ELSIF class NOT IN ('guest', 'system') THEN
    RETURN NULL;
  END IF;
  claims := concat_ws('|', 'ctx', class, parts[3], parts[4], parts[5], units, parts[7], parts[8], parts[9]);
  PERFORM set_config('app.ctx', claims || '|' || sealbridge.ctx_mac(claims), true);
  RETURN coalesce(subject, jsonb_build_object('now', floor(extract(epoch FROM clock_timestamp()) * 1000000)));
END $$;
`;

const DEFINED =
  'set_ctx_key(bytea, bytea), ctx_mac(text), verify_ctx(text, text), app_ctx(), session_attributes(bytea), known_organisations(), report_origin(uuid), begin_act(text, bytea)';

/** Who may call which function; only the owner (migrations) may set the key. Applied before the functions change hands. */
export const FUNCTION_GRANTS = `
REVOKE ALL ON FUNCTION ${DEFINED} FROM PUBLIC;
REVOKE ALL ON ctx_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_ctx() TO sealbridge_api, sealbridge_sequencer;
GRANT EXECUTE ON FUNCTION session_attributes(bytea), known_organisations(), report_origin(uuid), begin_act(text, bytea) TO sealbridge_api;
`;

/** The functions and their key go to the definer role, with the little it may read and touch. */
export const DEFINER_GRANTS = `
GRANT CREATE ON SCHEMA sealbridge TO sealbridge_definer;
ALTER TABLE ctx_key OWNER TO sealbridge_definer;
${DEFINED.split(/(?<=\)), /)
  .map((name) => `ALTER FUNCTION ${name} OWNER TO sealbridge_definer;`)
  .join('\n')}
REVOKE CREATE ON SCHEMA sealbridge FROM sealbridge_definer;
GRANT SELECT ON organisation, unit, member, member_unit, device, agreement, session TO sealbridge_definer;
GRANT SELECT (id, origin_org) ON report TO sealbridge_definer;
GRANT UPDATE (seen_at) ON session TO sealbridge_definer;
`;
