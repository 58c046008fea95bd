import type { MigrationInterface, QueryRunner } from 'typeorm';

import { AGREEMENT_WALLS, AGREEMENTS } from './members/agreements.sql.js';
import { LOG } from './members/log.sql.js';
import { NOTICE_WALLS, NOTICES } from './members/notices.sql.js';
import { PEOPLE, PEOPLE_WALLS } from './members/people.sql.js';
import { STANDING } from './members/standing.sql.js';
import { VETTING, VETTING_WALLS } from './members/vetting.sql.js';

/** Who is in, and on what terms: standing, vetting, agreements as they come about, people and notices. */
export class Members20261120100000 implements MigrationInterface {
  readonly name = 'Members20261120100000';

  async up(runner: QueryRunner): Promise<void> {
    const steps = [
      LOG,
      STANDING,
      AGREEMENTS,
      AGREEMENT_WALLS,
      VETTING,
      VETTING_WALLS,
      PEOPLE,
      PEOPLE_WALLS,
      NOTICES,
      NOTICE_WALLS,
    ];
    for (const step of steps) {
      await runner.query(step);
    }
  }

  /** There is no way back: who was suspended, and on which terms something was sealed, would be forgotten. */
  down(): Promise<void> {
    return Promise.reject(new Error('the second migration cannot be reverted'));
  }
}
