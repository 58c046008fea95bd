import { Injectable } from '@nestjs/common';

import { networkOf } from '../../access/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { AttemptLimiter } from '../../platform/attempts/attempt-limiter.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { rateLimited } from '../../platform/graphql/user-error.js';

import { GUEST_STATEMENTS_PER_MINUTE } from './vetting-rules.js';

const MINUTE_SECONDS = 60;

/** Counts what people without a session send to be kept, before anything of it is read (docs/decisions/0011). */
@Injectable()
export class GuestAttempts {
  readonly #attempts = new AttemptLimiter(GUEST_STATEMENTS_PER_MINUTE);

  /** Throws Rejected RateLimited when a stranger's network has had its share of this minute. */
  require({ session, client }: Caller): void {
    if (session === null && !this.#attempts.allows(networkOf(client.address))) {
      throw new Rejected(rateLimited(MINUTE_SECONDS));
    }
  }
}
