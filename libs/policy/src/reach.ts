import { type Id, type Purpose, PURPOSES, TLP } from '@sealbridge/vocabulary';

import { Ability } from './ability.js';
import type { PolicyDocument } from './document.js';
import type { AgreementVersion, LiveAgreement, Member } from './subject.js';

/** One version of an agreement, stored or only proposed. `endsAt` is the earlier of its own end and a party's. */
export interface DatedVersion extends AgreementVersion {
  readonly circle: string;
  readonly retentionMonths: number;
  /** UNIX seconds. */
  readonly startsAt: number;
}

/** An agreement as it is, or as it would be: all versions, oldest first, and whether anything suspends it. */
export interface AgreementCourse {
  readonly id: Id;
  readonly parties: readonly [Id, Id];
  readonly versions: readonly DatedVersion[];
  readonly suspended: boolean;
}

/** Reports sealed to one unit under one version with the same labels, which nothing but policy keeps from being opened. */
export interface SealedReports {
  readonly unit: Id;
  readonly origin: Id;
  /** Lower-case hex of the agreement version hash that the grants name. */
  readonly versionHash: string;
  readonly purposes: readonly string[];
  readonly marking: number;
  readonly handling: number;
  readonly reports: number;
}

/** For each purpose the rank of the highest marking that can be opened; a purpose that opens nothing is absent. */
export type Reach = ReadonlyMap<Purpose, number>;

/** What one person could open of reports sent from now on, before and after. Only people for whom the two differ are listed. */
export interface ReaderChange {
  readonly member: Member;
  readonly before: Reach;
  readonly after: Reach;
}

/** What becomes of reports sent earlier: how many nobody can open any more, fewer people or purposes can, or more. */
export interface SealedChange {
  readonly unit: Id;
  readonly origin: Id;
  readonly closed: number;
  readonly narrowed: number;
  readonly widened: number;
}

/** Which of two courses an agreement may take, and when they are compared (UNIX seconds). */
export interface Comparison {
  readonly policy: PolicyDocument;
  readonly before: AgreementCourse;
  readonly after: AgreementCourse;
  readonly time: number;
}

const SECONDS_PER_HOUR = 3600;

/** A hypothetical grant of the lowest permissible action: what the reach of a marking is asked with. */
const LOWEST_HANDLING = 0;

/**
 * The agreement as the database would give it to a member of `org` at `time`, or null when it would not be among the live ones:
 * the newest version counts alone, and one that has not begun or has ended is none.
 */
export function agreementAt(course: AgreementCourse, org: Id, time: number): LiveAgreement | null {
  const newest = course.versions.at(-1);
  const partner = course.parties.find((party) => party !== org);
  if (newest === undefined || partner === undefined || newest.startsAt > time || newest.endsAt <= time) return null;
  const { circle, hash, purposes, markingCeiling, handlingCeiling, jurisdictions, retentionMonths } = newest;
  return {
    ...{ id: course.id, partner, circle, versionHash: hash },
    ...{ purposes, markingCeiling, handlingCeiling, jurisdictions, retentionMonths },
    standing: course.suspended ? 'suspended' : 'in_force',
    versions: course.versions,
  };
}

/** The people whose reach differs, in the order given. Each is asked of the policy engine itself, as a member with this agreement. */
export function readerChanges(people: readonly Member[], comparison: Comparison): ReaderChange[] {
  const { policy, before, after, time } = comparison;
  const reaches = new Map(
    [...alike(people)].map(([likeness, member]) => [
      likeness,
      {
        before: reachOf(policy, under(member, before, time), time),
        after: reachOf(policy, under(member, after, time), time),
      },
    ]),
  );
  return people.flatMap((member) => {
    const reach = reaches.get(likenessOf(member));
    return reach === undefined || sameReach(reach.before, reach.after) ? [] : [{ member, ...reach }];
  });
}

/** What becomes of sealed reports, per unit and originator; those of which nothing changes are left out. */
export function sealedChanges(
  people: readonly Member[],
  sealed: readonly SealedReports[],
  comparison: Comparison,
): SealedChange[] {
  const changes = new Map<string, SealedChange>();
  const [earlier, later] = [readersUnder(people, comparison, 'before'), readersUnder(people, comparison, 'after')];
  for (const reports of sealed) {
    const before = openingsOf(earlier, reports, comparison);
    const after = openingsOf(later, reports, comparison);
    const effect = effectOn(before, after);
    if (effect === null) continue;
    const { unit, origin } = reports;
    const key = `${unit} ${origin}`;
    const sum = changes.get(key) ?? { unit, origin, closed: 0, narrowed: 0, widened: 0 };
    changes.set(key, { ...sum, [effect]: sum[effect] + reports.reports });
  }
  return [...changes.values()];
}

/** For each purpose the highest marking of a report, sent under the newest version, that the member could open at `time`. */
export function reachOf(policy: PolicyDocument, member: Member, time: number): Reach {
  const [live] = member.agreements;
  const reach = new Map<Purpose, number>();
  if (live === undefined) return reach;
  const markings = TLP.map((_, rank) => rank).reverse();
  for (const purpose of PURPOSES) {
    const labels = { purposes: [purpose], handling: LOWEST_HANDLING, versionHash: live.versionHash };
    const ability = new Ability(policy, member, { purpose, time }, 'report.open', 'Opening');
    const highest = markings.find((marking) =>
      member.units.some((unit) => opens(ability, { ...labels, unit, marking }, live.id, time)),
    );
    if (highest !== undefined) reach.set(purpose, highest);
  }
  return reach;
}

/** The member with this agreement and no other: what is sealed under it is decided by it alone. */
function under(member: Member, course: AgreementCourse, time: number): Member {
  const live = agreementAt(course, member.org, time);
  return { ...member, agreements: live === null ? [] : [live] };
}

type SealedLabels = Pick<SealedReports, 'unit' | 'versionHash' | 'purposes' | 'marking' | 'handling'>;

function opens(ability: Ability, labels: SealedLabels, agreementId: Id, time: number): boolean {
  const { unit, versionHash, purposes, marking, handling } = labels;
  const openUntil = Math.floor(time / SECONDS_PER_HOUR) + 1;
  const grant = { grantUnit: unit, ownGrant: false, state: 'ACTIVE', agreementId, openUntil };
  const attributes = { ...grant, versionHash, purposes, marking, handling };
  return ability.decide({ type: 'Opening', attributes }).allowed;
}

/** One of each kind of people whom policy cannot tell apart: large organisations have few kinds. */
function alike(people: readonly Member[]): ReadonlyMap<string, Member> {
  return new Map(people.map((member) => [likenessOf(member), member]));
}

/** Everything of a member that policy looks at, without who it is. */
function likenessOf({ orgState, memberState, deviceState, rights, clearance, trainingUntil, ...rest }: Member): string {
  const { org, orgKind, country, units, unitsInStanding, unitsVetted, jurisdictions } = rest;
  const states = [orgState, memberState, deviceState, rights, clearance, trainingUntil];
  return JSON.stringify([org, orgKind, country, states, units, unitsInStanding, unitsVetted, jurisdictions]);
}

/** A kind of people, and the policy for each purpose they might declare: built once, asked about every report. */
interface Readers {
  readonly likeness: string;
  readonly units: readonly Id[];
  readonly abilities: ReadonlyMap<Purpose, Ability>;
}

function readersUnder(people: readonly Member[], comparison: Comparison, side: 'before' | 'after'): Readers[] {
  const { policy, time, [side]: course } = comparison;
  return [...alike(people)].map(([likeness, reader]) => {
    const member = under(reader, course, time);
    const abilities = PURPOSES.map((purpose) => {
      return [purpose, new Ability(policy, member, { purpose, time }, 'report.open', 'Opening')] as const;
    });
    return { likeness, units: member.units, abilities: new Map(abilities) };
  });
}

/** Which kinds of readers could open it for what, as text pairs. */
function openingsOf(
  readers: readonly Readers[],
  reports: SealedReports,
  { before, time }: Comparison,
): ReadonlySet<string> {
  const pairs = readers
    .filter(({ units }) => units.includes(reports.unit))
    .flatMap(({ likeness, abilities }) =>
      [...abilities]
        .filter(([, ability]) => opens(ability, reports, before.id, time))
        .map(([purpose]) => `${likeness} ${purpose}`),
    );
  return new Set(pairs);
}

function effectOn(before: ReadonlySet<string>, after: ReadonlySet<string>): 'closed' | 'narrowed' | 'widened' | null {
  const lost = [...before].some((pair) => !after.has(pair));
  if (lost) return after.size === 0 ? 'closed' : 'narrowed';
  return after.size > before.size ? 'widened' : null;
}

function sameReach(one: Reach, other: Reach): boolean {
  return PURPOSES.every((purpose) => one.get(purpose) === other.get(purpose));
}
