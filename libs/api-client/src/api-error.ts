/** Why a request failed before it had an answer of its own: transport, session or protocol, never a refusal by policy. */
export const API_ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'PERSISTED_ONLY',
  'NOT_FOUND',
  'CONFLICT',
  'INTERNAL',
  'NETWORK',
  'PROTOCOL',
] as const;
export type ApiErrorCode = (typeof API_ERROR_CODES)[number];

/**
 * The one error of this library. `code` is stable; the message is one fixed lower-case line and never holds what was sent
 * or received. `detail` is the server's own named code for a refused upload (E_HASH, E_LENGTH ...), or for a
 * member who may do nothing (E_SUSPENDED, E_INACTIVE, E_NOT_VETTED), or why it does not answer (E_OVERLOADED, E_TIMEOUT); null
 * otherwise. `retryAfter` is after how many seconds the server says that asking again helps, null where it says nothing.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly detail: string | null;
  readonly retryAfter: number | null;
  /** Under which a refusal stands in the audit log; null where the server names none. */
  readonly ref: string | null;

  constructor(
    code: ApiErrorCode,
    message: string,
    detail: string | null = null,
    retryAfter: number | null = null,
    ref: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.ref = ref;
  }
}

const CODE_OF_STATUS: ReadonlyMap<number, ApiErrorCode> = new Map([
  [400, 'BAD_USER_INPUT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [409, 'CONFLICT'],
  [413, 'BAD_USER_INPUT'],
  [422, 'BAD_USER_INPUT'],
  [429, 'RATE_LIMITED'],
  [503, 'UNAVAILABLE'],
]);

const MESSAGES: Readonly<Record<ApiErrorCode, string>> = {
  UNAUTHENTICATED: 'no session, or it has ended',
  FORBIDDEN: 'not permitted',
  BAD_USER_INPUT: 'the server does not accept this request',
  RATE_LIMITED: 'too many requests',
  UNAVAILABLE: 'the server does not answer for now',
  PERSISTED_ONLY: 'the server accepts only the operations it knows',
  NOT_FOUND: 'not there, or not permitted',
  CONFLICT: 'something else is stored under this name',
  INTERNAL: 'the server failed',
  NETWORK: 'the server cannot be reached',
  PROTOCOL: 'the answer is not of the agreed form',
};

/** The error for a code, with its fixed message. */
export function apiError(code: ApiErrorCode, detail: string | null = null, retryAfter: number | null = null): ApiError {
  return new ApiError(code, MESSAGES[code], detail, retryAfter);
}

/** The error for an HTTP status without a better explanation. */
export function apiErrorOfStatus(
  status: number,
  detail: string | null = null,
  retryAfter: number | null = null,
): ApiError {
  return apiError(CODE_OF_STATUS.get(status) ?? (status >= 500 ? 'INTERNAL' : 'PROTOCOL'), detail, retryAfter);
}

/** The code in `extensions.code`, or INTERNAL for one that is not known; the reason beside it becomes the detail. */
export function apiErrorOfExtensions(
  { code, reason, ref }: { readonly code?: unknown; readonly reason?: unknown; readonly ref?: unknown },
  retryAfter: number | null = null,
): ApiError {
  const detail = typeof reason === 'string' ? `E_${reason.toUpperCase()}` : null;
  const known = API_ERROR_CODES.find((candidate) => candidate === code) ?? 'INTERNAL';
  return new ApiError(known, MESSAGES[known], detail, retryAfter, typeof ref === 'string' ? ref : null);
}
