/** $1 = wrong codes after which an invitation is void. */
const STATE = `case when i.confirmed_at is not null then 'confirmed' when i.revoked_at is not null then 'revoked'
  when i.joined_at is not null then 'joined' when i.wrong_codes >= $1 then 'void'
  when i.expires_at <= now() then 'expired' else 'pending' end`;

const COLUMNS = `i.row, i.id, ${STATE} as state, i.org_id as "orgId", i.member_id as member, i.made_by as "madeBy", i.record,
  i.made_at as "madeAt", i.expires_at as "expiresAt", i.joined_at as "joinedAt", i.joining,
  i.joining_mac as "joiningMac"`;

/** An organisation's invitations, newest first, by `invitation_page`. */
export const INVITATION_PAGE = {
  name: 'invitation-page',
  text: `select ${COLUMNS} from invitation i
    where i.org_id = $2 and i.row < coalesce($3::bigint, 9223372036854775807) order by i.row desc limit $4`,
};

/** One invitation. */
export const ONE_INVITATION = {
  name: 'invitation-one',
  text: `select ${COLUMNS} from invitation i where i.org_id = $2 and i.id = $3`,
};

/** As ONE_INVITATION; whoever else wants to change it waits. */
export const LOCK_INVITATION = {
  name: 'invitation-lock',
  text: `select ${COLUMNS} from invitation i where i.org_id = $2 and i.id = $3 for update`,
};

/** Nothing when the organisation uses the id or the member's id for another invitation, or when the token is in use. */
export const ADD_INVITATION = {
  name: 'invitation-add',
  text: `insert into invitation (id, org_id, member_id, made_by, record, token_sha256, code_sha256, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing returning id`,
};

/** How many of these units are the organisation's. */
export const COUNT_UNITS = {
  name: 'invitation-units',
  text: 'select count(*)::int as count from unit where id = any($1::uuid[]) and org_id = $2',
};

/**
 * One attempt with a code, counted under the lock of the row: of however many come at once, only those before the last permitted
 * failure are looked at.
 */
export const ATTEMPT = {
  name: 'invitation-attempt',
  text: `update invitation set wrong_codes = wrong_codes + (code_sha256 <> $2)::int
    where token_sha256 = $1 and wrong_codes < $3
    returning id, org_id as "orgId", code_sha256 = $2 as proved`,
};

/** What whoever joins sees of the organisation. */
export const OFFER = {
  name: 'invitation-offer',
  text: `select o.handle as "organisationHandle", o.name as "organisationName",
      array(select u.handle from unnest($2::uuid[]) with ordinality as wanted (id, place) join unit u on u.id = wanted.id
        order by wanted.place) as "unitHandles"
    from organisation o where o.id = $1`,
};

/** Keeps the keys of whoever joined. */
export const JOIN = {
  name: 'invitation-join',
  text: `update invitation set joined_at = now(), joining = $2, joining_mac = $3, device_id = $4
    where org_id = $5 and id = $1 returning joined_at as "joinedAt"`,
};

/** Ends an invitation. */
export const REVOKE = {
  name: 'invitation-revoke',
  text: 'update invitation set revoked_at = now() where org_id = $1 and id = $2',
};

/** Ends what a member invited to and nobody has confirmed: the secrets to confirm with leave with the member. */
export const REVOKE_MADE_BY = {
  name: 'invitation-revoke-made-by',
  text: `update invitation set revoked_at = now()
    where org_id = $1 and made_by = $2 and confirmed_at is null and revoked_at is null`,
};

/** Confirms the invitation with which this device joined; nothing when there is none to confirm. */
export const CONFIRM = {
  name: 'invitation-confirm',
  text: `update invitation set confirmed_at = now()
    where id = $1 and org_id = $2 and member_id = $3 and device_id = $4 and confirmed_at is null and revoked_at is null
    returning id`,
};
