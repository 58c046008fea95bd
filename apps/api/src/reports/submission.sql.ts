/**
 * A report and all that belongs to it, in one statement and one round trip. Foreign keys are checked when the statement
 * ends, so its parts may point at each other. An id that is taken is a unique violation, and nothing is stored.
 */
export const INSERT_REPORT = {
  name: 'report-insert',
  text: `with r as (
      insert into report (id, origin_org, origin_unit, scopes, version, marking, handling, urgency, discovery, purposes,
        agreements, open_until, retention_months, hour, attachments, sealed_bytes)
      values ($1, $2, $3, $4::uuid[], 1, $5, $6, $7, $8, $9::text[], $10::uuid[], $11, $12, $13, $38, $39) returning row),
    v as (
      insert into report_version (row, version, report_hash, frame, policy, note, signer)
      select row, 1, $14, $15, $16, $17, $18 from r),
    c as (
      insert into report_card (row, version, salt, card)
      select row, 1, $19::bytea, $20::bytea from r where $20::bytea is not null),
    b as (
      insert into report_blob (row, version, ordinal, att_id, blob_row)
      select r.row, 1, u.n - 1, u.att, u.blob from r,
        unnest($21::bigint[], $22::uuid[]) with ordinality as u (blob, att, n)),
    w as (update blob set waiting = false where row = any($21::bigint[]) and waiting),
    g as (
      insert into stored_grant (id, row, version, org_id, unit_id, epoch, grant_hash, wrapped, kek_id, purposes, not_after,
        agreement_id, agreement_version_hash)
      select u.id, r.row, 1, u.org, u.unit, u.epoch, decode(u.hash, 'hex'), decode(u.wrapped, 'hex'), $24, u.purposes,
        u.not_after, u.agreement, decode(u.agreement_hash, 'hex')
      from r, jsonb_to_recordset($23::jsonb) as u (id uuid, org uuid, unit uuid, epoch integer, hash text, wrapped text,
        purposes text[], not_after integer, agreement uuid, agreement_hash text)),
    k as (
      insert into shred_key (row, report_id, kek_id, wrapped) select row, $1, $24, $25 from r),
    s as (
      insert into grantset (row, seq, version, grantset_hash, frame, state)
      select row, 0, 1, $26, $27, 'ACTIVE' from r),
    d as (
      insert into report_scope (scope, row, agreement_id, month, marking, handling, discovery, exploitation, control, recruitment, sector,
        origin, destination, age_band, gender)
      select u.scope, r.row, u.agreement, $29, $5, $6, $8, $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[],
        $36::text[], $37::text[]
      from r, unnest($28::uuid[], $40::uuid[]) as u (scope, agreement))
    select row from r`,
};
