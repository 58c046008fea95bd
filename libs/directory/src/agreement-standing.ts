import type { Id } from '@sealbridge/vocabulary';
import type { Agreement } from './agreement.js';
import { requireThat } from './directory-error.js';
import type { Standing } from './standing.js';

/** How a version stands at a time. */
export type AgreementStanding = 'pending' | 'in_force' | 'suspended' | 'ended';

/** What the parties have said about one version so far. */
export interface StandingSoFar {
  /** `seq` of the newest record; 0 before the first. */
  readonly seq: number;
  /** The parties that suspend the version, sorted. */
  readonly suspendedBy: readonly Id[];
  /** UNIX seconds: the version's own end, or an earlier one that a party named. */
  readonly end: number;
}

/** The standing of a version about which nobody has said anything. */
export function noStanding({ end }: Pick<Agreement, 'end'>): StandingSoFar {
  return { seq: 0, suspendedBy: [], end };
}

/** The standing after one more record. Throws E_STANDING_SEQ when it is not the next, E_STANDING when it is out of turn. */
export function nextStanding(before: StandingSoFar, { seq, act, at, org }: Standing): StandingSoFar {
  requireThat(seq === before.seq + 1, 'E_STANDING_SEQ', 'the record is not the next about this version');
  const suspends = before.suspendedBy.includes(org);
  switch (act) {
    case 'end':
      requireThat(at < before.end, 'E_STANDING', 'an end only moves earlier');
      return { ...before, seq, end: at };
    case 'suspend':
      requireThat(!suspends, 'E_STANDING', 'the party suspends the agreement already');
      return { ...before, seq, suspendedBy: [...before.suspendedBy, org].toSorted() };
    case 'resume':
      requireThat(suspends, 'E_STANDING', 'the party has nothing to resume');
      return { ...before, seq, suspendedBy: before.suspendedBy.filter((party) => party !== org) };
  }
}

/** How a version stands at a time in UNIX seconds, by the records of its parties. */
export function agreementStanding(
  { start }: Pick<Agreement, 'start'>,
  { suspendedBy, end }: StandingSoFar,
  now: number,
): AgreementStanding {
  if (now >= end) return 'ended';
  if (now < start) return 'pending';
  return suspendedBy.length > 0 ? 'suspended' : 'in_force';
}
