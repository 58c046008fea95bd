import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import type { NoticeFact, NoticeRecipients } from './notice-fact.types.js';

/** A notice as its member sees it. */
export interface NoticeRow {
  readonly row: string;
  readonly id: Id;
  readonly kind: string;
  readonly objectType: string | null;
  readonly objectId: Id | null;
  readonly dueAt: Date | null;
  readonly madeAt: Date;
  readonly seenAt: Date | null;
}

const RAISE = {
  name: 'notice-raise',
  text: 'select raise_notice($1, $2::uuid, $3::uuid, $4, $5, $6::uuid, $7, $8::timestamptz, $9::uuid[])',
};

/** The newest of a member by the index of their list: the cost follows the page. */
export const NOTICE_PAGE = {
  name: 'notice-page',
  text: `select row, id, kind, object_type as "objectType", object_id as "objectId", due_at as "dueAt", made_at as "madeAt",
      seen_at as "seenAt"
    from notice where member_id = $1 and row < coalesce($2::bigint, 9223372036854775807) order by row desc limit $3`,
};

const MARK_SEEN = {
  name: 'notice-mark-seen',
  text: `update notice set seen_at = now() where member_id = $1 and id = any($2::uuid[]) and seen_at is null`,
};

const FORGET = {
  name: 'notice-forget',
  text: `delete from notice where row in (
    select row from notice where made_at < now() - make_interval(days => $1) order by made_at limit $2)`,
};

/** Notices of members. */
@Injectable()
export class NoticeRepository {
  /** Writes a fact for everybody who is told, past the walls: the actor may not see their rows. */
  async raise(tx: Transaction, { kind, to, object, at, occasion }: NoticeFact): Promise<void> {
    const about = [object?.type ?? null, object?.id ?? null];
    const besides = 'right' in to ? (to.besides ?? []) : [];
    await tx.query(RAISE, [kind, ...recipients(to), ...about, occasion ?? null, at ?? null, besides]);
  }

  /** A member's notices, newest first, after a row or from the beginning. */
  page(tx: Transaction, member: Id, after: bigint | null, limit: number): Promise<NoticeRow[]> {
    return tx.query<NoticeRow>(NOTICE_PAGE, [member, after === null ? null : after.toString(), limit]);
  }

  /** Notes that a member has seen these; ids that are not theirs are nothing. */
  async markSeen(tx: Transaction, member: Id, ids: readonly Id[]): Promise<void> {
    await tx.query(MARK_SEEN, [member, ids]);
  }

  /** Removes notices older than so many days, at most `limit`. */
  async forget(tx: Transaction, days: number, limit: number): Promise<void> {
    await tx.query(FORGET, [days, limit]);
  }
}

/** Member, organisation and right as `raise_notice` takes them: no right means everybody of the organisation, all null the stewards. */
function recipients(to: NoticeRecipients): readonly (string | null)[] {
  if ('member' in to) return [to.member, null, null];
  if ('right' in to) return [null, to.org, to.right];
  return 'org' in to ? [null, to.org, null] : [null, null, null];
}
