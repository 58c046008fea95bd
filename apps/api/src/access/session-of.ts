import { ApiError } from '../platform/errors/api-error.js';

import type { Caller, SessionContext } from './caller.js';

/** The caller's session, for acts whose idempotency key counts per device. Throws ApiError UNAUTHENTICATED without one. */
export function sessionOf({ session }: Caller): SessionContext {
  if (session === null) throw new ApiError('UNAUTHENTICATED');
  return session;
}
