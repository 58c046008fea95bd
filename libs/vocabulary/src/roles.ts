/** What a member does in an organisation. A member may carry several. */
export const ROLES = [
  'analyst',
  'second_reader',
  'org_admin',
  'guardian',
  'liaison',
  'unit_admin',
  'auditor',
  'steward',
] as const;
export type Role = (typeof ROLES)[number];

/** What a role entitles to, before policy looks at agreement, purpose, clearance, training and place. */
export const RIGHTS = [
  'report.share',
  'report.open',
  'directory.admin',
  'agreement.sign',
  'audit.read',
  'org.admit',
  'identity.reveal',
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Second reader and unit administrator carry no right here: second reading approves a text that stays inside the
 * organisation, and unit administration is not open yet. Guardians and administrators are the custodians of the names behind
 * role handles.
 */
const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  analyst: ['report.share'],
  second_reader: [],
  org_admin: ['directory.admin', 'agreement.sign', 'identity.reveal'],
  guardian: ['identity.reveal'],
  liaison: ['report.open'],
  unit_admin: [],
  auditor: ['audit.read'],
  steward: ['org.admit'],
};

/** Gives the distinct rights of a set of roles, in the order of RIGHTS. */
export function rightsOfRoles(roles: readonly Role[]): Right[] {
  return RIGHTS.filter((right) => roles.some((role) => RIGHTS_OF_ROLE[role].includes(right)));
}

/** The two seats of the steering group: an organisation is admitted by one steward of each. */
export const STEWARD_SEATS = ['ngo', 'public'] as const;
export type StewardSeat = (typeof STEWARD_SEATS)[number];
