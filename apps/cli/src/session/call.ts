import { ApiError, type ApiErrorCode } from '@sealbridge/api-client';

import { EXIT, type ExitCode } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';

/** A member of a result union that is not the payload, as the server's `UserError` describes it. */
interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path?: string | null;
  readonly reason?: string;
}

const EXIT_OF_MEMBER: Readonly<Record<string, ExitCode>> = {
  Refused: EXIT.REFUSED,
  Conflict: EXIT.CONFLICT,
  StaleEpoch: EXIT.CONFLICT,
  Invalid: EXIT.USAGE,
  RateLimited: EXIT.NETWORK,
};

const EXIT_OF_API_ERROR: Readonly<Record<ApiErrorCode, ExitCode>> = {
  UNAUTHENTICATED: EXIT.SIGN_IN,
  FORBIDDEN: EXIT.REFUSED,
  NOT_FOUND: EXIT.REFUSED,
  BAD_USER_INPUT: EXIT.USAGE,
  PERSISTED_ONLY: EXIT.UNEXPECTED,
  CONFLICT: EXIT.CONFLICT,
  RATE_LIMITED: EXIT.NETWORK,
  UNAVAILABLE: EXIT.NETWORK,
  NETWORK: EXIT.NETWORK,
  INTERNAL: EXIT.UNEXPECTED,
  PROTOCOL: EXIT.UNEXPECTED,
};

/** Runs a request; what the client library throws becomes a Failure with the exit code of its kind. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const code =
      error.detail?.startsWith('E_') === true ? (error.detail as `E_${string}`) : (`E_${error.code}` as const);
    throw new Failure({ code, exit: EXIT_OF_API_ERROR[error.code], message: error.message }, { cause: error });
  }
}

/** The payload of a result union. Any other member is a Failure; a refusal carries its reason as the code. */
export function payload<T extends { readonly __typename?: string }, Name extends string>(
  result: T,
  name: Name,
): Extract<T, { readonly __typename?: Name }> {
  if (result.__typename === name) return result as Extract<T, { readonly __typename?: Name }>;
  const error = result as unknown as UserError;
  const where = error.path === null || error.path === undefined ? '' : ` (${error.path})`;
  throw new Failure({
    code: error.reason === undefined ? asCode(error.code) : asCode(`E_${error.reason.toUpperCase()}`),
    exit: EXIT_OF_MEMBER[result.__typename ?? ''] ?? EXIT.UNEXPECTED,
    message: error.reason === undefined ? `${error.message}${where}` : `refused: ${error.reason}`,
  });
}

function asCode(text: string): `E_${string}` {
  return text.startsWith('E_') ? (text as `E_${string}`) : 'E_SERVER';
}
