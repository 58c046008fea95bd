const REPORT_COLUMNS = `r.row, r.id, r.version, r.state, o.handle as "originHandle", u.handle as "originUnitHandle",
  r.marking, r.handling, r.urgency, r.discovery, r.purposes, r.hour, r.open_until as "openUntil", r.attachments, r.sealed_bytes::float8 as "sealedBytes"`;

/**
 * The newest of each scope by the covering index, then their merge (design D1 of the performance notes): the cost follows
 * the page and not the number of reports. A report shows while the agreement it was sent under is in force (D9). The lateral
 * look-ups with LIMIT keep every plan, the generic one too, at one index probe per row of the page.
 */
export const INBOX_PAGE = {
  name: 'inbox-page',
  text: `with page as materialized (
      select distinct x.row from unnest($1::uuid[]) as scopes (scope) cross join lateral (
        select s.row from report_scope s
        where s.scope = scopes.scope and s.row < coalesce($2::bigint, 9223372036854775807)
          and s.agreement_id = any($3::uuid[])
        order by s.row desc limit $4) x
      order by x.row desc limit $4)
    select ${REPORT_COLUMNS}, exists (select 1 from opening p where p.row = r.row and p.unit_id = any($1)) as opened
    from page
    cross join lateral (select * from report where report.row = page.row limit 1) r
    cross join lateral (select handle from organisation where id = r.origin_org limit 1) o
    cross join lateral (select handle from unit where id = r.origin_unit limit 1) u
    order by page.row desc`,
};

/** One report, with what policy decides upon. */
export const ONE_REPORT = {
  name: 'report-one',
  text: `select ${REPORT_COLUMNS}, r.origin_org as "originOrg", r.origin_unit as "originUnit",
      array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits" from report r
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit where r.id = $1`,
};

/** What policy decides about one report by. */
export const DECIDED_REPORT = {
  name: 'report-decided',
  text: `select r.row, r.id, r.origin_org as "originOrg", r.origin_unit as "originUnit",
      array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits",
      r.marking, r.handling, r.state, r.discovery, r.held from report r where r.id = $1`,
};
