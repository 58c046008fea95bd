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

/** Why `GET url` is not ready, by its code; null when it is, or does not say. */
export async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { code } = (await response.json()) as { readonly code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}

/** Waits until `GET url` answers 200. False when that did not happen in time or `signal` was aborted. */
export async function becomesReady(url: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end && !signal.aborted; await sleep(POLL_MS)) {
    if (await answers(url)) return true;
  }
  return false;
}
