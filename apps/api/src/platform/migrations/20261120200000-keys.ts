import type { MigrationInterface, QueryRunner } from 'typeorm';

import { AGENCY, AGENCY_WALLS } from './keys/agency.sql.js';
import { LINK_WALLS, LINKS } from './keys/links.sql.js';
import { PASSKEY_WALLS, PASSKEYS } from './keys/passkeys.sql.js';
import { RECOVERY, RECOVERY_NOTICES, RECOVERY_WALLS } from './keys/recovery.sql.js';
import { SESSION_WALLS, SESSIONS, SUBJECT } from './keys/sessions.sql.js';
import { VAULT_WALLS, VAULTS } from './keys/vaults.sql.js';

/** Ways into keys and back to them: passkeys, vaults, links, recovery, and how sessions are carried and verified anew. */
export class Keys20261120200000 implements MigrationInterface {
  readonly name = 'Keys20261120200000';

  async up(runner: QueryRunner): Promise<void> {
    const steps = [
      ...[SESSIONS, SESSION_WALLS, PASSKEYS, PASSKEY_WALLS, VAULTS, VAULT_WALLS, LINKS, LINK_WALLS],
      ...[AGENCY, AGENCY_WALLS],
      ...[RECOVERY, RECOVERY_WALLS, RECOVERY_NOTICES],
      // what every act begins with, over the tables of the others
      SUBJECT,
    ];
    for (const step of steps) {
      await runner.query(step);
    }
  }

  /** There is no way back: vaults and shares are the only copies of keys whose owners lost everything else. */
  down(): Promise<void> {
    return Promise.reject(new Error('the third migration cannot be reverted'));
  }
}
