import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Permit } from '../../access/permit.js';
import { named } from '../../platform/database/statement.js';
import type { Transaction } from '../../platform/database/transaction.js';

/** One member of a unit; `member` is null for a unit without any. */
export interface StandingRow {
  readonly unit: string;
  readonly standing: string;
  readonly member: Id | null;
  readonly memberStanding: string | null;
}

/** Fields of the policy's Organisation, as columns. */
const COLUMNS = {
  org: { expression: 'o.id', type: 'uuid' },
  kind: { expression: 'o.kind', type: 'text' },
} as const;

/** How units and their members stand. */
@Injectable()
export class StandingRepository {
  /** Of the units with these handles those that policy shows, with their members, in order of handle and member. */
  ofUnits(tx: Transaction, permit: Permit, handles: readonly string[]): Promise<StandingRow[]> {
    const policy = permit.condition(COLUMNS, 2);
    const text = `select s.handle as unit, s.standing, m.id as member,
        lesser_standing(s.standing, member_standing(m.state, m.suspended_until, m.attested_until, m.active_at)) as "memberStanding"
      from (select u.id, u.handle, lesser_standing(standing(u.state, u.suspended_until, u.attested_until),
            standing(o.state, o.suspended_until, o.attested_until)) as standing
          from unit u join organisation o on o.id = u.org_id where u.handle = any($1::text[]) and ${policy.text}) s
        left join member_unit mu on mu.unit_id = s.id left join member m on m.id = mu.member_id
      order by s.handle, m.id`;
    return tx.query<StandingRow>(named('standing-units', text), [handles, ...policy.values]);
  }
}
