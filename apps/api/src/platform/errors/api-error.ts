/** The only error codes that leave the server; what happened inside stays in the log under the request's id. */
export type ApiErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'PERSISTED_ONLY'
  | 'NOT_FOUND'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/**
 * An error a caller may know about, by its code alone. The message is fixed by the code and carries no content. `reason` is given
 * when it is about the caller, or the server as a whole, and about nothing else; `retryAfter` when it helps to come back: seconds.
 */
export class ApiError extends Error {
  constructor(
    readonly code: ApiErrorCode,
    readonly reason?: string,
    readonly retryAfter?: number,
    /** Id of the entry that records a refusal. */
    readonly ref?: string,
  ) {
    super(MESSAGES[code]);
    this.name = 'ApiError';
  }
}

/** What a person reads beside a code. */
export const MESSAGES: Readonly<Record<ApiErrorCode, string>> = {
  UNAUTHENTICATED: 'sign-in needed',
  FORBIDDEN: 'not permitted',
  BAD_USER_INPUT: 'the request is not valid',
  RATE_LIMITED: 'too many requests',
  PERSISTED_ONLY: 'only known operations are accepted',
  NOT_FOUND: 'there is nothing here',
  UNAVAILABLE: 'the service is not available',
  INTERNAL: 'something went wrong',
};

/** The HTTP status that goes with a code outside GraphQL. */
export const HTTP_STATUS: Readonly<Record<ApiErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
  PERSISTED_ONLY: 403,
  NOT_FOUND: 404,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** What goes out beside code and message: a reason, the seconds after which it helps to come back, the reference of a refusal. */
export function detailsOf({ reason, retryAfter, ref }: ApiError): {
  readonly reason?: string;
  readonly retryAfter?: number;
  readonly ref?: string;
} {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(ref === undefined ? {} : { ref }),
  };
}

/** The refusal of an act, with the reference under which it stands in the log. */
export function forbidden({ reason, ref }: { readonly reason?: string; readonly ref: string }): ApiError {
  return new ApiError('FORBIDDEN', reason, undefined, ref);
}
