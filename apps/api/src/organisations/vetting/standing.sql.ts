/** Standing columns of whatever a subject is: an organisation, a unit or a member. */
export const SUSPENSION_OF = {
  name: 'standing-suspension-of',
  text: `select case when s.until is null then 'none' when s.until = 'infinity' then 'confirmed' when s.until > now() then 'emergency'
      else 'lapsed' end as suspension
    from (select suspended_until as until from organisation where id = $1
      union all select suspended_until from unit where id = $1 union all select suspended_until from member where id = $1) s`,
};

/** Given the UNIX second until which it lasts, null for ever: a confirmed one has no end of its own. */
export const SUSPEND = {
  name: 'standing-suspend',
  text: `with at as (select coalesce(to_timestamp($2::float8), 'infinity') as until),
      o as (update organisation set suspended_until = at.until from at where id = $1),
      u as (update unit set suspended_until = at.until from at where id = $1)
    update member set suspended_until = at.until from at where id = $1`,
};

export const LIFT = {
  name: 'standing-lift',
  text: `with o as (update organisation set suspended_until = null where id = $1),
      u as (update unit set suspended_until = null where id = $1)
    update member set suspended_until = null where id = $1`,
};

/** Live sessions of a member, of a unit's members, or of everybody in an organisation. */
export const END_SESSIONS = {
  name: 'standing-end-sessions',
  text: `select end_sessions(array(select id from member where org_id = $1 or id = $1
    union select member_id from member_unit where unit_id = $1))`,
};

/** What was vetted stands for a year, or for another. */
export const ACTIVATE = {
  organisation: {
    name: 'standing-activate-organisation',
    text: `update organisation set state = 'active', attested_until = now() + make_interval(days => $2) where id = $1`,
  },
  unit: {
    name: 'standing-activate-unit',
    text: `update unit set state = 'active', attested_until = now() + make_interval(days => $2) where id = $1`,
  },
  liaison: {
    name: 'standing-activate-liaison',
    text: `update member set state = 'active', attested_until = now() + make_interval(days => $2) where id = $1 and state <> 'removed'`,
  },
} as const;

/** A liaison whose vetting ends is a member still, until the organisation removes them, and opens nothing. */
export const END = {
  organisation: { name: 'standing-end-organisation', text: `update organisation set state = 'ended' where id = $1` },
  unit: { name: 'standing-end-unit', text: `update unit set state = 'ended' where id = $1` },
  liaison: {
    name: 'standing-end-liaison',
    text: `update member set state = 'provisional', attested_until = 'infinity' where id = $1 and state <> 'removed'`,
  },
} as const;
