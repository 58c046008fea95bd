// Who asks in the matrix: every role where it belongs, in every state that policy tells apart.
import { GUEST, parseMember, VERIFIED_NEVER } from '@sealbridge/policy';
import { PURPOSES, rightsOfRoles } from '@sealbridge/vocabulary';

export const HOUR = 480_000;
const FAR_HOUR = 500_000;
const FAR_SECOND = 1_800_000_000;
/** Rank of AMBER: whoever has it may not read what is marked higher. */
const LOW_CLEARANCE = 2;
const FULL_CLEARANCE = 4;

const id = (kind, n) => `${kind}0000000-0000-0000-0000-00000000000${n}`;
const organisation = (n, kind, place) => ({ org: id('1', n), unit: id('2', n), sibling: id('3', n), kind, place });

/** harbour and northgate have agreements with each other; nobody has one with eastport. */
export const ORGANISATIONS = {
  harbour: organisation(1, 'ngo', 'XA'),
  northgate: organisation(2, 'police_unit', 'XA'),
  eastport: organisation(3, 'police_unit', 'XA'),
  lighthouse: organisation(4, 'oversight', 'XA'),
  commons: organisation(5, 'stewards', 'XA'),
};

/** Agreements between harbour and northgate, by how they stand; `none` is the id of one that does not run. */
export const AGREEMENTS = { inForce: id('4', 1), suspended: id('4', 2), notVetted: id('4', 3), none: id('4', 4) };
/** Versions of the one in force: the newest, one before it that still runs, one that has ended. */
export const VERSIONS = { newest: 'cc', earlier: 'bb', ended: 'aa' };

/** The agreement in force: what it covers, so that labels inside and outside of it can be tried. */
export const CEILINGS = { marking: 3, handling: 2 };
/** What it says of names. */
export const AGREED_ATTRIBUTION = 'may';
const AGREED = PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only');
/** What the earlier version did not allow. */
const EARLIER = AGREED.filter((purpose) => purpose !== 'prosecution_support');
/** What the units do not do. */
const UNIT_PURPOSES = PURPOSES.filter((purpose) => purpose !== 'strategic_analysis');
const PROHIBITED = ['immigration_enforcement_of_victims', 'prosecution_of_victims'];

const terms = (purposes) => ({
  ...{ purposes, markingCeiling: CEILINGS.marking, handlingCeiling: CEILINGS.handling, jurisdictions: ['XA', 'XB'] },
  ...{ attribution: AGREED_ATTRIBUTION, prohibited: PROHIBITED },
});

function agreementsOf(name) {
  const partner = { harbour: 'northgate', northgate: 'harbour' }[name];
  if (partner === undefined) return [];
  const agreement = (agreementId, standing) => ({
    ...{ id: agreementId, partner: ORGANISATIONS[partner].org, standing, circle: 'north' },
    ...{ versionHash: VERSIONS.newest, retentionMonths: 12, ...terms(AGREED) },
    versions: [
      { hash: VERSIONS.ended, ...terms(AGREED), endsAt: HOUR },
      { hash: VERSIONS.earlier, ...terms(EARLIER), endsAt: FAR_SECOND },
      { hash: VERSIONS.newest, ...terms(AGREED), endsAt: FAR_SECOND },
    ],
  });
  return [
    agreement(AGREEMENTS.inForce, 'in_force'),
    agreement(AGREEMENTS.suspended, 'suspended'),
    agreement(AGREEMENTS.notVetted, 'not_vetted'),
  ];
}

/** The eight roles, each in an organisation where it belongs, and three who must not be taken for one of them. */
export const ROLES = [
  { name: 'analyst', role: 'analyst', at: 'harbour' },
  { name: 'second_reader', role: 'second_reader', at: 'harbour' },
  { name: 'org_admin', role: 'org_admin', at: 'harbour' },
  { name: 'guardian', role: 'guardian', at: 'harbour' },
  { name: 'liaison', role: 'liaison', at: 'northgate' },
  { name: 'unit_admin', role: 'unit_admin', at: 'northgate' },
  { name: 'auditor', role: 'auditor', at: 'lighthouse' },
  { name: 'steward', role: 'steward', at: 'commons' },
  { name: 'auditor of the NGO', role: 'auditor', at: 'harbour' },
  { name: 'liaison without an agreement', role: 'liaison', at: 'eastport' },
].map((each, n) => ({ ...each, member: id('6', n % 10), device: id('7', n % 10), ...ORGANISATIONS[each.at] }));

/** Somebody without a session, who is in one state alone. */
export const NOBODY = { name: 'guest', role: null, at: null, member: '', device: '', org: '', unit: '', sibling: '' };

const unitsOf = ({ unit }) => ({ units: [unit], unitsInStanding: [unit], unitsVetted: [unit] });

/** What changes in somebody who is otherwise in order, and whether an act was verified. */
export const STATES = {
  active: () => ({}),
  provisional: () => ({ memberState: 'provisional' }),
  suspended: () => ({ memberState: 'suspended' }),
  inactive: () => ({ memberState: 'inactive' }),
  untrained: () => ({ trainingUntil: HOUR }),
  lowClearance: () => ({ clearance: LOW_CLEARANCE }),
  unverified: () => ({ hasPasskey: true, verifiedAgo: VERIFIED_NEVER }),
  oneWayIn: () => ({ waysIn: 1 }),
  unitSuspended: () => ({ unitsInStanding: [], unitsVetted: [] }),
  unitProvisional: () => ({ unitsVetted: [] }),
  elsewhere: () => ({ jurisdictions: ['XC'] }),
};

/** The subject of a role in a state. */
export function subjectOf(who, state) {
  if (who.role === null) return GUEST;
  return parseMember({
    ...{ session: id('8', 1), org: who.org, orgKind: who.kind, orgState: 'active', country: who.place },
    ...{ member: who.member, memberState: 'active', device: who.device, deviceState: 'active' },
    ...{ roles: [who.role], rights: rightsOfRoles([who.role]), ...unitsOf(who) },
    unitPurposes: [{ unit: who.unit, purposes: UNIT_PURPOSES }],
    ...{ method: 'passkey', waysIn: 2, hasPasskey: false, assurance: 2, verifiedAgo: 0 },
    ...{ clearance: FULL_CLEARANCE, trainingUntil: FAR_HOUR, jurisdictions: [who.place] },
    agreements: agreementsOf(who.at),
    ...STATES[state](who),
  });
}

/** The prohibited uses of the agreement, which a reader signs not to make. */
export const ACCEPTED = PROHIBITED;
