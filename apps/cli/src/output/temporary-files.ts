import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();
let isFirst = true;

/** Ours, with the id of the process it belongs to. */
const OURS = /^sealbridge-(\d{1,10})-[A-Za-z0-9]{6}$/;

/**
 * A private folder for ciphertext on its way; plaintext never goes there. It is removed when the process ends, also on
 * SIGINT and SIGTERM; after kill -9 what stays is ciphertext, until the next command of the same person that needs a folder.
 */
export function makeTemporaryFolder(): string {
  if (isFirst) {
    process.once('exit', removeTemporaryFolders);
    removeLeftFolders(tmpdir());
  }
  isFirst = false;
  const folder = mkdtempSync(join(tmpdir(), `sealbridge-${process.pid}-`));
  folders.add(folder);
  return folder;
}

/**
 * Removes the temporary folders in `parent` that belong to this user and to a process that has ended. What cannot be looked at or
 * removed stays: it is nothing a command should fail for.
 */
export function removeLeftFolders(parent: string): void {
  for (const name of namesIn(parent)) {
    const owner = OURS.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    try {
      const path = join(parent, name);
      const found = lstatSync(path);
      if (found.isDirectory() && found.uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another command may have removed it first.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether there is such a process; one of somebody else counts. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Removes every temporary folder of this process. */
export function removeTemporaryFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}
