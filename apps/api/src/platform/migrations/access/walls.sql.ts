/**
 * Whom a context knows besides itself: its partners, and the stewards, whose chain everybody checks. As in the backbone, but without a
 * context nobody: the stewards' rows of the directory showed to statements that had none. Owner and grants stay those of the backbone.
 */
export const KNOWN_IN_A_CONTEXT = `
CREATE OR REPLACE FUNCTION known_organisations() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH ctx AS MATERIALIZED (SELECT (sealbridge.app_ctx()).*)
  SELECT a.org_b FROM ctx JOIN sealbridge.agreement a ON a.org_a = ctx.org WHERE a.newest
  UNION ALL SELECT a.org_a FROM ctx JOIN sealbridge.agreement a ON a.org_b = ctx.org WHERE a.newest
  UNION ALL SELECT o.id FROM ctx JOIN sealbridge.organisation o ON o.kind = 'stewards' WHERE ctx.class IS NOT NULL;
$$;
`;

/**
 * What no role that runs needs: a trigger asks nobody's leave for its function, and the walls of the sequencer ask for no context.
 */
export const NEEDLESS_PRIVILEGES = `
REVOKE EXECUTE ON FUNCTION forget_notices(), grounds_change(), member_seen(), vault_ends(), vault_ways() FROM sealbridge_api;
REVOKE EXECUTE ON FUNCTION app_ctx() FROM sealbridge_sequencer;
`;
