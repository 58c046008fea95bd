// Jest global tear-down of the end-to-end project.
import { rmSync } from 'node:fs';
import { stopPostgres } from './postgres.mjs';

export default async function clearJourneys() {
  await stopPostgres();
  rmSync(process.env.SEALBRIDGE_TEST_DEMO, { recursive: true, force: true });
}
