import { Injectable } from '@nestjs/common';
import { type Member, parseMember, type SealedReports } from '@sealbridge/policy';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

/** Who belongs to the parties, in the words in which policy asks about whoever acts. */
const PEOPLE = {
  name: 'preview-people',
  text: `select json_build_object(
      'session', $2::uuid, 'org', o.id, 'orgKind', o.kind, 'country', m.country,
      'orgState', standing(o.state, o.suspended_until, o.attested_until),
      'member', m.id, 'memberState', member_standing(m.state, m.suspended_until, m.attested_until, m.active_at),
      'roles', m.roles, 'rights', m.rights, 'clearance', m.clearance, 'trainingUntil', m.training_until,
      'jurisdictions', m.jurisdictions, 'device', $2::uuid, 'agreements', '[]'::json,
      'method', 'passkey', 'waysIn', 0, 'hasPasskey', false, 'assurance', 2, 'verifiedAgo', 0,
      'deviceState', case when exists (select 1 from device d where d.member_id = m.id and d.state = 'active')
        then 'active' else 'none' end,
      'units', coalesce(u.all_of_them, '[]'), 'unitsInStanding', coalesce(u.in_standing, '[]'),
      'unitsVetted', coalesce(u.vetted, '[]'), 'unitPurposes', coalesce(u.purposes, '[]')) as person
    from organisation o join member m on m.org_id = o.id
    cross join lateral (
      select json_agg(w.id order by w.id) as all_of_them,
        json_agg(w.id order by w.id) filter (where w.standing in ('active', 'provisional')) as in_standing,
        json_agg(w.id order by w.id) filter (where w.standing = 'active') as vetted,
        json_agg(json_build_object('unit', w.id, 'purposes', w.purposes) order by w.id) as purposes
      from (select n.id, n.purposes, standing(n.state, n.suspended_until, n.attested_until) as standing
        from member_unit mu join unit n on n.id = mu.unit_id where mu.member_id = m.id) w) u
    where o.id = any($1::uuid[]) and m.state <> 'removed' order by o.id, m.id`,
};

const PARTIES_STAND = {
  name: 'preview-parties',
  text: `select bool_and(standing(o.state, o.suspended_until, o.attested_until) = 'active') as active
    from organisation o where o.id = any($1::uuid[])`,
};

const SEALED = {
  name: 'preview-sealed',
  text: `select unit, origin, encode(version_hash, 'hex') as "versionHash", purposes, marking, handling, reports::float8 as reports
    from sealed_under($1, $2)`,
};

/** Nobody's session and nobody's device: the members asked about do not act. */
const NOBODY = idFromBytes(new Uint8Array(16));

/** What a preview is computed from. Needs a context that sees the whole directory. */
@Injectable()
export class PreviewRepository {
  /** The members of these organisations, without agreements, in the order of organisation and member. */
  async people(tx: Transaction, orgs: readonly Id[]): Promise<Member[]> {
    const rows = await tx.query<{ person: unknown }>(PEOPLE, [orgs, NOBODY]);
    return rows.map(({ person }) => parseMember(person));
  }

  /** Whether all of these organisations stand active. */
  async standActive(tx: Transaction, orgs: readonly Id[]): Promise<boolean> {
    const [row] = await tx.query<{ active: boolean | null }>(PARTIES_STAND, [orgs]);
    return row?.active === true;
  }

  /** Reports sealed under an agreement that nothing but policy keeps from being opened at this UNIX hour. */
  sealed(tx: Transaction, agreement: Id, hour: number): Promise<SealedReports[]> {
    return tx.query<SealedReports>(SEALED, [agreement, hour]);
  }
}
