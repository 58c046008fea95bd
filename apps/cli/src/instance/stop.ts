import { setTimeout as sleep } from 'node:timers/promises';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { layoutOf } from './home.js';
import { lockHolder } from './lock.js';
import { answers } from './readiness.js';
import { findRunning } from './running.js';

const STOP_WITHIN_MS = 45_000;
const POLL_MS = 50;

/** Asks the instance of `folder` to stop and waits for it. Resolves with false when none runs. */
export async function stopInstance(folder: string): Promise<boolean> {
  const home = layoutOf(folder);
  const holder = lockHolder(home.lockFile);
  if (holder === null) return false;
  process.kill(holder.pid, 'SIGTERM');
  for (const end = Date.now() + STOP_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
    if (lockHolder(home.lockFile)?.pid !== holder.pid) return true;
  }
  throw new Failure({ code: 'E_NOT_STOPPED', exit: EXIT.UNEXPECTED, message: `process ${holder.pid} did not stop` });
}

/** What `instance status` says. */
export interface InstanceStatus {
  readonly home: string;
  readonly running: boolean;
  readonly ready: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  readonly processes: Readonly<Record<string, number>>;
}

/** Looks at the instance of `folder`. */
export async function instanceStatus(folder: string): Promise<InstanceStatus> {
  const home = layoutOf(folder);
  const holder = lockHolder(home.lockFile);
  const running = findRunning(home);
  return {
    home: home.root,
    running: holder !== null,
    ready: running !== null && (await answers(`${running.url}/readyz`)),
    url: running?.url ?? null,
    pid: holder?.pid ?? null,
    processes: running?.processes ?? {},
  };
}
