// Resident memory of a process as Linux accounts for it.
import { readFileSync, writeFileSync } from 'node:fs';

/** What is resident now and at most since the peak was last forgotten, in MB (10^6 bytes). */
export interface Memory {
  readonly now: number;
  readonly peak: number;
}

/** Reads `/proc/<pid>/status`. */
export function memoryOf(pid: number | 'self'): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
}

/** Makes the peak count from now on; `5` is the kernel's word for that (proc_pid_clear_refs(5)). */
export function forgetPeak(pid: number | 'self'): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function megabytes(status: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`no ${name} in the status of the process`);
  return (Number(kibibytes) * 1024) / 1e6;
}
