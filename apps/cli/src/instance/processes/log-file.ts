import { openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log this long is set aside at the next start of its process, replacing the one set aside before. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** The path of a process's log, mode 0600, after an over-long one was set aside as `.1`. */
export function prepareLogFile(folder: string, name: string): string {
  const path = join(folder, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return path;
}

/** The log opened for appending; the caller closes the descriptor once the process has it. */
export function openLogFile(path: string): number {
  return openSync(path, 'a', 0o600);
}
