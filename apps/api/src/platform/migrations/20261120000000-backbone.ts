import type { MigrationInterface, QueryRunner } from 'typeorm';

import { APPEND_ONLY_TRIGGERS, AUDIT } from './backbone/audit.sql.js';
import { CONTEXT, DEFINER_GRANTS, FUNCTION_GRANTS } from './backbone/context.sql.js';
import { ORGANISATIONS } from './backbone/organisations.sql.js';
import { REPORTS } from './backbone/reports.sql.js';
import { OTHER_WALLS, RUNTIME_WALLS } from './backbone/rights.sql.js';
import { SCHEMA_USAGE } from './backbone/roles.sql.js';

/** The first schema: every table of the backbone, its triggers, the signed context and row-level security. */
export class Backbone20261120000000 implements MigrationInterface {
  readonly name = 'Backbone20261120000000';

  async up(runner: QueryRunner): Promise<void> {
    const steps = [
      SCHEMA_USAGE,
      ORGANISATIONS,
      REPORTS,
      AUDIT,
      APPEND_ONLY_TRIGGERS,
      CONTEXT,
      FUNCTION_GRANTS,
      DEFINER_GRANTS,
      RUNTIME_WALLS,
      OTHER_WALLS,
    ];
    for (const step of steps) {
      await runner.query(step);
    }
  }

  /** There is no way back from the first schema: dropping the audit record is what the product promises not to do. */
  down(): Promise<void> {
    return Promise.reject(new Error('the first migration cannot be reverted'));
  }
}
