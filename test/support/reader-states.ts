// What can be the matter with a reader, a unit, an agreement or a report: as rows of a running API, and as a simulator is told.
import type { LiveAgreement, Member } from '@sealbridge/policy';
import {
  type Handling,
  handlingRank,
  markingRank,
  PROHIBITED_USES,
  type Purpose,
  type Tlp,
} from '@sealbridge/vocabulary';

import type { TestApi } from './api.js';

/** One change of the rows, and what it makes of the reader and of the grant. Standings come from the server and are not told. */
export interface ReaderState {
  readonly name: string;
  /** `<table> set …`, the table without its schema. */
  readonly change: string;
  /** Changes one reader alone. */
  readonly ofOne?: true;
  readonly member?: Partial<Member>;
  readonly agreement?: Partial<LiveAgreement> | 'none';
  readonly opening?: Readonly<Record<string, string | boolean | number>>;
}

const ONE_HOUR_AGO = Math.floor(Date.now() / 3_600_000) - 1;
const SOME: readonly Purpose[] = ['threat_to_life', 'victim_safeguarding'];
const sqlList = (items: readonly string[]): string => `'{${items.join(',')}}'`;

/** Everything that is checked one by one, and in pairs. */
export const READER_STATES: readonly ReaderState[] = [
  { name: 'nothing is the matter', change: 'report set held = held' },
  { name: 'suspended', change: `member set suspended_until = 'infinity'`, ofOne: true },
  { name: 'inactive', change: `member set active_at = now() - interval '1 year'`, ofOne: true },
  { name: 'not vetted', change: `member set state = 'provisional'`, ofOne: true },
  { name: 'cleared for GREEN', change: 'member set clearance = 1', ofOne: true, member: { clearance: 1 } },
  {
    name: 'training over',
    change: `member set training_until = ${ONE_HOUR_AGO}`,
    ofOne: true,
    member: { trainingUntil: ONE_HOUR_AGO },
  },
  {
    name: 'works in XC alone',
    change: `member set jurisdictions = '{XC}'`,
    ofOne: true,
    member: { jurisdictions: ['XC'] },
  },
  { name: 'without the right', change: `member set rights = '{}'`, ofOne: true, member: { rights: [] } },
  { name: 'unit suspended', change: `unit set suspended_until = 'infinity'` },
  { name: 'unit not vetted', change: `unit set state = 'provisional'` },
  { name: 'organisation suspended', change: `organisation set suspended_until = 'infinity'` },
  { name: 'unit for some purposes', change: `unit set purposes = ${sqlList(SOME)}` },
  { name: 'agreement suspended', change: 'agreement set suspended_by = org_a', agreement: { standing: 'suspended' } },
  { name: 'agreement ended', change: 'agreement set ended_at = 1', agreement: 'none' },
  {
    name: 'agreement for some purposes',
    change: `agreement set purposes = ${sqlList(SOME)}`,
    agreement: { purposes: SOME },
  },
  { name: 'agreement up to GREEN', change: 'agreement set marking_ceiling = 1', agreement: { markingCeiling: 1 } },
  {
    name: 'agreement up to PAP:GREEN',
    change: 'agreement set handling_ceiling = 1',
    agreement: { handlingCeiling: 1 },
  },
  {
    name: 'agreement for XA alone',
    change: `agreement set jurisdictions = '{XA}'`,
    agreement: { jurisdictions: ['XA'] },
  },
  {
    name: 'agreement that rules nothing out',
    change: `agreement set prohibited = '{}'`,
    agreement: { prohibited: [] },
  },
  {
    name: 'agreement that rules everything out',
    change: `agreement set prohibited = ${sqlList(PROHIBITED_USES)}`,
    agreement: { prohibited: PROHIBITED_USES },
  },
  { name: 'recalled', change: `report set state = 'WITHDRAWN'`, opening: { state: 'WITHDRAWN' } },
  { name: 'on hold', change: 'report set held = true', opening: { held: true } },
  { name: 'time over', change: `stored_grant set not_after = 1`, opening: { openUntil: 1 } },
];

/** Labels of a report and its grant. */
export interface OpeningLabels {
  readonly tlp: Tlp;
  readonly handling: Handling;
  readonly purposes: readonly Purpose[];
}

/** Columns that the states and labels change, of the rows of one report to one unit. */
const SAVED: Readonly<Record<string, readonly string[]>> = {
  member: ['state', 'suspended_until', 'active_at', 'clearance', 'training_until', 'jurisdictions', 'rights'],
  unit: ['state', 'suspended_until', 'purposes'],
  organisation: ['suspended_until'],
  agreement: [
    ...['suspended_by', 'ended_at', 'purposes', 'marking_ceiling', 'handling_ceiling', 'jurisdictions', 'prohibited'],
  ],
  report: ['state', 'held', 'marking', 'handling'],
  stored_grant: ['not_after', 'purposes'],
};

/** Keeps the rows as they are; what is returned puts them back. */
export async function keepRows({ admin }: TestApi): Promise<() => Promise<void>> {
  for (const table of Object.keys(SAVED)) {
    await admin.query(`create temporary table kept_${table} as select ctid as place, * from sealbridge.${table}`);
    await admin.query(`alter table kept_${table} drop column place`);
  }
  const key: Readonly<Record<string, string>> = { agreement: 'version_hash', stored_grant: 'id', report: 'row' };
  return async () => {
    for (const [table, columns] of Object.entries(SAVED)) {
      const set = columns.map((column) => `${column} = k.${column}`).join(', ');
      const by = key[table] ?? 'id';
      const changed = columns.map((column) => `t.${column} is distinct from k.${column}`).join(' or ');
      await admin.query(
        `update sealbridge.${table} t set ${set} from kept_${table} k where k.${by} = t.${by} and (${changed})`,
      );
    }
  };
}

/** Writes labels onto a stored report and its grants to others. */
export async function label({ admin }: TestApi, { tlp, handling, purposes }: OpeningLabels): Promise<void> {
  await admin.query('update sealbridge.report set marking = $1, handling = $2', [
    markingRank(tlp),
    handlingRank(handling),
  ]);
  await admin.query('update sealbridge.stored_grant set purposes = $1 where agreement_id is not null', [[...purposes]]);
}

/** Makes a state so, for these members, this unit and its organisation. */
export async function makeSo(
  { admin }: TestApi,
  { change, ofOne }: ReaderState,
  of: { readonly member: string; readonly unit: string; readonly org: string },
): Promise<void> {
  const table = change.slice(0, change.indexOf(' '));
  const id = table === 'unit' ? of.unit : table === 'organisation' ? of.org : ofOne === true ? of.member : null;
  const where = id === null ? '' : `where id = '${id}'`;
  await admin.query(`update sealbridge.${change} ${where}`);
}
