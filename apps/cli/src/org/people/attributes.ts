import { isShownName, MAX_NAME_LENGTH } from '@sealbridge/directory';
import { isPlace, ROLES, TLP, type Role, type Tlp } from '@sealbridge/vocabulary';

import { usage } from '../../output/failure.js';

const MS_PER_HOUR = 3_600_000;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Roles that an administrator can give; stewards are added by the roots of their organisation. */
const GIVEN_ROLES = ROLES.filter((role) => role !== 'steward');

/** The roles of a flag. Throws a Failure (exit 2). */
export function readRoles(texts: readonly string[]): Role[] {
  return [...new Set(texts)].map((text) => {
    const role = GIVEN_ROLES.find((known) => known === text);
    if (role === undefined)
      throw usage('E_USAGE', `${text} is not a role to give`, `--role ${GIVEN_ROLES.join(' | ')}`);
    return role;
  });
}

/** The clearance of a flag. Throws a Failure (exit 2). */
export function readClearance(text: string): Tlp {
  const marking = TLP.find((known) => known === text);
  if (marking === undefined) throw usage('E_USAGE', `${text} is not a marking`, `--clearance ${TLP.join(' | ')}`);
  return marking;
}

/** The jurisdictions of a flag: `*`, countries and subdivisions. Throws a Failure (exit 2). */
export function readJurisdictionFlags(texts: readonly string[]): string[] {
  const wrong = texts.find((text): boolean => text !== '*' && !isPlace(text));
  if (wrong === undefined) return [...new Set(texts)];
  throw usage('E_USAGE', `${wrong} is not a jurisdiction`, 'a country such as XA, a part of one such as XA-1, or "*"');
}

/** The UNIX hour at which a month such as 2027-06 ends, in UTC: training counts through that month. Throws a Failure (exit 2). */
export function readTrainingMonth(text: string): number {
  const [, year, month] = MONTH.exec(text) ?? [];
  if (year === undefined || month === undefined)
    throw usage('E_USAGE', '--training-until is not a month such as 2027-06');
  return Date.UTC(Number(year), Number(month), 1) / MS_PER_HOUR;
}

/** The name of a person, in NFC and without white space at its ends. Throws a Failure (exit 2) for what cannot be shown as one. */
export function readPersonName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (isShownName(name, MAX_NAME_LENGTH)) return name;
  throw usage(
    'E_USAGE',
    name === '' ? '--name is empty' : '--name cannot be shown as a name',
    `one line of at most ${MAX_NAME_LENGTH} characters, without control characters or marks that turn the direction of writing`,
  );
}

/** The last day on which training counts, YYYY-MM-DD. */
export function trainingDay(hour: number): string {
  return new Date((hour - 1) * MS_PER_HOUR).toISOString().slice(0, 10);
}
