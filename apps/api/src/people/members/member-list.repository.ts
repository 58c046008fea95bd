import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

/** A member as lists show it. */
export interface MemberRow {
  readonly member: Id;
  readonly roles: readonly string[];
  readonly unitHandles: readonly string[];
  /** Rank of the highest marking. */
  readonly clearance: number;
  readonly jurisdictions: readonly string[];
  readonly trainingUntil: number;
  readonly standing: string;
  /** YYYY-MM-DD. */
  readonly lastSeen: string;
  readonly devices: readonly { readonly device: Id; readonly state: string }[];
  readonly keys: 'complete' | 'missing' | 'none';
  readonly secondWayIn: 'complete' | 'missing' | 'none';
}

const STANDING = 'member_standing(m.state, m.suspended_until, m.attested_until, m.active_at)';

/** A unit of the member whose current key no active device of the member can open. */
const UNIT_WITHOUT_KEY = `select 1 from member_unit mu join unit u on u.id = mu.unit_id where mu.member_id = m.id and not exists (
  select 1 from device d join lockbox l on l.device_id = d.id and l.unit_id = u.id and l.epoch = u.current_epoch
  where d.member_id = m.id and d.state = 'active')`;

/** By the index member_page; the look-ups beside are per row of the page. */
const PAGE = {
  name: 'member-page',
  text: `select m.id as member, m.roles, m.clearance, m.jurisdictions, m.training_until as "trainingUntil",
      ${STANDING} as standing, to_char(m.active_at at time zone 'UTC', 'YYYY-MM-DD') as "lastSeen",
      array(select u.handle from member_unit mu join unit u on u.id = mu.unit_id where mu.member_id = m.id order by u.handle)
        as "unitHandles",
      (select coalesce(json_agg(json_build_object('device', d.id, 'state', d.state) order by d.id), '[]') from device d
        where d.member_id = m.id) as devices,
      case when not exists (select 1 from device d where d.member_id = m.id and d.state = 'active') then 'none'
        when exists (${UNIT_WITHOUT_KEY}) then 'missing' else 'complete' end as keys,
      (select case when coalesce(bool_and(d.ways_in >= 2), false) then 'complete' when bool_or(d.ways_in >= 2) then 'missing'
          else 'none' end from device d where d.member_id = m.id and d.state = 'active') as "secondWayIn"
    from (select * from member where org_id = $1 and state <> 'removed'
      and ($2::uuid is null or id > $2::uuid) order by id limit $3) m order by m.id`,
};

const ORGANISATION = { name: 'member-organisation', text: 'select org_id as org from member where id = $1' };

/** Of two at once the second finds nobody inactive. */
const ENABLE = {
  name: 'member-enable',
  text: `update member m set active_at = now() where m.id = $1 and ${STANDING} = 'inactive' returning m.id`,
};

/** Members as their organisation's administrators see them. */
@Injectable()
export class MemberListRepository {
  /** Members of an organisation who were not removed, by id, after this one. */
  page(tx: Transaction, org: Id, after: Id | null, limit: number): Promise<MemberRow[]> {
    return tx.query<MemberRow>(PAGE, [org, after, limit]);
  }

  /** The organisation of a member, or null when the context sees none of this id. */
  async organisation(tx: Transaction, member: Id): Promise<Id | null> {
    const [row] = await tx.query<{ org: Id }>(ORGANISATION, [member]);
    return row?.org ?? null;
  }

  /** The days in which an inactive member has to be seen begin anew; false for anybody else. */
  async enable(tx: Transaction, member: Id): Promise<boolean> {
    return (await tx.query(ENABLE, [member])).length === 1;
  }
}
