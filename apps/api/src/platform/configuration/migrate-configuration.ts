import { join } from 'node:path';

import type { MigrateOptions } from '../database/migrate.js';
import { type Environment, Reader, readKeyFile } from './reader.js';

/** Length of the key that signs row-level security contexts. */
const CONTEXT_KEY_BYTES = 32;

/** Reads and checks what `migrate` needs. Throws ConfigurationError naming the first variable that is wrong. */
export function readMigrateConfiguration(environment: Environment): MigrateOptions {
  const read = new Reader(environment);
  const keysDir = read.text('SEALBRIDGE_KEYS_DIR');
  return {
    adminUrl: read.databaseUrl('DATABASE_URL'),
    passwords: {
      owner: read.text('SEALBRIDGE_OWNER_PASSWORD'),
      api: read.text('SEALBRIDGE_API_PASSWORD'),
      sequencer: read.text('SEALBRIDGE_SEQUENCER_PASSWORD'),
    },
    ctxKey: readKeyFile('SEALBRIDGE_KEYS_DIR', join(keysDir, 'ctx.key'), CONTEXT_KEY_BYTES),
  };
}
