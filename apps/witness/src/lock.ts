import { linkSync, mkdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@sealbridge/sodium';
import { createFile, isSystemError, readFileOrNull } from './files.js';

/** A process is using the state folder already. */
export class LockedError extends Error {
  constructor() {
    super('another witness is running on this state folder');
    this.name = 'LockedError';
  }
}

const TAKEOVER_MILLISECONDS = 10_000;

/**
 * Takes the state folder for this process and returns the way to give it back. Throws LockedError while a living process
 * holds it; a dead one's lock is taken over. The lock is made by link(2), which only one process can win.
 */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, 'lock');
  const claim = join(folder, `lock.${process.pid}`);
  const identity = `${process.pid} ${startOf(process.pid) ?? ''}`;
  removeIfThere(claim);
  createFile(claim, utf8(identity));
  try {
    if (!linked(claim, lock)) takeOver(folder, claim, lock);
  } finally {
    removeIfThere(claim);
  }
  return () => {
    if (textOf(lock) === identity) removeIfThere(lock);
  };
}

// Only one process at a time may judge a holder dead, or two could each remove the other's new lock.
function takeOver(folder: string, claim: string, lock: string): void {
  const guard = join(folder, 'lock.takeover');
  enterGuard(guard);
  try {
    if (isAlive(textOf(lock))) throw new LockedError();
    removeIfThere(lock);
    if (!linked(claim, lock)) throw new LockedError();
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

function enterGuard(guard: string): void {
  if (madeFolder(guard)) return;
  const entered = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  // Older than any takeover takes: its process was killed within it.
  if (Date.now() - entered < TAKEOVER_MILLISECONDS) throw new LockedError();
  rmSync(guard, { recursive: true, force: true });
  if (!madeFolder(guard)) throw new LockedError();
}

function madeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

// A process id alone is reused, in containers at every start; with its start time it is not.
function isAlive(holder: string | null): boolean {
  const [pidText = '', start = ''] = holder?.split(' ') ?? [];
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  const running = startOf(pid);
  if (running !== null) return start === '' || running === start;
  return start === '' && answers(pid);
}

// Start time since boot and the boot itself, from proc(5); null when the process is gone, dead but not yet collected by
// its parent (state Z), or /proc is not there.
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : `${boot}:${fields[18] ?? ''}`;
  } catch {
    return null;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(path: string): string | null {
  const bytes = readFileOrNull(path);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}
