const HOUR_MS = 3_600_000;
const HOUR_SECONDS = 3600;

/** The UNIX hour of UNIX seconds. */
export function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_SECONDS);
}

/**
 * The UNIX hour with which `YYYY-MM` or `YYYY-MM-DD` is over: the first hour of the following month or day, UTC. The text
 * has the form that the report file asks for.
 */
export function hourAfter(date: string): number {
  const [year = 0, month = 0, day] = date.split('-').map(Number);
  const end = day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1);
  return end / HOUR_MS;
}

/** The UNIX hour `months` calendar months after UNIX seconds, UTC; the last day of a shorter month. */
export function hourAfterMonths(seconds: number, months: number): number {
  const from = new Date(seconds * 1000);
  const moved = new Date(from);
  moved.setUTCMonth(from.getUTCMonth() + months);
  if (moved.getUTCDate() !== from.getUTCDate()) moved.setUTCDate(0);
  return Math.floor(moved.getTime() / HOUR_MS);
}
