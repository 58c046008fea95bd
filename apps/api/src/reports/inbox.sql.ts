const REPORT_COLUMNS = `r.row, r.id, r.version, r.state, r.origin_org as "originOrg", r.origin_unit as "originUnit",
  o.handle as "originHandle", u.handle as "originUnitHandle",
  array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits", r.marking, r.handling, r.urgency,
  r.discovery, r.purposes, r.hour, r.open_until as "openUntil", r.attachments, r.sealed_bytes::float8 as "sealedBytes"`;

/**
 * The newest of each scope by the covering index, then their merge (design D1 of the performance notes): the cost follows
 * the page and not the number of reports. A report shows while an agreement it was sent under is live (D9).
 */
export const INBOX_PAGE = {
  name: 'inbox-page',
  text: `with page as (
      select distinct x.row from unnest($1::uuid[]) as scopes (scope) cross join lateral (
        select s.row from report_scope s
        where s.scope = scopes.scope and ($2::bigint is null or s.row < $2)
          and exists (select 1 from report r where r.row = s.row and r.agreements && $3::uuid[])
        order by s.row desc limit $4) x
      order by x.row desc limit $4)
    select ${REPORT_COLUMNS}, exists (select 1 from opening p where p.row = r.row and p.unit_id = any($1)) as opened
    from page join report r on r.row = page.row
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit
    order by r.row desc`,
};

/** One report. */
export const ONE_REPORT = {
  name: 'report-one',
  text: `select ${REPORT_COLUMNS} from report r
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit where r.id = $1`,
};
