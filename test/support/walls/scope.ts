// The coarse scope of a caller, in words of the world: what row-level security has to come to, written without looking at it.
import type { Context } from './contexts.js';
import type { Report, World } from './world.js';

/** A row as far as scope depends on it. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether a context may do something with a row of a world. */
export type Test = (row: Row, context: Context, world: World) => boolean;

/** Which rows somebody may change, what into, and changes to try. */
export interface Change {
  readonly of: Test;
  readonly into: Test;
  readonly tries: (world: World) => readonly Row[];
}

/** One protected table: rows for it, and who may do what with them. What is absent nobody may. */
export interface Guarded {
  readonly table: string;
  readonly rows: (world: World) => readonly Row[];
  readonly see?: Test;
  /** Which rows somebody may add. */
  readonly add?: Test;
  readonly change?: Change;
  readonly remove?: Test;
}

export const any =
  (...tests: readonly Test[]): Test =>
  (...given) =>
    tests.some((test) => test(...given));

export const all =
  (...tests: readonly Test[]): Test =>
  (...given) =>
    tests.every((test) => test(...given));

const WIDE: readonly string[] = ['directory', 'auditor', 'system'];

export const wide: Test = (_row, { cls }) => WIDE.includes(cls);
export const system: Test = (_row, { cls }) => cls === 'system';
export const auditor: Test = (_row, { cls }) => cls === 'auditor';
/** Around a sign-in, when there is no session yet. */
export const signingIn: Test = (_row, { cls }) => cls === 'guest' || cls === 'system';
export const anybody: Test = (_row, { cls }) => cls !== 'none';
/** Every role that may reach the table, context or not. */
export const whoever: Test = () => true;

const own =
  (what: 'org' | 'member' | 'device', column: string): Test =>
  (row, context) =>
    context[what] !== null && row[column] === context[what];

export const ownOrg = (column = 'org_id'): Test => own('org', column);
export const ownMember = (column = 'member_id'): Test => own('member', column);
export const ownDevice = (column = 'device_id'): Test => own('device', column);
/** Somebody of an organisation. */
export const ofAnOrg: Test = (_row, { org }) => org !== null;

/** The organisation of the row is a partner of the caller's by an agreement of whatever state, or in any act the stewards'. */
export const knownOrg =
  (column = 'org_id'): Test =>
  (row, { org, cls }, world) =>
    (cls !== 'none' && world.organisations.some(({ id, kind }) => id === row[column] && kind === 'stewards')) ||
    (org !== null &&
      world.versions.some(
        ({ parties, newest }) =>
          newest && parties.includes(org) && parties.some((party) => party === row[column] && party !== org),
      ));

/** A table of the directory. */
export const ofDirectory = (column = 'org_id'): Test => any(wide, ownOrg(column), knownOrg(column));

/** Whether a report is the caller's organisation's or addressed to one of its units. */
export function reportSeen({ originOrg, originUnit, recipients }: Report, { org, units }: Context): boolean {
  return originOrg === org || units.some((unit) => unit === originUnit || recipients.includes(unit));
}

/** The report that the row is a part of is seen. */
export const ofSeenReport: Test = (row, context, { reports }) =>
  reports.some((report) => report.row === row['row'] && reportSeen(report, context));

/** The agreement version that the row names is one of the caller's organisation. */
export const ofOwnAgreement: Test = (row, { org }, { versions }) =>
  org !== null && versions.some(({ hash, parties }) => hash === row['version_hash'] && parties.includes(org));
