import { RATE_LIMITS, type RequestLimits } from '../limits/rate-limits.js';
import type { Reader } from './reader.js';

/** Most requests a minute that can be set: a benchmark raises limits, nothing switches them off. */
const MAX_PER_MINUTE = 100_000_000;

/** How many requests a minute a member, an organisation and a stranger's network may send. Throws ConfigurationError. */
export function readRequestLimits(read: Reader): RequestLimits {
  const perMinute = (name: string, { points }: { readonly points: number }): number =>
    read.integer(name, { min: 1, max: MAX_PER_MINUTE, fallback: points });
  return {
    memberPerMinute: perMinute('SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE', RATE_LIMITS.member),
    orgPerMinute: perMinute('SEALBRIDGE_LIMIT_ORG_PER_MINUTE', RATE_LIMITS.organisation),
    guestPerMinute: perMinute('SEALBRIDGE_LIMIT_GUEST_PER_MINUTE', RATE_LIMITS.guest),
  };
}
