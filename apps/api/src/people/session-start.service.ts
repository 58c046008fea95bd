import { Injectable } from '@nestjs/common';
import type { Resource } from '@sealbridge/policy';
import { randomBytes, sha256, toBase64Url } from '@sealbridge/sodium';
import type { DeviceRequest } from '@sealbridge/transparency';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { networkOf } from '../platform/http/address-prefix.js';
import { type Caller, makeId, type Transport } from '../access/caller.js';
import { Refusal } from '../access/refusal.js';
import { Database } from '../platform/database/database.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { invalid, rateLimited, refused, type Failure } from '../platform/graphql/user-error.js';
import { RateLimiter } from '../platform/limits/rate-limiter.js';

import { type FirstFactor, FirstFactorService, NOTHING_ASKED } from './agency/first-factor.service.js';
import { LockRepository } from './lock.repository.js';
import { SessionEndService } from './session-end.service.js';
import { ABSOLUTE_HOURS, TOKEN_BYTES } from './session-rules.js';
import { SessionRepository, type SessionMethod, type Signer } from './session.repository.js';

const MS_PER_HOUR = 3_600_000;

/** Somebody who signs in, and what came of looking at the proof. */
export interface Arrival {
  /** The device that is claimed; failures count against it, or against what stands for it when none is known. */
  readonly device: Id;
  /** Whose device it is, once the proof was verified; null when it was not. */
  readonly signer: Signer | null;
  readonly method: SessionMethod;
  readonly transport: Transport;
  /** What the device signed, where it signed something. */
  readonly deviceRequest?: DeviceRequest;
}

/** A session that has begun. */
export interface BegunSession {
  /** Base64url; shown once. */
  readonly token: string;
  readonly endsAt: Date;
}

/**
 * Begins sessions, whatever the proof was. The token is always a new one: what a browser brought along is never taken over, and its
 * session ends (session fixation).
 */
@Injectable()
export class SessionStartService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly locks: LockRepository,
    private readonly ends: SessionEndService,
    private readonly firstFactors: FirstFactorService,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Throws Rejected while a device is locked at the caller's address, or the address itself is. The attempt counts before it is looked
   * at: however many come at once, those beyond the share are not.
   */
  async requireUnlocked({ client }: Caller, device: Id): Promise<void> {
    await this.limiter.requireAttempt('sign_in_account', `${device}@${networkOf(client.address)}`);
    const seconds = await this.database.system((tx) => this.locks.lockedFor(tx, device, networkOf(client.address)));
    if (seconds > 0) throw new Rejected(rateLimited(seconds));
  }

  /** Counts a failure against the device at the caller's address, and against the address. */
  async fail({ client }: Caller, device: Id): Promise<void> {
    await this.database.system((tx) => this.locks.fail(tx, device, networkOf(client.address)));
  }

  /** Throws Rejected for a browser's session that is not asked for by our own pages. */
  requireOwnPages({ client }: Caller): void {
    if (!client.ownPages) throw new Rejected(invalid('E_ORIGIN', 'a browser signs in from the pages of this server'));
  }

  /** A session, or why there is none; who was not verified is refused, logged and counted. */
  async begin(caller: Caller, arrival: Arrival): Promise<BegunSession | Failure> {
    const { device, signer, method, transport, deviceRequest } = arrival;
    const token = randomBytes(TOKEN_BYTES);
    const now = new Date();
    const factor = await this.#firstFactor(caller, signer);
    const outcome = await this.access.perform(
      { ...caller, session: null },
      {
        action: 'session.start',
        detail: {
          object: { type: 'device', id: device, version: null, hash: null },
          ...(signer === null ? {} : { signer: { org: signer.organisation, member: signer.member, device } }),
        },
        // what the device did not sign must not stand in the log as its request
        ...(signer === null || deviceRequest === undefined ? {} : { deviceRequest }),
        resource: () => Promise.resolve(signer === null ? null : deviceResource(signer, factor)),
        work: async (_permit, tx) => {
          if (signer === null) throw new Refusal('not_permitted');
          await this.firstFactors.spend(tx, factor);
          await this.sessions.start(tx, { id: makeId(), tokenHash: sha256(token), signer, method, transport, now });
          await this.locks.forget(tx, device, networkOf(caller.client.address));
        },
      },
    );
    if (!outcome.ok) {
      if (signer === null) await this.fail(caller, device);
      return refused(outcome.reason, outcome.ref);
    }
    if (transport === 'cookie') await this.ends.endReplaced(caller);
    return { token: toBase64Url(token), endsAt: new Date(now.getTime() + ABSOLUTE_HOURS * MS_PER_HOUR) };
  }

  /** Looked at for a device that is proved alone: whoever holds a token learns nothing of anybody by it. */
  async #firstFactor({ client }: Caller, signer: Signer | null): Promise<FirstFactor> {
    return signer === null ? NOTHING_ASKED : this.firstFactors.of(signer, client.agencyToken ?? null);
  }
}

function deviceResource({ deviceState, memberState, orgState }: Signer, { shown }: FirstFactor): Resource {
  return { type: 'Device', attributes: { deviceState, memberState, orgState, firstFactor: shown } };
}
