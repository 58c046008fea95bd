const ACTIVE_GUARDIAN = `d.state = 'active' and member_standing(m.state, m.suspended_until, m.attested_until, m.active_at) in ('active', 'inactive')`;

/** Columns of RecoveryRow; $1 is the device that asks. */
const FIELDS = `r.row, r.id, r.org_id as organisation, o.handle, r.key_number as "keyNumber", r.threshold,
  r.delay_hours as "delayHours", r.member_id as member, r.device_id as device, r.reason, r.started_by as "startedBy", e.leaf,
  r.started_at as "startedAt", r.started_at + make_interval(hours => r.delay_hours) as "readyAt",
  r.started_at + make_interval(hours => r.delay_hours) <= now() as "isDelayOver", r.state, r.ended_at as "endedAt",
  (select count(*)::integer from (
      select r.started_by as device_id union select c.device_id from recovery_contribution c
      where c.org_id = r.org_id and c.recovery_id = r.id) given
    join device d on d.id = given.device_id join member m on m.id = d.member_id where ${ACTIVE_GUARDIAN}) as guardians,
  exists (select 1 from recovery_share s where s.org_id = r.org_id and s.device_id = $1::uuid) as "isGuardian"`;

const OF_RUN = `cross join lateral (select handle from organisation where id = r.org_id limit 1) o
  cross join lateral (select leaf from directory_event where event_hash = r.event_hash limit 1) e`;

/** Organisations whose recoveries the reader sees: the own one ($2) and those whose guardian the device is. */
const SEEN = `(select $2::uuid as org union select s.org_id from recovery_share s where s.device_id = $1::uuid)`;

/** The page of the list: of each organisation the newest by recovery_run_page, so the cost follows the page. */
export const RECOVERY_PAGE = {
  name: 'recovery-page',
  text: `select ${FIELDS} from (
      select r.* from ${SEEN} seen cross join lateral (
        select * from recovery_run where org_id = seen.org and row < coalesce($3::bigint, 9223372036854775807)
        order by row desc limit $4) r
      order by r.row desc limit $4) r ${OF_RUN} order by r.row desc`,
};

/** The same of all organisations. */
export const RECOVERY_PAGE_OF_ALL = {
  name: 'recovery-page-of-all',
  text: `select ${FIELDS} from (
      select * from recovery_run where row < coalesce($3::bigint, 9223372036854775807) and $2::uuid is not null
      order by row desc limit $4) r ${OF_RUN} order by r.row desc`,
};

/** One by its id, as far as the reader sees it; $3: whether that is all. */
export const RECOVERY_ONE = {
  name: 'recovery-one',
  text: `select ${FIELDS} from recovery_run r ${OF_RUN}
    where r.id = $4::uuid and ($3 or r.org_id in (select org from ${SEEN} seen)) order by r.row limit 1`,
};

/** One of an organisation. Held until the transaction ends: of two that end it the second sees that it has ended. */
export const RECOVERY_HELD = {
  name: 'recovery-held',
  text: `select ${FIELDS} from recovery_run r ${OF_RUN} where r.org_id = $2::uuid and r.id = $3::uuid for update of r`,
};

export const IS_GUARDIAN = {
  name: 'recovery-is-guardian',
  text: 'select 1 as found from recovery_share where org_id = $1 and device_id = $2',
};

/** Everybody but the members of the organisation itself, who are told together. */
export const GUARDIANS_ELSEWHERE = {
  name: 'recovery-guardians-elsewhere',
  text: `select distinct d.member_id as member from recovery_share s join device d on d.id = s.device_id
    where s.org_id = $1 and d.org_id <> $1 order by d.member_id`,
};

export const GUARDED_ORGANISATIONS = {
  name: 'recovery-guarded',
  text: 'select org_id as organisation from recovery_share where device_id = $1',
};

export const OWN_SHARES = {
  name: 'recovery-own-shares',
  text: `select s.org_id as organisation, o.handle, s.key_number as "keyNumber", s.share
    from recovery_share s join organisation o on o.id = s.org_id where s.device_id = $1 order by o.handle`,
};

export const BEGIN = {
  name: 'recovery-begin',
  text: `insert into recovery_run (id, org_id, key_number, threshold, delay_hours, member_id, device_id, reason, started_by,
      event_hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

export const OPEN_RUNS = {
  name: 'recovery-open-runs',
  text: `select id from recovery_run where org_id = $1 and state = 'open'`,
};

export const END = {
  name: 'recovery-end',
  text: `update recovery_run set state = $3, ended_at = now() where org_id = $1 and id = $2`,
};

/** What was contributed is of no use to anybody when the recovery is over. */
export const FORGET_CONTRIBUTIONS = {
  name: 'recovery-forget-contributions',
  text: `update recovery_contribution set contribution = null, statement = null, signature = null
    where org_id = $1 and recovery_id = $2`,
};

export const CONTRIBUTE = {
  name: 'recovery-contribute',
  text: `insert into recovery_contribution (org_id, recovery_id, device_id, contribution, statement, signature)
    values ($1, $2, $3, $4, $5, $6)`,
};

export const CONTRIBUTIONS = {
  name: 'recovery-contributions',
  text: `select device_id as device, contribution as bytes, statement, signature from recovery_contribution
    where org_id = $1 and recovery_id = $2 and contribution is not null order by device_id`,
};

export const RELEASED = {
  name: 'recovery-released',
  text: 'update recovery_run set released_at = coalesce(released_at, now()) where org_id = $1 and id = $2',
};

export const DROP_SHARES = { name: 'recovery-drop-shares', text: 'delete from recovery_share where org_id = $1' };

export const ADD_SHARE = {
  name: 'recovery-add-share',
  text: 'insert into recovery_share (org_id, device_id, key_number, share, sha256) values ($1, $2, $3, $4, $5)',
};

/** Those of keys that were left behind. */
export const DROP_OLD_LOCKBOXES = {
  name: 'recovery-drop-lockboxes',
  text: 'delete from recovery_lockbox where org_id = $1 and key_number < $2',
};

export const PUT_LOCKBOX = {
  name: 'recovery-put-lockbox',
  text: `insert into recovery_lockbox (unit_id, epoch, org_id, key_number, wrapped, kek_id, sha256)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (unit_id, epoch) do update set key_number = excluded.key_number, wrapped = excluded.wrapped,
      kek_id = excluded.kek_id, sha256 = excluded.sha256`,
};

/** Held: the job that wraps them anew each week waits. */
export const LOCKBOXES = {
  name: 'recovery-lockboxes',
  text: `select unit_id as unit, epoch, key_number as "keyNumber", kek_id as "kekId", wrapped from recovery_lockbox
    where org_id = $1 order by unit_id, epoch for share`,
};

/** The index of a leaf on the log. */
export const LEAF_INDEX = {
  name: 'recovery-leaf',
  text: 'select idx::float8 as index from log_leaf where leaf_hash = $1',
};
