import { ClientError } from '../client-error.js';

const ANSWER_WITHIN_MS = 5_000;
const FREEZE = /^E_LOG_(?:BEHIND|FORKED|CORRUPT)/u;

/**
 * The result of a request. A server that refuses everybody because its log is frozen says why at `/readyz`: that is a failed
 * verification (`verification`) with the server's own code, not a server that is down.
 */
export async function unlessFrozen<T>(server: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const code = error instanceof ClientError && error.code === 'E_UNAVAILABLE' ? await reasonOf(server) : null;
    throw code === null ? error : frozen(code);
  }
}

async function reasonOf(server: string): Promise<`E_${string}` | null> {
  try {
    const answer = await fetch(`${server}/readyz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const { code } = (await answer.json()) as { readonly code?: unknown };
    return typeof code === 'string' && FREEZE.test(code) ? (code as `E_${string}`) : null;
  } catch {
    return null;
  }
}

function frozen(code: `E_${string}`): ClientError {
  return new ClientError(
    code,
    'verification',
    'the log of this server is frozen: its database is not the one that was signed',
    'keep the profile folder as evidence; docs/reference/audit-log.md says what has to be settled, and by whom',
  );
}
