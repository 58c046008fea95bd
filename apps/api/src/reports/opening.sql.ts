const OPENABLE_COLUMNS = `r.row, r.id as "reportId", r.version, r.state, r.discovery, r.held, r.origin_org as "originOrg",
  r.origin_unit as "originUnit", array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits",
  r.marking, r.handling, least(r.open_until, g.not_after) as "openUntil", v.report_hash as "reportHash",
  s.grantset_hash as "grantSetHash", s.seq as "grantSetSeq", s.state as "grantSetState", g.id as "grantId",
  g.unit_id as unit, g.epoch, g.purposes, g.not_after as "notAfter", g.agreement_id as "agreementId",
  coalesce(encode(g.agreement_version_hash, 'hex'), '') as "versionHash",
  v.frame, v.policy, v.note, s.frame as "grantSetFrame"`;

const OPENABLE_TABLES = `report r
  join report_version v on v.row = r.row and v.version = r.version
  join lateral (select seq, grantset_hash, frame, state from grantset where row = r.row order by seq desc limit 1) s on true
  join stored_grant g on g.row = r.row and g.version = r.version
    and g.unit_id in (select unit_id from member_unit where member_id = $2)`;

/**
 * Of several units of one member, one that received the report comes before the one that wrote it, and then one that may open it for
 * the purpose $3 before one that may not.
 */
export const OPENING_OFFER = {
  name: 'opening-offer',
  text: `select ${OPENABLE_COLUMNS} from ${OPENABLE_TABLES}
    left join unit u on u.id = g.unit_id
    where r.id = $1
    order by g.unit_id = r.origin_unit, not ($3 = any(g.purposes) and $3 = any(u.purposes)), g.unit_id limit 1`,
};

/** The report with everything that an opening releases. */
export const OPENING = {
  name: 'opening-open',
  text: `select ${OPENABLE_COLUMNS}, c.salt as "cardSalt", c.card,
      g.wrapped as "wrappedGrant", g.kek_id as "grantKekId", k.kek_id as "shredKekId", k.wrapped as "wrappedShredKey"
    from ${OPENABLE_TABLES}
    join shred_key k on k.row = r.row
    left join report_card c on c.row = r.row and c.version = r.version
    where r.id = $1 and g.id = $3`,
};

/** Uses a nonce up; gives a row the first time only. */
export const USE_NONCE = {
  name: 'opening-nonce',
  text: 'insert into opening_nonce (nonce, device_id) values ($1, $2) on conflict do nothing returning device_id',
};

/** The opening under its audit event; tells whether it is the first of its unit. */
export const RECORD_OPENING = {
  name: 'opening-record',
  text: `insert into opening (event_id, row, version, grant_id, org_id, unit_id, member_id, device_id, purpose, legal_basis)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    returning not exists (select 1 from opening o where o.row = $2 and o.unit_id = $6) as first`,
};

/** Forgets used nonces, a bounded number at a time. */
export const PURGE_NONCES = {
  name: 'opening-nonce-purge',
  text: `delete from opening_nonce where nonce in (
    select nonce from opening_nonce where used_at < now() - make_interval(secs => $1) limit $2)`,
};

/** Whose report this is, for the log alone: an attempt by somebody it is not addressed to is the originator's to see. */
export const REPORT_ORIGIN = { name: 'opening-origin', text: 'select sealbridge.report_origin($1) as org' };
