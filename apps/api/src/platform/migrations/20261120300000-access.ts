import type { MigrationInterface, QueryRunner } from 'typeorm';

import { EXPLAIN } from './access/explain.sql.js';
import { LIMITS } from './access/limits.sql.js';
import { LIVE } from './access/live.sql.js';
import { POLICY_RECORDS } from './access/policy.sql.js';
import { PURPOSES_OF_USE } from './access/purposes.sql.js';
import { SUBJECT } from './access/subject.sql.js';
import { KNOWN_IN_A_CONTEXT, NEEDLESS_PRIVILEGES } from './access/walls.sql.js';

/** Access: what policy looks at besides, who put which policy in force, what reports are used for, limits and live news. */
export class Access20261120300000 implements MigrationInterface {
  readonly name = 'Access20261120300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const step of [
      SUBJECT,
      KNOWN_IN_A_CONTEXT,
      NEEDLESS_PRIVILEGES,
      POLICY_RECORDS,
      PURPOSES_OF_USE,
      LIMITS,
      LIVE,
      EXPLAIN,
    ]) {
      await runner.query(step);
    }
  }

  /** There is no way back: records of the policies that decisions were made by are not thrown away. */
  down(): Promise<void> {
    return Promise.reject(new Error('the fourth migration cannot be reverted'));
  }
}
