import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { ABSOLUTE_HOURS, IDLE_MINUTES } from '../session-rules.js';

/** A live session. */
export interface OwnSessionRow {
  readonly id: Id;
  readonly device: Id;
  readonly method: string;
  readonly transport: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly verifiedAt: Date | null;
  /** `startedAt` in microseconds, which a Date does not keep. */
  readonly startedUs: string;
}

/** After which session a page begins. */
export interface SessionPlace {
  readonly startedUs: string;
  readonly id: Id;
}

/** By the index session_member. */
const PAGE = {
  name: 'own-sessions',
  text: `select id, device_id as device, method, transport, started_at as "startedAt", seen_at as "seenAt",
      verified_at as "verifiedAt", (extract(epoch from started_at) * 1000000)::bigint::text as "startedUs"
    from session where member_id = $1 and ended_at is null
      and seen_at > now() - make_interval(mins => $2) and started_at > now() - make_interval(hours => $3)
      and ($4::bigint is null or (started_at, id) < (timestamptz 'epoch' + $4::bigint * interval '1 microsecond', $5::uuid))
    order by started_at desc, id desc limit $6`,
};

/** The live sessions of a member. */
@Injectable()
export class OwnSessionsRepository {
  /** Newest first, after this place. */
  page(tx: Transaction, member: Id, after: SessionPlace | null, limit: number): Promise<OwnSessionRow[]> {
    const place = [after?.startedUs ?? null, after?.id ?? null];
    return tx.query<OwnSessionRow>(PAGE, [member, IDLE_MINUTES, ABSOLUTE_HOURS, ...place, limit]);
  }
}
