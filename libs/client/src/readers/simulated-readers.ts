import type { Agreement, AgreementRecord, RecipientMember, VerifiedRecipient } from '@sealbridge/directory';
import type { LiveAgreement, Member, SimulatedReader } from '@sealbridge/policy';
import { toHex } from '@sealbridge/sodium';
import {
  type DataClass,
  type Handling,
  handlingRank,
  type Id,
  markingRank,
  type Purpose,
  type Tlp,
} from '@sealbridge/vocabulary';

import type { StandingRefusal, Standings } from '../directory/recipient-standing.js';
import type { VerifiedDirectory } from '../directory/sync-directory.js';

/** The labels a report would be sealed with. */
export interface ReportLabels {
  readonly tlp: Tlp;
  readonly handling: Handling;
  readonly discovery: string;
  /** Null: those of the agreement. */
  readonly purposes: readonly Purpose[] | null;
  /** The classes of data in it: an agreement has to provide for each. */
  readonly dataClasses: readonly DataClass[];
}

/** What readers are made from: the signed directory, how people stand, and who would send what. */
export interface ReadersInput {
  readonly directory: VerifiedDirectory;
  readonly standings: Standings;
  readonly sender: { readonly org: Id; readonly unit: Id };
  readonly labels: ReportLabels;
}

/** A simulated reader with the member as the directory has it. */
export interface RecipientReader extends SimulatedReader {
  readonly recipient: VerifiedRecipient;
  readonly person: RecipientMember;
  readonly agreement: Agreement | null;
}

const SECONDS_PER_HOUR = 3600;
/** A session that was just begun as surely as can be: what a reader's own session lacks is theirs to mend. */
const SESSION = { method: 'passkey', assurance: 2, hasPasskey: true, verifiedAgo: 0, waysIn: 2 };

/** The members of a unit who hold its current key, each with what policy would be asked when they opened the report. */
export function simulatedReaders(input: ReadersInput, recipient: VerifiedRecipient): RecipientReader[] {
  const { directory, standings, labels } = input;
  const between = directory.agreements.filter(({ agreement }) => agreement.orgs.includes(recipient.org));
  const record = between.find(({ agreement }) => covers(agreement, labels, recipient)) ?? between[0] ?? null;
  const opening = openingOf(input, recipient, record);
  return recipient.members.map((person) => ({
    ...{ recipient, person, opening, unit: recipient.unit, agreement: record?.agreement ?? null },
    member: {
      ...memberOf(directory, recipient, person, standings.ofMember(recipient.handle, person.member)),
      agreements: between.map((one) => liveAgreement(one, recipient.org, directory.ends)),
    },
  }));
}

/** The agreement that is sealed under is the first that allows the report to this unit; with none, the first says why not. */
function covers(agreement: Agreement, labels: ReportLabels, { purposes: worksFor }: VerifiedRecipient): boolean {
  const { tlp, handling, purposes: named, dataClasses } = labels;
  const marked = markingRank(tlp) <= markingRank(agreement.markingCeiling);
  const handled = handlingRank(handling) <= handlingRank(agreement.handlingCeiling);
  const possible = agreement.purposes.filter((purpose) => worksFor.includes(purpose));
  const isFor = named === null ? possible.length > 0 : named.every((purpose) => possible.includes(purpose));
  return marked && handled && isFor && dataClasses.every((data) => agreement.dataClasses.includes(data));
}

/** The policy's Opening of the grant that the unit would get, if it was sealed now. */
function openingOf(
  { directory, labels, sender }: ReadersInput,
  { org, unit, purposes }: VerifiedRecipient,
  record: AgreementRecord | null,
): SimulatedReader['opening'] {
  const { log } = directory;
  const allowed = labels.purposes ?? record?.agreement.purposes ?? [];
  return {
    originOrg: sender.org,
    grantUnit: unit,
    ownGrant: org === sender.org && unit === sender.unit,
    state: 'ACTIVE',
    discovery: labels.discovery,
    held: false,
    agreementId: record?.agreement.agreement ?? '',
    versionHash: record === null ? '' : toHex(record.hash),
    purposes: allowed.filter((purpose) => purposes.includes(purpose)),
    marking: markingRank(labels.tlp),
    handling: handlingRank(labels.handling),
    openUntil: Math.floor(log.now / SECONDS_PER_HOUR) + 1,
  };
}

/** Standing by what the server answers, where the directory does not say worse: it only ever takes away. */
const STATE_OF: Readonly<Record<StandingRefusal, string>> = {
  suspended: 'suspended',
  not_vetted: 'provisional',
  inactive: 'inactive',
};

function memberOf(
  { state }: VerifiedDirectory,
  { org, orgKind, country, unit, purposes }: VerifiedRecipient,
  person: RecipientMember,
  refusal: StandingRefusal | null,
): Omit<Member, 'agreements'> {
  const memberState = person.suspended ? 'suspended' : refusal === null ? 'active' : STATE_OF[refusal];
  return {
    class: 'member',
    ...{ session: person.member, member: person.member, device: person.devices[0] ?? person.member },
    ...{ org, orgKind, country, orgState: 'active', memberState, deviceState: 'active' },
    ...{ units: [unit], unitsInStanding: [unit], unitsVetted: [unit], unitPurposes: [{ unit, purposes }] },
    rights: state.members.get(person.member)?.rights ?? [],
    roles: person.roles,
    clearance: markingRank(person.clearance),
    trainingUntil: person.trainingUntil,
    jurisdictions: person.jurisdictions,
    ...SESSION,
  };
}

/** An agreement as policy sees it for a member of `org`: what is sealed now is sealed under the newest version. */
export function liveAgreement(
  { agreement, hash }: AgreementRecord,
  org: Id,
  ends: VerifiedDirectory['ends'],
): LiveAgreement {
  const { agreement: id, orgs, circle, purposes, prohibited, jurisdictions, retentionMonths, attribution } = agreement;
  const ceilings = {
    markingCeiling: markingRank(agreement.markingCeiling),
    handlingCeiling: handlingRank(agreement.handlingCeiling),
  };
  const terms = { purposes, prohibited, jurisdictions, attribution, ...ceilings };
  const versionHash = toHex(hash);
  const partner = orgs.find((party) => party !== org) ?? org;
  const endsAt = ends.get(id) ?? agreement.end;
  return {
    ...{ id, partner, circle, versionHash, retentionMonths, ...terms },
    standing: 'in_force',
    versions: [{ hash: versionHash, endsAt, ...terms }],
  };
}
