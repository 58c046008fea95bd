import { type Id, type Purpose, PURPOSES, TLP } from '@sealbridge/vocabulary';

import { Ability } from './ability.js';
import { foreseen, opensInTime } from './foreseen.js';
import type { Policy } from './policy.js';
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

/** What the other course changes: for people, of reports sent from then on; for reports sent earlier. */
export interface Changes {
  /** In the order in which the people were given. */
  readonly readers: readonly ReaderChange[];
  /** Per unit and originator; those of which nothing changes are left out. */
  readonly sealed: readonly SealedChange[];
}

/** Which of two courses an agreement may take, and when they are compared (UNIX seconds). */
export interface Comparison {
  readonly policy: Policy;
  readonly before: AgreementCourse;
  readonly after: AgreementCourse;
  readonly time: number;
}

const SECONDS_PER_HOUR = 3600;
const GRACE_HOURS = 'param.training.grace.hours';

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
  const { attribution, prohibited } = newest;
  return {
    ...{ id: course.id, partner, circle, versionHash: hash },
    ...{ purposes, markingCeiling, handlingCeiling, jurisdictions, retentionMonths, attribution, prohibited },
    standing: course.suspended ? 'suspended' : 'in_force',
    versions: course.versions,
  };
}

/**
 * What changes, asked of the policy engine itself: each kind of people as members with this agreement and no other. A step asks about
 * one kind of people, or about one kind and one sort of reports, so that a server can let others go first between any two.
 */
export function* changesOf(
  people: readonly Member[],
  sealed: readonly SealedReports[],
  comparison: Comparison,
): Generator<undefined, Changes, undefined> {
  const kinds = new Map<string, Kind>();
  const readers: ReaderChange[] = [];
  for (const member of people) {
    const likeness = likenessOf(member, comparison);
    const kind = kinds.get(likeness) ?? kindOf(member, comparison);
    kinds.set(likeness, kind);
    if (!sameReach(kind.before.reach, kind.after.reach)) {
      readers.push({ member, before: kind.before.reach, after: kind.after.reach });
    }
    yield;
  }
  const changes = new Map<string, SealedChange>();
  for (const reports of sealed) {
    const effect = yield* effectOn([...kinds.values()], reports, comparison);
    if (effect === null) continue;
    const { unit, origin } = reports;
    const key = `${unit} ${origin}`;
    const sum = changes.get(key) ?? { unit, origin, closed: 0, narrowed: 0, widened: 0 };
    changes.set(key, { ...sum, [effect]: sum[effect] + reports.reports });
  }
  return { readers, sealed: [...changes.values()] };
}

/** People whom policy cannot tell apart: large organisations have few kinds. */
interface Kind {
  readonly units: readonly Id[];
  readonly before: Side;
  readonly after: Side;
}

/** A kind of people under one of the two courses: the policy for each purpose they might declare, built once. */
interface Side {
  readonly abilities: ReadonlyMap<Purpose, Ability>;
  readonly reach: Reach;
}

function kindOf(member: Member, { policy, before, after, time }: Comparison): Kind {
  const side = (course: AgreementCourse): Side => {
    const live = agreementAt(course, member.org, time);
    const subject = { ...member, agreements: live === null ? [] : [live] };
    const abilities = new Map(
      PURPOSES.map((purpose) => [
        purpose,
        new Ability(policy, subject, foreseen(purpose, time), 'report.open', 'Opening'),
      ]),
    );
    return { abilities, reach: live === null ? new Map() : reachOf(abilities, member.units, live, time) };
  };
  return { units: member.units, before: side(before), after: side(after) };
}

/** For each purpose the highest marking of a report, sent under the newest version, that could be opened at `time`. */
function reachOf(abilities: Side['abilities'], units: readonly Id[], live: LiveAgreement, time: number): Reach {
  const reach = new Map<Purpose, number>();
  const markings = TLP.map((_, rank) => rank).reverse();
  for (const [purpose, ability] of abilities) {
    const labels = { purposes: [purpose], handling: LOWEST_HANDLING, versionHash: live.versionHash };
    const highest = markings.find((marking) =>
      units.some((unit) => opens(ability, { ...labels, unit, marking }, live.id, time)),
    );
    if (highest !== undefined) reach.set(purpose, highest);
  }
  return reach;
}

type SealedLabels = Pick<SealedReports, 'unit' | 'versionHash' | 'purposes' | 'marking' | 'handling'>;

function opens(ability: Ability, labels: SealedLabels, agreementId: Id, time: number): boolean {
  const { unit, versionHash, purposes, marking, handling } = labels;
  const openUntil = Math.floor(time / SECONDS_PER_HOUR) + 1;
  const grant = { grantUnit: unit, ownGrant: false, state: 'ACTIVE', held: false, agreementId, openUntil };
  const attributes = { ...grant, versionHash, purposes, marking, handling };
  return opensInTime(ability.decide({ type: 'Opening', attributes }));
}

/** Everything of a member that policy looks at, without who it is. Of training it asks only whether it counts at the time. */
function likenessOf(member: Member, { policy, time }: Comparison): string {
  const { org, orgKind, country, orgState, memberState, deviceState, rights, clearance, trainingUntil } = member;
  const { units, unitsInStanding, unitsVetted, unitPurposes, jurisdictions, method } = member;
  const trained = Math.floor(time / SECONDS_PER_HOUR) - trainingUntil < Number(policy.valueOf(GRACE_HOURS));
  const states = [orgState, memberState, deviceState, method, rights, clearance, trained];
  const unitsAs = [units, unitsInStanding, unitsVetted, unitPurposes];
  return JSON.stringify([org, orgKind, country, states, unitsAs, jurisdictions]);
}

/** What becomes of reports by what each kind of people could open them for, before and after. */
function* effectOn(
  kinds: readonly Kind[],
  reports: SealedReports,
  { before, time }: Comparison,
): Generator<undefined, 'closed' | 'narrowed' | 'widened' | null, undefined> {
  let [lost, kept, gained] = [false, false, false];
  for (const kind of kinds.filter(({ units }) => units.includes(reports.unit))) {
    const opensFor = ({ abilities }: Side): Purpose[] =>
      PURPOSES.filter((purpose) => {
        const ability = abilities.get(purpose);
        return ability !== undefined && opens(ability, reports, before.id, time);
      });
    const [was, is] = [opensFor(kind.before), opensFor(kind.after)];
    lost ||= was.some((purpose) => !is.includes(purpose));
    gained ||= is.some((purpose) => !was.includes(purpose));
    kept ||= is.length > 0;
    yield;
  }
  if (lost) return kept ? 'narrowed' : 'closed';
  return gained ? 'widened' : null;
}

function sameReach(one: Reach, other: Reach): boolean {
  return PURPOSES.every((purpose) => one.get(purpose) === other.get(purpose));
}
