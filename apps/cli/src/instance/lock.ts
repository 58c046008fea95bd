import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process that holds a lock: the number alone may be given to another program later, number and start time cannot. */
export interface Holder {
  readonly pid: number;
  readonly started: string;
}

/** A held lock. */
export interface Lock {
  release(): void;
}

const TAKEOVER_ATTEMPTS = 50;
const TAKEOVER_POLL_MS = 20;
/** A take-over lasts microseconds; one that is this old was killed in the middle. */
const TAKEOVER_STALE_MS = 10_000;
const START_TIME_FIELD = 19;

/**
 * Takes the lock file for this process, or returns who holds it. A lock whose holder was killed is taken over: nothing
 * has to be cleaned up by hand after kill -9.
 */
export async function takeLock(path: string): Promise<{ lock: Lock } | { holder: Holder }> {
  for (let attempt = 0; attempt < TAKEOVER_ATTEMPTS; attempt++) {
    if (tryLink(path)) return { lock: { release: () => rmSync(path, { force: true }) } };
    const holder = lockHolder(path);
    if (holder !== null) return { holder };
    removeDeadLock(path);
    await sleep(TAKEOVER_POLL_MS);
  }
  throw new Error(`cannot take over the lock ${path}`);
}

/** The living process that holds the lock, or null. */
export function lockHolder(path: string): Holder | null {
  const holder = readHolder(path);
  return holder !== null && startTime(holder.pid) === holder.started ? holder : null;
}

/** link(2) fails when the name exists: exactly one of many wins. */
function tryLink(path: string): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const me: Holder = { pid: process.pid, started: startTime(process.pid) ?? '' };
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Only one process at a time may look and remove, else it could remove the lock that another has just taken. */
function removeDeadLock(path: string): void {
  const guard = `${path}.takeover`;
  if (!enter(guard)) return;
  try {
    if (lockHolder(path) === null) rmSync(path, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function enter(guard: string): boolean {
  try {
    mkdirSync(guard);
    return true;
  } catch {
    if (isOlderThan(guard, TAKEOVER_STALE_MS)) rmSync(guard, { recursive: true, force: true });
    return false;
  }
}

function isOlderThan(path: string, milliseconds: number): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > milliseconds;
  } catch {
    return false;
  }
}

function readHolder(path: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : null;
  } catch {
    return null;
  }
}

/** Null when no such process lives. On Linux the kernel's start time; elsewhere every living process counts as the same. */
function startTime(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  if (process.platform !== 'linux') return 'alive';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[START_TIME_FIELD] ?? null);
  } catch {
    return null;
  }
}
