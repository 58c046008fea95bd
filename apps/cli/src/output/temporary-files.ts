import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();
let isWatchingExit = false;

/**
 * A private folder for ciphertext on its way; plaintext never goes there. It is removed when the process ends, also on
 * SIGINT and SIGTERM; after kill -9 what stays is ciphertext.
 */
export function makeTemporaryFolder(): string {
  if (!isWatchingExit) process.once('exit', removeTemporaryFolders);
  isWatchingExit = true;
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-'));
  folders.add(folder);
  return folder;
}

/** Removes every temporary folder of this process. */
export function removeTemporaryFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}
