import { HANDLINGS, isBasisOf, isCode, needsLegalBasis, ORG_KINDS, TLP } from '@sealbridge/vocabulary';

import { type Circumstances, inStanding } from './circumstances.js';
import type { ValueKind } from './parameters.js';
import { PolicyError } from './policy-error.js';
import type { AgreementVersion, LiveAgreement, Member, Subject } from './subject.js';

/** What references are looked up in: one act of one subject, in a rule for each agreement also that agreement. */
export interface Scope {
  readonly subject: Subject;
  readonly circumstances: Circumstances;
  readonly agreement: LiveAgreement | null;
}

/** Something that a rule may refer to by name. Its value is never null, and of one kind. */
export interface Reference {
  readonly name: string;
  readonly kind: ValueKind;
  /** What it stands for, in plain words. */
  readonly words: string;
  /** Throws PolicyError E_POLICY_REFERENCE where the scope has no such thing. */
  readonly of: (scope: Scope) => unknown;
  /** Of a set: whether `of` holds the value, found out without making the set. */
  readonly has?: (scope: Scope, value: unknown) => boolean;
}

/** Ways into its keys that a device needs before anything is sent from it: with one alone, a lost one loses the keys. */
const WAYS_NEEDED = 2;

/** Kinds of organisations whose auditors see beyond their own organisation. */
const OVERSEEING_KINDS: readonly string[] = ['oversight', 'stewards'];

const SECONDS_PER_HOUR = 3600;
const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;
/** UNIX time began on a Thursday; days count from Monday, 1 (ISO 8601). */
const FIRST_WEEKDAY = 4;

/** Applies everywhere. */
const EVERYWHERE = '*';

const hourOf = ({ time }: Circumstances): number => Math.floor(time / SECONDS_PER_HOUR);

function weekdayOf(circumstances: Circumstances): number {
  const day = Math.floor(hourOf(circumstances) / HOURS_PER_DAY);
  return ((day + FIRST_WEEKDAY - 1) % DAYS_PER_WEEK) + 1;
}

const ofAct = (name: string, kind: ValueKind, words: string, of: (given: Circumstances) => unknown): Reference => ({
  ...{ name, kind, words },
  of: ({ circumstances }) => of(circumstances),
});

const OF_THE_ACT: readonly Reference[] = [
  ofAct('env.time', 'number', 'the time', ({ time }) => time),
  ofAct('env.hour', 'number', 'the present hour', hourOf),
  ofAct('env.utcHour', 'number', 'the hour of the day (UTC)', (act) => hourOf(act) % HOURS_PER_DAY),
  ofAct('env.weekday', 'number', 'the day of the week (1 = Monday, UTC)', weekdayOf),
  ofAct('env.purposes', 'texts', 'the purposes declared', ({ purpose }) => (purpose === null ? [] : [purpose])),
  ofAct('env.verified', 'boolean', 'the person was verified for this very act', ({ verified }) => verified === true),
  ofAct('env.accepted', 'texts', 'the prohibited uses that the reader has signed', ({ accepted = [] }) => accepted),
  ofAct('env.caseRef', 'boolean', 'a case was named', ({ caseRef }) => caseRef === true),
];

type OfMember = (member: Member, circumstances: Circumstances) => unknown;

const ofMember = (name: string, kind: ValueKind, words: string, of: OfMember): Reference => ({
  ...{ name: `subject.${name}`, kind, words },
  of: ({ subject, circumstances }) => of(memberOf(subject), circumstances),
});

function memberOf(subject: Subject): Member {
  if (subject.class !== 'member') throw new PolicyError('E_POLICY_REFERENCE');
  return subject;
}

const OF_THE_MEMBER: readonly Reference[] = [
  ofMember('unsuspended', 'boolean', 'organisation, member and device are not suspended', inStanding),
  ofMember('active', 'boolean', 'the member was seen lately', isActive),
  ofMember('vetted', 'boolean', 'organisation and member are past the provisional state', isVetted),
  // a role is given by the organisation itself: only bodies that oversee or admit others can act beyond their own
  ofMember('oversees', 'boolean', 'the member is an auditor of a body that oversees', oversees),
  ofMember('admits', 'boolean', 'the member is a steward', admits),
  ofMember('org', 'text', 'the organisation of whoever asks', ({ org }) => org),
  ofMember('orgs', 'texts', 'the organisations of whoever asks', ({ org }) => [org]),
  ofMember('member', 'text', 'whoever asks', ({ member }) => member),
  ofMember('device', 'text', 'the device of whoever asks', ({ device }) => device),
  ofMember(
    'secondWay',
    'boolean',
    'the keys of the device can be unlocked in two ways',
    (m) => m.waysIn >= WAYS_NEEDED,
  ),
  ofMember('method', 'text', 'how the session began', ({ method }) => method),
  ofMember('assurance', 'number', 'how surely the session knows the person', ({ assurance }) => assurance),
  ofMember(
    'verifiedAgo',
    'number',
    'the number of seconds since the person was verified for the declared purpose (0 without a passkey)',
    verifiedAgo,
  ),
  ofMember('units', 'texts', 'the units of whoever asks', ({ units }) => units),
  ofMember('unitsInStanding', 'texts', 'the units of whoever asks that are not suspended', (m) => m.unitsInStanding),
  ofMember(
    'unitsVetted',
    'texts',
    'the units of whoever asks that are past the provisional state',
    (m) => m.unitsVetted,
  ),
  ofMember('unitsForPurpose', 'texts', 'the units of whoever asks that work for the declared purpose', unitsForPurpose),
  ofMember('rights', 'texts', 'the rights of whoever asks', ({ rights }) => rights),
  ofMember('clearance', 'number', 'the highest marking that whoever asks may read', ({ clearance }) => clearance),
  ofMember('trainingUntil', 'number', 'the UNIX hour at which the training ends', (m) => m.trainingUntil),
  ofMember(
    'hoursUntrained',
    'number',
    'the number of hours since the training ended (negative while it lasts)',
    hoursUntrained,
  ),
  ofMember(
    'lawful',
    'boolean',
    'a legal basis that fits the purpose was named, or none was and none is needed',
    isLawful,
  ),
];

function isActive(member: Member): boolean {
  return inStanding(member) && member.memberState !== 'inactive';
}

function isVetted({ orgState, memberState }: Member): boolean {
  return orgState === 'active' && memberState === 'active';
}

function oversees({ rights, orgKind }: Member): boolean {
  return rights.includes('audit.read') && OVERSEEING_KINDS.includes(orgKind);
}

function admits({ rights, orgKind }: Member): boolean {
  return rights.includes('org.admit') && orgKind === 'stewards';
}

function verifiedAgo(member: Member): number {
  return member.hasPasskey ? member.verifiedAgo : 0;
}

function unitsForPurpose({ unitPurposes }: Member, { purpose }: Circumstances): readonly string[] {
  if (purpose === null) return [];
  return unitPurposes.filter(({ purposes }) => purposes.includes(purpose)).map(({ unit }) => unit);
}

function hoursUntrained({ trainingUntil }: Member, circumstances: Circumstances): number {
  return hourOf(circumstances) - trainingUntil;
}

function isLawful({ orgKind }: Member, { purpose, legalBasis = null }: Circumstances): boolean {
  // what somebody signed as their ground has to be one, whether they needed it or not
  if (legalBasis !== null) return purpose !== null && isBasisOf(purpose, legalBasis);
  // an unknown kind of organisation needs one
  return isCode(ORG_KINDS, orgKind) && !needsLegalBasis(orgKind);
}

type Keeps<T> = (item: T, member: Member, circumstances: Circumstances) => boolean;

/** A set of the ids of the subject's live agreements, so that a rule stays one membership test. */
const agreementsThat = (name: string, words: string, keeps: Keeps<LiveAgreement>): Reference => ({
  ...ofMember(name, 'texts', words, (member, circumstances) =>
    member.agreements.filter((live) => keeps(live, member, circumstances)).map(({ id }) => id),
  ),
  has: ({ subject, circumstances }, value) => {
    const member = memberOf(subject);
    return member.agreements.some((live) => live.id === value && keeps(live, member, circumstances));
  },
});

/** A set of the hashes of their versions. */
const versionsThat = (name: string, words: string, keeps: Keeps<AgreementVersion>): Reference => ({
  ...ofMember(name, 'texts', words, (member, circumstances) =>
    member.agreements.flatMap(({ versions }) =>
      versions.filter((version) => keeps(version, member, circumstances)).map(({ hash }) => hash),
    ),
  ),
  has: ({ subject, circumstances }, value) => {
    const member = memberOf(subject);
    const isIt = (version: AgreementVersion): boolean =>
      version.hash === value && keeps(version, member, circumstances);
    return member.agreements.some(({ versions }) => versions.some(isIt));
  },
});

const forPurpose: Keeps<{ readonly purposes: readonly string[] }> = ({ purposes }, _member, { purpose }) =>
  purpose !== null && purposes.includes(purpose);

const inJurisdiction: Keeps<{ readonly jurisdictions: readonly string[] }> = (terms, member) =>
  shareJurisdiction(terms.jurisdictions, member.jurisdictions);

const isAccepted: Keeps<{ readonly prohibited: readonly string[] }> = ({ prohibited }, _member, { accepted = [] }) =>
  prohibited.every((use) => (accepted as readonly string[]).includes(use));

const perRank = (
  ranks: readonly string[],
  name: string,
  words: string,
  ceilingOf: (live: LiveAgreement) => number,
): Reference[] =>
  ranks.map((rank, index) =>
    agreementsThat(`${name}.${index}`, `${words} ${rank}`, (live) => ceilingOf(live) >= index),
  );

const OF_THE_AGREEMENTS: readonly Reference[] = [
  ofMember('partners', 'texts', 'the partners of the live agreements', (m) =>
    m.agreements.map(({ partner }) => partner),
  ),
  agreementsThat('agreements', 'the live agreements', () => true),
  agreementsThat(
    'agreementsUnsuspended',
    'the live agreements that are not suspended',
    ({ standing }) => standing !== 'suspended',
  ),
  agreementsThat('agreementsInForce', 'the live agreements in force', ({ standing }) => standing === 'in_force'),
  agreementsThat('agreementsForPurpose', 'the live agreements for the declared purpose', forPurpose),
  agreementsThat(
    'agreementsAccepted',
    'the live agreements whose prohibited uses the reader has all signed',
    isAccepted,
  ),
  agreementsThat(
    'agreementsInJurisdiction',
    'the live agreements for one of the jurisdictions of whoever asks',
    inJurisdiction,
  ),
  ...perRank(TLP, 'agreementsToMarking', 'the live agreements that cover', (live) => live.markingCeiling),
  ...perRank(HANDLINGS, 'agreementsToHandling', 'the live agreements that cover', (live) => live.handlingCeiling),
  versionsThat('versionsLive', 'the versions that have not ended', ({ endsAt }, _member, { time }) => endsAt > time),
  versionsThat('versionsForPurpose', 'the versions for the declared purpose', forPurpose),
  versionsThat('versionsAccepted', 'the versions whose prohibited uses the reader has all signed', isAccepted),
  versionsThat('versionsInJurisdiction', 'the versions for one of the jurisdictions of whoever asks', inJurisdiction),
];

function shareJurisdiction(one: readonly string[], other: readonly string[]): boolean {
  return one.includes(EVERYWHERE) || other.includes(EVERYWHERE) || one.some((place) => other.includes(place));
}

const ofAgreement = (
  name: string,
  kind: ValueKind,
  words: string,
  of: (live: LiveAgreement) => unknown,
): Reference => ({
  ...{ name: `agreement.${name}`, kind, words },
  of: ({ agreement }) => {
    if (agreement === null) throw new PolicyError('E_POLICY_REFERENCE');
    return of(agreement);
  },
});

const OF_ONE_AGREEMENT: readonly Reference[] = [
  ofAgreement('id', 'text', 'this agreement', ({ id }) => id),
  ofAgreement('partner', 'text', 'the other party of this agreement', ({ partner }) => partner),
  ofAgreement('unsuspended', 'boolean', 'this agreement is not suspended', ({ standing }) => standing !== 'suspended'),
  ofAgreement('inForce', 'boolean', 'this agreement is in force', ({ standing }) => standing === 'in_force'),
  ofAgreement('purposes', 'texts', 'the purposes of this agreement', ({ purposes }) => purposes),
  ofAgreement(
    'markingCeiling',
    'number',
    'the highest marking that this agreement covers',
    ({ markingCeiling }) => markingCeiling,
  ),
  ofAgreement(
    'handlingCeiling',
    'number',
    'the highest handling that this agreement covers',
    (live) => live.handlingCeiling,
  ),
  ofAgreement('attribution', 'text', 'the one that this agreement has', ({ attribution }) => attribution),
  ofAgreement('prohibited', 'texts', 'the uses that this agreement rules out', ({ prohibited }) => prohibited),
];

/** Everything that a rule may refer to besides parameters, by name. */
export const REFERENCES: ReadonlyMap<string, Reference> = new Map(
  [...OF_THE_ACT, ...OF_THE_MEMBER, ...OF_THE_AGREEMENTS, ...OF_ONE_AGREEMENT].map((one) => [one.name, one]),
);
