import {
  HANDLINGS,
  isBasisOf,
  isCode,
  type LegalBasis,
  needsLegalBasis,
  ORG_KINDS,
  type ProhibitedUse,
  type Purpose,
  TLP,
} from '@sealbridge/vocabulary';

import { valuesOf } from './parameters.js';
import type { Policy } from './policy.js';
import { PolicyError } from './policy-error.js';
import type { AgreementVersion, LiveAgreement, Member, Subject } from './subject.js';

/** What is true of the act besides who acts: declared purpose and time. */
export interface Circumstances {
  readonly purpose: Purpose | null;
  /** UNIX second, from the database's clock. */
  readonly time: number;
  /** Whether this very act needs no fresh verification of the person, or has one. What nobody found out counts as no. */
  readonly verified?: boolean;
  /** The legal ground that whoever acts named. */
  readonly legalBasis?: LegalBasis | null;
  /** The prohibited uses that whoever opens has signed not to make. */
  readonly accepted?: readonly ProhibitedUse[];
  /** Whether whoever acts named a case of their own. */
  readonly caseRef?: boolean;
}

/** Ways into its keys that a device needs before anything is sent from it: with one alone, a lost one loses the keys. */
const WAYS_NEEDED = 2;

/** The names a rule may refer to, each with a value that is never null. */
export type References = Readonly<Record<string, unknown>>;

/** Kinds of organisations whose auditors see beyond their own organisation. */
const OVERSEEING_KINDS: readonly string[] = ['oversight', 'stewards'];

const SECONDS_PER_HOUR = 3600;
const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;
/** UNIX time began on a Thursday; 1 is Monday, 7 is Sunday (ISO 8601). */
const FIRST_WEEKDAY = 4;

/** Applies everywhere. */
const EVERYWHERE = '*';

/**
 * What rules may refer to for this subject and these circumstances. The sets of agreements are derived here, so that a rule
 * stays one membership test: `subject.agreementsForPurpose`, `subject.agreementsInJurisdiction`, and the same of versions.
 */
export function referencesOf(
  policy: Policy,
  subject: Subject,
  circumstances: Circumstances,
  agreement?: LiveAgreement,
): References {
  const { purpose, time, verified, accepted = [], caseRef } = circumstances;
  const hour = Math.floor(time / SECONDS_PER_HOUR);
  const env = {
    ...valuesOf(policy.document.parameters, policy.parameters),
    'env.time': time,
    'env.hour': hour,
    'env.utcHour': hour % HOURS_PER_DAY,
    'env.weekday': ((Math.floor(hour / HOURS_PER_DAY) + FIRST_WEEKDAY - 1) % DAYS_PER_WEEK) + 1,
    'env.purposes': purpose === null ? [] : [purpose],
    'env.verified': verified === true,
    'env.accepted': accepted,
    'env.caseRef': caseRef === true,
  };
  if (subject.class === 'guest') {
    return env;
  }
  return {
    ...env,
    'subject.unsuspended': inStanding(subject),
    'subject.active': inStanding(subject) && subject.memberState !== 'inactive',
    'subject.vetted': subject.orgState === 'active' && subject.memberState === 'active',
    // a role is given by the organisation itself: only bodies that oversee or admit others can act beyond their own
    'subject.oversees': subject.rights.includes('audit.read') && OVERSEEING_KINDS.includes(subject.orgKind),
    'subject.admits': subject.rights.includes('org.admit') && subject.orgKind === 'stewards',
    'subject.org': subject.org,
    'subject.orgs': [subject.org],
    'subject.member': subject.member,
    'subject.device': subject.device,
    'subject.secondWay': subject.waysIn >= WAYS_NEEDED,
    'subject.units': subject.units,
    'subject.unitsInStanding': subject.unitsInStanding,
    'subject.unitsVetted': subject.unitsVetted,
    'subject.rights': subject.rights,
    'subject.clearance': subject.clearance,
    'subject.trainingUntil': subject.trainingUntil,
    'subject.hoursUntrained': hour - subject.trainingUntil,
    'subject.assurance': subject.assurance,
    'subject.verifiedAgo': subject.hasPasskey ? subject.verifiedAgo : 0,
    'subject.lawful': isLawful(subject, circumstances),
    'subject.unitsForPurpose': subject.unitPurposes
      .filter(({ purposes }) => purpose !== null && purposes.includes(purpose))
      .map(({ unit }) => unit),
    'subject.partners': subject.agreements.map((live) => live.partner),
    ...setsOfAgreements(subject, circumstances),
    ...setsOfVersions(subject, circumstances),
    ...(agreement === undefined ? {} : ofAgreement(agreement)),
  };
}

/** States in which an organisation or member may act at all; any other, also an unknown one, counts as suspended. */
const STANDING_STATES: readonly string[] = ['active', 'provisional'];

/** Whether neither organisation, member nor device is suspended, ended or gone. A member unseen for too long is not suspended. */
export function inStanding({ orgState, memberState, deviceState }: Member): boolean {
  const member = memberState === 'inactive' ? 'active' : memberState;
  return STANDING_STATES.includes(orgState) && STANDING_STATES.includes(member) && deviceState === 'active';
}

/** Whether whoever acts named a legal ground that fits the purpose, or belongs to an organisation that needs none. */
function isLawful({ orgKind }: Member, { purpose, legalBasis = null }: Circumstances): boolean {
  // an unknown kind of organisation needs one
  const needsOne = !isCode(ORG_KINDS, orgKind) || needsLegalBasis(orgKind);
  return !needsOne || (purpose !== null && legalBasis !== null && isBasisOf(purpose, legalBasis));
}

function setsOfAgreements(
  { agreements, jurisdictions }: Member,
  { purpose, accepted = [] }: Circumstances,
): References {
  const ids = (keep: (live: LiveAgreement) => boolean): string[] => agreements.filter(keep).map((live) => live.id);
  const perRank = (name: string, count: number, ceiling: (live: LiveAgreement) => number): [string, string[]][] =>
    Array.from({ length: count }, (_, rank) => [`subject.${name}.${rank}`, ids((live) => ceiling(live) >= rank)]);
  return {
    'subject.agreements': ids(() => true),
    'subject.agreementsUnsuspended': ids((live) => live.standing !== 'suspended'),
    'subject.agreementsInForce': ids((live) => live.standing === 'in_force'),
    'subject.agreementsForPurpose': ids((live) => purpose !== null && live.purposes.includes(purpose)),
    'subject.agreementsInJurisdiction': ids((live) => shareJurisdiction(live.jurisdictions, jurisdictions)),
    'subject.agreementsAccepted': ids((live) => isAccepted(live.prohibited, accepted)),
    ...Object.fromEntries(perRank('agreementsToMarking', TLP.length, (live) => live.markingCeiling)),
    ...Object.fromEntries(perRank('agreementsToHandling', HANDLINGS.length, (live) => live.handlingCeiling)),
  };
}

function setsOfVersions(
  { agreements, jurisdictions }: Member,
  { purpose, time, accepted = [] }: Circumstances,
): References {
  const versions = agreements.flatMap((live) => live.versions);
  const hashes = (keep: (version: AgreementVersion) => boolean): string[] =>
    versions.filter(keep).map((version) => version.hash);
  return {
    'subject.versionsLive': hashes((version) => version.endsAt > time),
    'subject.versionsForPurpose': hashes((version) => purpose !== null && version.purposes.includes(purpose)),
    'subject.versionsInJurisdiction': hashes((version) => shareJurisdiction(version.jurisdictions, jurisdictions)),
    'subject.versionsAccepted': hashes((version) => isAccepted(version.prohibited, accepted)),
  };
}

function ofAgreement(agreement: LiveAgreement): References {
  return {
    'agreement.id': agreement.id,
    'agreement.partner': agreement.partner,
    'agreement.unsuspended': agreement.standing !== 'suspended',
    'agreement.inForce': agreement.standing === 'in_force',
    'agreement.purposes': agreement.purposes,
    'agreement.attribution': agreement.attribution,
    'agreement.prohibited': agreement.prohibited,
    'agreement.markingCeiling': agreement.markingCeiling,
    'agreement.handlingCeiling': agreement.handlingCeiling,
  };
}

/** Whether every use that is ruled out was accepted as ruled out. */
function isAccepted(prohibited: readonly string[], accepted: readonly string[]): boolean {
  return prohibited.every((use) => accepted.includes(use));
}

function shareJurisdiction(one: readonly string[], other: readonly string[]): boolean {
  return one.includes(EVERYWHERE) || other.includes(EVERYWHERE) || one.some((place) => other.includes(place));
}

/** Puts values in the place of `{ref: name}` anywhere in a rule. Throws PolicyError on a name that is not there. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => resolve(item, references));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'ref') {
    return lookUp(first[1], references);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, references)]));
}

/** The value of one reference; throws PolicyError when there is none. */
export function lookUp(name: unknown, references: References): unknown {
  if (typeof name !== 'string' || !Object.hasOwn(references, name)) {
    throw new PolicyError('E_POLICY_REFERENCE');
  }
  return references[name];
}
