import { NO_ROWS } from '@sealbridge/policy';

import { type FieldGroup, IN_EVERY_ROW } from '../access/field-groups.js';

/** One field of the view that policy has of a report (`VIEWS` of libs/policy): where a query finds it, and what the row calls it. */
interface ViewColumn {
  /** In a query with the report as `r`, its organisation as `o` and its unit as `u`. */
  readonly sql: string;
  readonly as: string;
  /** The field of the schema. */
  readonly name: string;
}

/** The only place where a field of the view meets a column. What is selected is made from here, and from what policy shows. */
const COLUMNS: Readonly<Record<string, ViewColumn>> = {
  id: { sql: 'r.id', as: 'id', name: 'id' },
  version: { sql: 'r.version', as: 'version', name: 'version' },
  state: { sql: 'r.state', as: 'state', name: 'state' },
  tlp: { sql: 'r.marking', as: 'marking', name: 'tlp' },
  hour: { sql: 'r.hour', as: 'hour', name: 'hour' },
  discovery: { sql: 'r.discovery', as: 'discovery', name: 'discovery' },
  origin: { sql: 'o.handle', as: 'originHandle', name: 'originHandle' },
  originUnit: { sql: 'u.handle', as: 'originUnitHandle', name: 'originUnitHandle' },
  handling: { sql: 'r.handling', as: 'handling', name: 'handling' },
  urgency: { sql: 'r.urgency', as: 'urgency', name: 'urgency' },
  purposes: { sql: 'r.purposes', as: 'purposes', name: 'purposes' },
  openUntil: { sql: 'r.open_until', as: 'openUntil', name: 'openUntil' },
  attachments: { sql: 'r.attachments', as: 'attachments', name: 'attachments' },
  sealedBytes: { sql: 'r.sealed_bytes::float8', as: 'sealedBytes', name: 'sealedBytes' },
};

/** Fields of the view that are asked for where the list has more to say of them: whether the caller's unit has opened it. */
const ELSEWHERE: readonly string[] = ['opened'];

/** A report as far as it is shown: the column of a field that is masked is null, or was not selected. */
export interface ShownReport {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly marking: number;
  readonly hour: number;
  readonly discovery?: string | null;
  readonly originHandle?: string | null;
  readonly originUnitHandle?: string | null;
  readonly handling?: number | null;
  readonly urgency?: string | null;
  readonly purposes?: readonly string[] | null;
  readonly openUntil?: number | null;
  readonly attachments?: number | null;
  readonly sealedBytes?: number | null;
}

/** The SELECT list of one report, of the fields that are permitted and no others. Throws for a field without a column. */
export function selectOf(fields: readonly string[]): string {
  return columnsOf(fields)
    .map(({ sql, as }) => `${sql} as "${as}"`)
    .join(', ');
}

/** The SELECT list of a list, and what it rests on. */
export interface ListSelect {
  readonly columns: string;
  /** A subquery `m` that says of each row which groups show; empty when every row shows the same. */
  readonly masks: string;
}

/**
 * The SELECT list of a list. What shows in every row is selected as it is; what no rule shows is not selected; the rest comes back
 * null from the database in the rows where it is masked.
 */
export function listSelect(groups: readonly FieldGroup[]): ListSelect {
  const masks: string[] = [];
  const columns = groups.flatMap(({ fields, condition }) => {
    if (condition.text === IN_EVERY_ROW.text) return [selectOf(fields)];
    if (condition.text === NO_ROWS.text) return [];
    const mask = `m.shown_${masks.length}`;
    masks.push(`(${condition.text}) as shown_${masks.length}`);
    return columnsOf(fields).map(({ sql, as }) => `case when ${mask} then ${sql} end as "${as}"`);
  });
  const subquery = `cross join lateral (select ${masks.join(', ')} offset 0) m`;
  return { columns: columns.join(', '), masks: masks.length === 0 ? '' : subquery };
}

/** Names of the fields of the schema that a report does not show, in the order of the view. */
export function maskedOf(report: ShownReport): string[] {
  const row = report as unknown as Readonly<Record<string, unknown>>;
  return Object.values(COLUMNS).flatMap(({ as, name }) => ((row[as] ?? null) === null ? [name] : []));
}

function columnsOf(fields: readonly string[]): ViewColumn[] {
  return fields
    .filter((field) => !ELSEWHERE.includes(field))
    .map((field) => {
      const column = Object.hasOwn(COLUMNS, field) ? COLUMNS[field] : undefined;
      if (column === undefined) throw new Error('a field of the view has no column');
      return column;
    });
}
