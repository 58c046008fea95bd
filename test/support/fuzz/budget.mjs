// Processor time that a server spends on one request, measured from outside or inside.
import { readdirSync, readFileSync } from 'node:fs';

/** Most milliseconds of processor time for one request; hundreds of times the median, so that no collection of garbage comes near. */
export const MOST_CPU_MS = 1_000;
/** Most milliseconds of the median. */
export const MOST_MEDIAN_CPU_MS = 60;

const NANOSECONDS_PER_MS = 1e6;

/** The processor time of this process so far, in milliseconds: for a server in the same process. */
export function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The processor time of all threads of another process so far, in milliseconds.
 * @returns {() => number} 0 for ever where the system does not say
 */
export function cpuOf(pid) {
  return () => {
    try {
      const threads = readdirSync(`/proc/${pid}/task`);
      const spent = threads.map((thread) =>
        Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
      );
      return spent.reduce((sum, one) => sum + one, 0) / NANOSECONDS_PER_MS;
    } catch {
      return 0;
    }
  };
}

/** The value in the middle; 0 of nothing. */
export function medianOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
