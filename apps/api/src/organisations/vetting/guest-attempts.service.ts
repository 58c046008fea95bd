import { Injectable } from '@nestjs/common';

import { networkOf } from '../../access/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { AttemptLimiter } from '../../platform/attempts/attempt-limiter.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { rateLimited } from '../../platform/graphql/user-error.js';

import { CAP_RETRY_SECONDS, GUEST_STATEMENTS_PER_MINUTE, NEW_APPLICATIONS_PER_DAY } from './vetting-rules.js';

const MINUTE_SECONDS = 60;
const DAY_MS = 86_400_000;

/** Counts what people without a session send to be kept, before anything of it is read (docs/decisions/0011). */
@Injectable()
export class GuestAttempts {
  readonly #attempts = new AttemptLimiter(GUEST_STATEMENTS_PER_MINUTE);
  readonly #applications = new AttemptLimiter(NEW_APPLICATIONS_PER_DAY, DAY_MS);

  /** Throws Rejected RateLimited when a stranger's network has had its share of this minute. */
  require({ session, client }: Caller): void {
    if (session === null && !this.#attempts.allows(networkOf(client.address))) {
      throw new Rejected(rateLimited(MINUTE_SECONDS));
    }
  }
  /** Counts a new organisation that applies. Throws Rejected RateLimited when its network has had its share of this day. */
  requireApplication({ client }: Caller): void {
    if (!this.#applications.allows(networkOf(client.address))) throw new Rejected(rateLimited(CAP_RETRY_SECONDS));
  }
}
