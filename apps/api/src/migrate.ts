import { ready } from '@sealbridge/sodium';

import { readMigrateConfiguration } from './platform/configuration/migrate-configuration.js';
import { migrate } from './platform/database/migrate.js';
import { Log } from './platform/logging/logger.js';
import { exitOnFailure } from './platform/exit.js';

const log = new Log();

await exitOnFailure(log, async () => {
  await ready();
  await migrate(readMigrateConfiguration(process.env));
  log.info('migrated');
});
