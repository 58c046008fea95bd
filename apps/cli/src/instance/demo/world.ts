import type { OrgClass, OrgKind, OrgSubclass, Role, StewardSeat } from '@sealbridge/vocabulary';

/** A person of the demo world; the profile bears the name by which the command line knows the keys. */
export interface DemoPerson {
  readonly profile: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly seat: StewardSeat | null;
}

/** An organisation of the demo world, with one unit that bears its handle. */
export interface DemoOrganisation {
  readonly handle: string;
  readonly name: string;
  readonly kind: OrgKind;
  readonly orgClass: OrgClass;
  readonly orgSubclass: OrgSubclass | null;
  /** User-assigned codes of ISO 3166-1: no real country. */
  readonly country: 'XA' | 'XB';
  readonly people: readonly DemoPerson[];
}

/** Two organisations that agree to share, and the circle their pattern cards enter. */
export interface DemoAgreement {
  readonly between: readonly [string, string];
  readonly circle: string;
}

/** The organisation that admits all others; its first event is the genesis. */
export const STEWARDS: DemoOrganisation = {
  handle: 'stewards',
  name: 'Steering Group',
  kind: 'stewards',
  orgClass: 'NGO',
  orgSubclass: null,
  country: 'XA',
  people: [
    { profile: 'steward1', name: 'Steward for the NGOs (synthetic)', roles: ['steward'], seat: 'ngo' },
    { profile: 'steward2', name: 'Steward for public bodies (synthetic)', roles: ['steward'], seat: 'public' },
  ],
};

const person = (profile: string, ...roles: Role[]): DemoPerson => ({
  profile,
  name: `${profile} (synthetic)`,
  roles,
  seat: null,
});

/** Who holds a share of the recovery key of every organisation: of three organisations, so that no one of them has two. */
export const GUARDIANS = ['admin', 'steward1', 'auditor'] as const;

/** The organisations that the stewards admit, in the order of admission. */
export const ORGANISATIONS: readonly DemoOrganisation[] = [
  {
    handle: 'harbour',
    name: 'Harbour Light Network',
    kind: 'ngo',
    orgClass: 'NGO',
    orgSubclass: null,
    country: 'XA',
    people: [person('analyst', 'analyst'), person('reader', 'second_reader'), person('admin', 'org_admin', 'guardian')],
  },
  {
    handle: 'lantern',
    name: 'Lantern Alliance',
    kind: 'ngo',
    orgClass: 'NGO',
    orgSubclass: null,
    country: 'XA',
    people: [person('analyst2', 'analyst'), person('reader2', 'second_reader')],
  },
  {
    handle: 'beacon',
    name: 'Beacon House',
    kind: 'ngo',
    orgClass: 'NGO',
    orgSubclass: 'shelter',
    country: 'XB',
    people: [person('analyst3', 'analyst')],
  },
  {
    handle: 'northgate',
    name: 'Northgate Police, Trafficking Unit',
    kind: 'police_unit',
    orgClass: 'LawEnforcement',
    orgSubclass: 'police_unit',
    country: 'XA',
    people: [person('liaison', 'liaison'), person('liaison2', 'liaison')],
  },
  {
    handle: 'eastport',
    name: 'Eastport Police',
    kind: 'police_unit',
    orgClass: 'LawEnforcement',
    orgSubclass: 'police_unit',
    country: 'XB',
    people: [person('outsider', 'liaison')],
  },
  {
    handle: 'oversight',
    name: 'Oversight Council',
    kind: 'oversight',
    orgClass: 'CentralGovernmentOrganisation',
    orgSubclass: null,
    country: 'XA',
    people: [person('auditor', 'auditor'), person('auditor2', 'auditor')],
  },
];

/** Who shares with whom. Circle `east` has one organisation of three and therefore answers no pattern question. */
export const AGREEMENTS: readonly DemoAgreement[] = [
  { between: ['harbour', 'northgate'], circle: 'north' },
  { between: ['lantern', 'northgate'], circle: 'north' },
  { between: ['beacon', 'northgate'], circle: 'north' },
  { between: ['lantern', 'eastport'], circle: 'east' },
];

/** The authors of the synthetic reports, one of each NGO, and where all of them are sent. */
export const REPORT_AUTHORS = ['analyst', 'analyst2', 'analyst3'] as const;
/** The unit that receives them. */
export const REPORT_RECIPIENT = 'northgate';
