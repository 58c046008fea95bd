import { type Wall, wallSql } from '../backbone/rights.sql.js';

/**
 * Row-level security of the tables of one feature, in the form of the backbone. The constants to write conditions with
 * (`ORG`, `WIDE`, `SYSTEM`, `DEVICE` ...) stand in backbone/rights.sql.ts.
 */
export function wallsOf(walls: readonly Wall[]): string {
  return walls.map(wallSql).join('\n');
}

/** Hands functions (with their argument types) to the definer role, callable by the API alone. */
export function definerOwns(functions: readonly string[]): string {
  const each = functions.map(
    (name) => `
REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ${name} TO sealbridge_api;
ALTER FUNCTION ${name} OWNER TO sealbridge_definer;`,
  );
  return `
GRANT CREATE ON SCHEMA sealbridge TO sealbridge_definer;
${each.join('\n')}
REVOKE CREATE ON SCHEMA sealbridge FROM sealbridge_definer;
`;
}
