import { ApiError, apiError } from './api-error.js';

/** A question is asked again after at most this long, in seconds; whoever is told to wait longer is told so. */
export const MAX_PATIENCE_SECONDS = 10;
const MS_PER_SECOND = 1000;

/** A connection that was gone before anything of an answer came. One that is kept for the next request may always be closing just then. */
export class ClosedConnection extends ApiError {
  constructor() {
    const { code, message } = apiError('NETWORK');
    super(code, message);
  }
}

/**
 * Asks, and once more when the server says that it would help and how soon (Retry-After), or at once when its connection was closed. For questions alone: what changes something
 * is repeated by whoever knows whether it may be. Rejects like `ask`, and with NETWORK when `signal` ends the wait.
 */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const seconds = error instanceof ClosedConnection ? 0 : error instanceof ApiError ? error.retryAfter : null;
    if (seconds === null || seconds > MAX_PATIENCE_SECONDS) throw error;
    await sleep(seconds * MS_PER_SECOND, signal);
    return ask();
  }
}

/** The seconds of a Retry-After header, or of `retryAfter` in an answer; null for anything else, dates included. */
export function secondsOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : null;
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      clearTimeout(timer);
      reject(apiError('NETWORK'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abandon);
      resolve();
    }, ms);
    if (signal?.aborted === true) abandon();
    else signal?.addEventListener('abort', abandon, { once: true });
  });
}
