import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** A mail of a day that is to be sent now, by whoever claimed it. */
export interface ClaimedDigest {
  readonly member: Id;
  /** ISO date, UTC. */
  readonly day: string;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
  /** The sealed address; null when there is nothing to send any more. */
  readonly address: Uint8Array | null;
  /** The newest notice it stands for. */
  readonly through: string | null;
}

const WAITING = `exists (select 1 from notice n where n.member_id = s.member_id and n.seen_at is null and n.digest is null
  and n.kind <> all (s.muted))`;

const CANDIDATES = {
  name: 'notice-digest-candidates',
  text: `select s.member_id as member from notice_settings s
    where s.confirmed_at is not null and ${WAITING}
      and not exists (select 1 from notice_digest d
        where d.member_id = s.member_id and d.day >= (now() at time zone 'utc')::date)
    limit $1`,
};

/** The day is that of the moment the mail is due, not of its planning, so that two mails never fall on one day. */
const PLAN = {
  name: 'notice-digest-plan',
  text: `insert into notice_digest (member_id, day, due_at)
    select p.member, (p.due at time zone 'utc')::date, p.due
    from (select unnest($1::uuid[]) as member, now() + unnest($2::float8[]) * interval '1 millisecond' as due) p
    on conflict do nothing`,
};

const GIVE_UP = {
  name: 'notice-digest-give-up',
  text: `update notice_digest set state = 'failed' where state = 'planned' and due_at <= now()
    and day < (now() at time zone 'utc')::date`,
};

/**
 * Taken and gone through in one statement: a row another process is claiming is passed over. One of a day that is over is not taken,
 * whether or not it was given up already: its mail would be a second one of today.
 */
const CLAIM = {
  name: 'notice-digest-claim',
  text: `with due as (
      select d.member_id, d.day from notice_digest d where d.state = 'planned' and d.due_at <= now()
        and d.day = (now() at time zone 'utc')::date
      order by d.due_at limit 1 for update skip locked)
    update notice_digest d set state = 'claimed', attempts = d.attempts + 1
    from due left join notice_settings s on s.member_id = due.member_id and s.confirmed_at is not null and ${WAITING}
    where d.member_id = due.member_id and d.day = due.day
    returning d.member_id as member, d.day::text as day, d.attempts, s.address,
      (select max(n.row) from notice n where n.member_id = d.member_id)::text as through`,
};

const DROP = { name: 'notice-digest-drop', text: 'delete from notice_digest where member_id = $1 and day = $2::date' };

const SENT = {
  name: 'notice-digest-sent',
  text: `update notice_digest set state = 'sent' where member_id = $1 and day = $2::date`,
};

const DELIVERED = {
  name: 'notice-digest-delivered',
  text: `update notice set digest = $2::date where member_id = $1 and row <= $3::bigint and digest is null and seen_at is null`,
};

/** Planned again within the same day, else failed: a day's mail does not become two of the next. */
const RETRY = {
  name: 'notice-digest-retry',
  text: `update notice_digest set
      state = case when $3::int is not null and ((now() + make_interval(mins => $3)) at time zone 'utc')::date = day
        then 'planned' else 'failed' end,
      due_at = now() + make_interval(mins => coalesce($3, 0))
    where member_id = $1 and day = $2::date`,
};

const FORGET = {
  name: 'notice-digest-forget',
  text: `delete from notice_digest where (member_id, day) in (
    select member_id, day from notice_digest where day < (now() at time zone 'utc')::date - $1::int limit $2)`,
};

/** The mails of a day, by their claims. */
@Injectable()
export class DigestRepository {
  /** Members with something to read, an address, and no mail planned or sent today. */
  async candidates(tx: Transaction, limit: number): Promise<Id[]> {
    return (await tx.query<{ member: Id }>(CANDIDATES, [limit])).map(({ member }) => member);
  }

  /** Plans a mail for each member after so many milliseconds; who has one on that day already is passed over. */
  async plan(tx: Transaction, members: readonly Id[], delaysMs: readonly number[]): Promise<void> {
    await tx.query(PLAN, [members, delaysMs]);
  }

  /** Gives up on mails of days that are over. */
  async giveUp(tx: Transaction): Promise<void> {
    await tx.query(GIVE_UP);
  }

  /** Takes a mail that is due, so that nobody else sends it; null when none is. */
  async claim(tx: Transaction): Promise<ClaimedDigest | null> {
    const [row] = await tx.query<ClaimedDigest>(CLAIM);
    return row ?? null;
  }

  /** Takes a plan back: there is nothing to send, and a later notice of the day may still get its mail. */
  async drop(tx: Transaction, { member, day }: ClaimedDigest): Promise<void> {
    await tx.query(DROP, [member, day]);
  }

  /** The mail was taken; what it stood for is in no later one. */
  async sent(tx: Transaction, { member, day, through }: ClaimedDigest): Promise<void> {
    await tx.query(SENT, [member, day]);
    await tx.query(DELIVERED, [member, day, through]);
  }

  /** Plans the mail again after so many minutes if that is the same day; with null, or on another day, it has failed. */
  async retry(tx: Transaction, { member, day }: ClaimedDigest, minutes: number | null): Promise<void> {
    await tx.query(RETRY, [member, day, minutes]);
  }

  /** Removes claims older than so many days, at most `limit`. */
  async forget(tx: Transaction, days: number, limit: number): Promise<void> {
    await tx.query(FORGET, [days, limit]);
  }
}
