import { usage } from '../../output/failure.js';

/** The number of `--limit`. Throws a Failure (exit 2). */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw usage('E_USAGE', '--limit is not a positive number');
}
