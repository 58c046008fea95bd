import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What PostgreSQL writes about itself into `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly status: string;
}

const STATUS_LINE = 7;
const FAST_STOP_MS = 15_000;
const IMMEDIATE_STOP_MS = 5_000;
const POLL_MS = 20;

/** The postmaster file of a data directory, or null when there is none or it is still being written. */
export function readPostmasterFile(data: string): PostmasterFile | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? { pid, status: (lines[STATUS_LINE] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/**
 * Stops a PostgreSQL that was left behind on this data directory (its supervisor was killed where the kernel offers no
 * parent-death signal). The caller holds the instance lock, so nobody else can be using it.
 */
export async function stopLeftBehind(data: string): Promise<void> {
  const left = readPostmasterFile(data);
  if (left === null || !isPostmasterOf(left.pid, data)) return;
  await endProcess(left.pid);
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one; the second is followed by crash recovery. */
export async function endProcess(pid: number): Promise<void> {
  if (!signal(pid, 'SIGINT') || (await isGoneWithin(pid, FAST_STOP_MS))) return;
  if (!signal(pid, 'SIGQUIT') || (await isGoneWithin(pid, IMMEDIATE_STOP_MS))) return;
  signal(pid, 'SIGKILL');
  await isGoneWithin(pid, IMMEDIATE_STOP_MS);
}

/** The number may have been given to another program since: on Linux the working directory tells. */
function isPostmasterOf(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(POLL_MS)) {
    if (!signal(pid, 0)) return true;
  }
  return false;
}
