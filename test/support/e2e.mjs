// Jest global set-up of the end-to-end project: the run's PostgreSQL, and a folder for the one demo world its specs copy.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import startPostgres from './postgres.mjs';

export default async function prepareJourneys(globalConfig) {
  await startPostgres(globalConfig);
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-demo-'));
  chmodSync(folder, 0o711);
  process.env.SEALBRIDGE_TEST_DEMO = folder;
}
