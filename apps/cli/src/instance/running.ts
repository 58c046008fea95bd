import { readFileSync, rmSync } from 'node:fs';

import type { InstanceHome } from './home.js';
import { lockHolder } from './lock.js';
import { writePrivateFile } from './private-file.js';

/** Where a running instance answers, and which processes it has. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly processes: Readonly<Record<string, number>>;
}

/** Notes for the other commands where the instance answers. */
export function noteRunning(home: InstanceHome, running: Running): void {
  writePrivateFile(home.runningFile, `${JSON.stringify(running, null, 2)}\n`);
}

/** Takes the note away. */
export function forgetRunning(home: InstanceHome): void {
  rmSync(home.runningFile, { force: true });
}

/** The note of the instance that runs on this home; null when none runs, or it does not answer yet. */
export function findRunning(home: InstanceHome): Running | null {
  const holder = lockHolder(home.lockFile);
  if (holder === null) return null;
  try {
    const running = JSON.parse(readFileSync(home.runningFile, 'utf8')) as Running;
    return running.pid === holder.pid ? running : null;
  } catch {
    return null;
  }
}
