import { Injectable } from '@nestjs/common';

import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';

/** Counts what people without a session send to be kept, before anything of it is read (docs/decisions/0011). */
@Injectable()
export class GuestAttempts {
  constructor(private readonly limiter: RateLimiter) {}

  /** Throws Rejected RateLimited when a stranger's network has had its share of this minute. */
  async require({ session, client }: Caller): Promise<void> {
    if (session === null) await this.limiter.requireAttempt('guest_statements', networkOf(client.address));
  }

  /** Counts a new organisation that applies. Throws Rejected RateLimited when its network has had its share of this day. */
  async requireApplication({ client }: Caller): Promise<void> {
    await this.limiter.requireAttempt('new_applications', networkOf(client.address));
  }
}
