import {
  agreementAt,
  type AgreementCourse,
  type Comparison,
  type Member,
  type Reach,
  type ReaderChange,
  type SealedChange,
} from '@sealbridge/policy';
import { PURPOSES, TLP, type Id, type Purpose } from '@sealbridge/vocabulary';

import type { PurposeReach, ReaderReach, ReaderReachConnection, SealedReach } from './preview.types.js';

/** Fewer reports than this are not told to anybody but their originator. */
const THRESHOLD = 5;

/** Who looks at a preview, and the people of the two parties. */
export interface Viewer {
  readonly member: Member;
  readonly parties: readonly Id[];
  /** Handles of units by id. */
  readonly handles: ReadonlyMap<Id, string>;
  readonly people: readonly Member[];
}

/** Circles that the viewer's organisation would begin or cease to share in; another agreement may keep one. For others the two versions alone. */
export function circlesOf(
  { member, parties }: Viewer,
  { before, after, time }: Comparison,
): { circlesGained: string[]; circlesLost: string[] } {
  const isParty = parties.includes(member.org);
  const kept = isParty
    ? member.agreements.filter(({ id, standing }) => id !== before.id && standing === 'in_force')
    : [];
  const circles = (course: AgreementCourse): string[] => {
    const live = agreementAt(course, parties[0] ?? member.org, time);
    const own = live?.standing === 'in_force' ? [live.circle] : [];
    return [...kept.map(({ circle }) => circle), ...own];
  };
  const [earlier, later] = [circles(before), circles(after)];
  return {
    circlesGained: [...new Set(later.filter((circle) => !earlier.includes(circle)))],
    circlesLost: [...new Set(earlier.filter((circle) => !later.includes(circle)))],
  };
}

/**
 * What becomes of reports sent earlier. An originator sees its own exactly. Everybody else gets a row for every unit, changed or
 * not, with small numbers left out: that a row is there says nothing.
 */
export function sealedRows(
  { member, parties, handles, people }: Viewer,
  changes: readonly SealedChange[],
): SealedReach[] {
  const own = changes.filter(({ origin }) => origin === member.org).map((change) => exact(change, handles));
  const others = parties
    .filter((origin) => origin !== member.org)
    .flatMap((origin) =>
      unitsOf(people, (org) => org !== origin).map((unit) => {
        const change = changes.find((candidate) => candidate.origin === origin && candidate.unit === unit);
        return coarse(change ?? { origin, unit, closed: 0, narrowed: 0, widened: 0 }, handles);
      }),
    );
  return [...own, ...others].sort((a, b) => (a.unit < b.unit ? -1 : 1));
}

function unitsOf(people: readonly Member[], wanted: (org: Id) => boolean): Id[] {
  return [...new Set(people.filter(({ org }) => wanted(org)).flatMap(({ units }) => units))];
}

function exact({ origin, unit, closed, narrowed, widened }: SealedChange, handles: Viewer['handles']): SealedReach {
  return { origin, unit: handles.get(unit) ?? unit, closed, narrowed, widened };
}

function coarse(change: SealedChange, handles: Viewer['handles']): SealedReach {
  const shown = (count: number): number | null => (count < THRESHOLD ? null : count);
  const { origin, unit, closed, narrowed, widened } = change;
  const counts = { closed: shown(closed), narrowed: shown(narrowed), widened: shown(widened) };
  return { origin, unit: handles.get(unit) ?? unit, ...counts };
}

/** Which readers a page shows, and the cursor after so many of them. */
export interface ReaderPlace {
  readonly skipped: number;
  readonly size: number;
  readonly cursor: (shown: number) => string;
}

/** A page of readers whose reach changes, with how many there are in all. */
export function readerPage(
  viewer: Viewer,
  changes: readonly ReaderChange[],
  { skipped, size, cursor }: ReaderPlace,
): ReaderReachConnection {
  const edges = changes
    .slice(skipped, skipped + size)
    .map((change, index) => ({ cursor: cursor(skipped + index + 1), node: readerReach(viewer, change) }));
  const hasNextPage = changes.length > skipped + size;
  return {
    edges,
    pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    gaining: changes.filter(({ before, after }) => grows(before, after)).length,
    losing: changes.filter(({ before, after }) => grows(after, before)).length,
  };
}

/** People of a party with which the viewer has no agreement yet stay nameless: the directory does not show them either. */
function readerReach(viewer: Viewer, { member, before, after }: ReaderChange): ReaderReach {
  const { org, country, units } = member;
  const named = { member: member.member, units: units.map((unit) => viewer.handles.get(unit) ?? unit) };
  return {
    organisation: org,
    country,
    ...(knows(viewer, org) ? named : { member: null, units: [] }),
    purposes: PURPOSES.filter((purpose) => before.get(purpose) !== after.get(purpose)).map((purpose) =>
      purposeReach(purpose, before, after),
    ),
  };
}

function knows({ member, parties }: Viewer, org: Id): boolean {
  const isParty = parties.includes(member.org);
  return !isParty || member.org === org || member.agreements.some(({ partner }) => partner === org);
}

function purposeReach(purpose: Purpose, before: Reach, after: Reach): PurposeReach {
  const marking = (rank: number | undefined): string | null => (rank === undefined ? null : (TLP[rank] ?? null));
  return { purpose, before: marking(before.get(purpose)), after: marking(after.get(purpose)) };
}

function grows(from: Reach, to: Reach): boolean {
  return [...to].some(([purpose, rank]) => rank > (from.get(purpose) ?? -1));
}
