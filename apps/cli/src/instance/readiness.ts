import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/** Whether `GET url` answers 200 now. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until `GET url` answers 200. False when that did not happen in time or `signal` was aborted. */
export async function becomesReady(url: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end && !signal.aborted; await sleep(POLL_MS)) {
    if (await answers(url)) return true;
  }
  return false;
}

/**
 * Waits until `GET url` answers 200 or is not ready for one of these reasons, and gives the reason; null when it is ready, or did neither
 * in time.
 */
export async function settledReason(
  url: string,
  reasons: readonly string[],
  withinMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  for (const end = Date.now() + withinMs; Date.now() < end && !signal.aborted; await sleep(POLL_MS)) {
    const state = await readiness(url);
    if (state === 'ready') return null;
    if (reasons.includes(state)) return state;
  }
  return null;
}

/** `ready`, or the code of what is missing; empty when there is no such answer. */
async function readiness(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { code } = (await response.json()) as { readonly code?: unknown };
    if (response.ok) return 'ready';
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
