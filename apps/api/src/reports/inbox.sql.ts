import type { Columns, SqlCondition } from '@sealbridge/policy';

import type { FieldGroup } from '../access/field-groups.js';
import { named, type Statement } from '../platform/database/statement.js';

import { listSelect, selectOf } from './report-view.js';

/** What the rules of a list may speak of, in the page index: the unit it is addressed to, and its labels. */
export const SCOPE_COLUMNS: Columns = {
  // whose own reports these are is not in the index: the inbox is of what others sent
  originOrg: { expression: 'null::uuid', type: 'uuid' },
  recipientUnits: { expression: 'array[s.scope]', type: 'uuid' },
  marking: { expression: 's.marking', type: 'bigint' },
  handling: { expression: 's.handling', type: 'bigint' },
};

/** The same in the report itself. */
export const REPORT_COLUMNS: Columns = {
  originOrg: { expression: 'r.origin_org', type: 'uuid' },
  originUnit: { expression: 'r.origin_unit', type: 'uuid' },
  recipientUnits: { expression: 'r.recipients', type: 'uuid' },
  marking: { expression: 'r.marking', type: 'bigint' },
  handling: { expression: 'r.handling', type: 'bigint' },
  state: { expression: 'r.state', type: 'text' },
  discovery: { expression: 'r.discovery', type: 'text' },
  held: { expression: 'r.held', type: 'boolean' },
};

/** Parameters of a page before those of policy: units, row to go on after, agreements in force, limit. */
export const PAGE_PARAMETERS = 4;

/** What policy shows of the page: which rows, by SCOPE_COLUMNS, and then which fields, by REPORT_COLUMNS. */
export interface PageView {
  readonly filter: SqlCondition;
  readonly groups: readonly FieldGroup[];
}

/**
 * The newest of each scope by the covering index, then their merge (design D1 of the performance notes): the cost follows
 * the page and not the number of reports. A report shows while the agreement it was sent under is in force (D9). The lateral
 * look-ups with LIMIT keep every plan, the generic one too, at one index probe per row of the page; so does OFFSET for what they
 * compute.
 */
export function inboxPage({ filter, groups }: PageView): Statement {
  const { columns, masks } = listSelect(groups);
  return named(
    'inbox-page',
    `with page as materialized (
      select distinct x.row from unnest($1::uuid[]) as scopes (scope) cross join lateral (
        select s.row from report_scope s
        where s.scope = scopes.scope and s.row < coalesce($2::bigint, 9223372036854775807)
          and s.agreement_id = any($3::uuid[]) and ${filter.text}
        order by s.row desc limit $4) x
      order by x.row desc limit $4)
    select r.row, ${columns}, exists (select 1 from opening p where p.row = r.row and p.unit_id = any($1)) as opened
    from page
    cross join lateral (select *, array_remove(array_remove(scopes, origin_org), origin_unit) as recipients
      from report where report.row = page.row limit 1) r
    ${masks}
    cross join lateral (select handle from organisation where id = r.origin_org limit 1) o
    cross join lateral (select handle from unit where id = r.origin_unit limit 1) u
    order by page.row desc`,
  );
}

/** What policy decides about one report by. Where the context may not know of its origin there is none: whose it is cannot be said. */
export const DECIDED_REPORT: Statement = {
  name: 'report-decided',
  text: `select r.row, r.id, r.origin_org as "originOrg", r.origin_unit as "originUnit",
      array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits",
      r.marking, r.handling, r.state, r.discovery, r.held from report r where r.id = $1
      and exists (select from organisation o where o.id = r.origin_org) and exists (select from unit u where u.id = r.origin_unit)`,
};

/** Of one report what is permitted, and nothing else. */
export function shownReport(fields: readonly string[]): Statement {
  return named(
    'report-shown',
    `select ${selectOf(fields)} from report r
    join organisation o on o.id = r.origin_org join unit u on u.id = r.origin_unit where r.row = $1`,
  );
}
