/**
 * Grants that every table needs before its own rules: who may enter the schema at all.
 * The roles themselves are made by `migrate` before the first migration (a role belongs to the cluster, not to the schema).
 */
export const SCHEMA_USAGE = `
REVOKE ALL ON SCHEMA sealbridge FROM PUBLIC;
GRANT USAGE ON SCHEMA sealbridge TO sealbridge_api, sealbridge_sequencer, sealbridge_definer;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
`;
