// Reports and what hangs on them.
import { any, type Guarded, ofAnOrg, ofSeenReport, ownOrg, reportSeen, type Row, system, type Test } from './scope.js';
import type { Report, World } from './world.js';

const scopesOf = ({ originOrg, originUnit, recipients }: Report): string[] => [originOrg, originUnit, ...recipients];
const perReport = ({ reports }: World): Row[] => reports.map(({ row }) => ({ row, version: 1 }));

/** The ciphertext of report n is blob n, whoever uploaded it. */
const ofSeenBlob =
  (column: string): Test =>
  (row, context, { reports }) =>
    reports.some((report) => report.row === row[column] && reportSeen(report, context));

const ownBlob =
  (column: string): Test =>
  (row, { org }, world) =>
    org !== null && blobs(world).some((blob) => blob['row'] === row[column] && blob['org_id'] === org);

const blobs = ({ units }: World): Row[] => units.map(({ org }, at) => ({ row: at + 1, org_id: org, complete: true }));

const seenOpening: Test = (row, { org }, { reports }) =>
  org !== null && reports.some((report) => report.row === row['row'] && report.originOrg === org);

/** Everything that shows with its report; a statement that writes it cannot see it yet, so that adding is coarser. */
const PARTS = ['report_version', 'report_card', 'grantset'];

/** Every protected table of reports. */
export const REPORT_TABLES: readonly Guarded[] = [
  {
    table: 'report',
    rows: ({ reports }) =>
      reports.map((report) => ({
        ...{ row: report.row, id: report.id, origin_org: report.originOrg, origin_unit: report.originUnit },
        scopes: scopesOf(report),
      })),
    see: ofSeenReport,
    add: ownOrg('origin_org'),
  },
  ...PARTS.map((table): Guarded => ({ table, rows: perReport, see: ofSeenReport, add: ofAnOrg })),
  {
    table: 'stored_grant',
    rows: ({ reports, units }) =>
      reports.flatMap(({ row, recipients, originUnit }) =>
        [originUnit, ...recipients].map((unit) => ({
          ...{ row, version: 1, unit_id: unit, org_id: units.find(({ id }) => id === unit)?.org },
        })),
      ),
    see: ofSeenReport,
    add: ofAnOrg,
  },
  {
    table: 'report_scope',
    rows: ({ reports }) => reports.flatMap((report) => scopesOf(report).map((scope) => ({ row: report.row, scope }))),
    see: (row, { org, units }) => row['scope'] === org || units.some((unit) => unit === row['scope']),
    add: ofAnOrg,
  },
  {
    table: 'report_blob',
    rows: (world) => perReport(world).map((part) => ({ ...part, ordinal: 0, blob_row: part['row'] })),
    see: any(system, ofSeenReport),
    add: any(system, ofAnOrg),
  },
  {
    table: 'shred_key',
    rows: ({ reports }) => reports.map(({ row }) => ({ row })),
    see: any(system, ofSeenReport),
    add: any(system, ofAnOrg),
    change: { of: any(system, ofSeenReport), into: system, tries: () => [{ kek_id: 'x' }] },
  },
  {
    table: 'blob',
    rows: blobs,
    see: any(system, ownOrg(), ofSeenBlob('row')),
    add: any(system, ownOrg()),
    change: {
      of: any(system, ownOrg(), ofSeenBlob('row')),
      into: any(system, ownOrg()),
      tries: ({ organisations }) => [{ length: 9 }, { org_id: organisations.at(-1)?.id }],
    },
    remove: any(system, ownOrg()),
  },
  {
    table: 'blob_chunk',
    rows: (world) => [...blobs(world), { row: 0 }].map(({ row }) => ({ blob_row: row, n: 0 })),
    see: any(system, ownBlob('blob_row'), ofSeenBlob('blob_row')),
    add: system,
    remove: system,
  },
  {
    table: 'opening',
    rows: ({ reports, people }) =>
      reports.flatMap(({ row }) => people.slice(0, 6).map(({ id, org }) => ({ row, org_id: org, member_id: id }))),
    see: any(ownOrg(), seenOpening),
    add: ownOrg(),
  },
];
