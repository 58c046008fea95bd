import { type Id, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { Ability, type Decision } from '../ability.js';
import { foreseen } from '../foreseen.js';
import type { Attributes } from '../matcher.js';
import type { Policy } from '../policy.js';
import type { RefusalCode } from '../refusals.js';
import type { Member } from '../subject.js';

/** One person who holds the key of one unit, and what would be asked of policy when they opened. */
export interface SimulatedReader {
  readonly unit: Id;
  /** With the agreements of the person's organisation that the report may be sealed under. */
  readonly member: Member;
  /** The policy's Opening of the grant that the unit would get. */
  readonly opening: Attributes;
}

/** Whether somebody could open a report today, for which purposes, and why not for the others. */
export interface OpeningAnswer<Reader extends SimulatedReader = SimulatedReader> {
  readonly reader: Reader;
  /** Now, or at a later hour of the same day in UTC. */
  readonly mayOpenToday: boolean;
  /** Those for which it opens today, in the order of the vocabulary. */
  readonly purposes: readonly Purpose[];
  /** When the first of them opens, in UNIX seconds: the time asked about, or the beginning of a later hour. Null when none does. */
  readonly opensAt: number | null;
  /** Null when it opens; else what the person would be told, and when that differs by purpose, what no other purpose would help. */
  readonly reason: RefusalCode | null;
  /** What the person would be told at the time asked about, for each purpose that does not open then. */
  readonly refusals: ReadonlyMap<Purpose, RefusalCode>;
}

/**
 * Who could open a report at `time` (UNIX seconds): asks policy itself, for each reader and purpose, what the server asks it when that
 * person opens and does everything right. In the order of the readers; the same question has the same answer wherever it is asked.
 */
export function whoCouldOpen<Reader extends SimulatedReader>(
  policy: Policy,
  readers: readonly Reader[],
  time: number,
): OpeningAnswer<Reader>[] {
  return readers.map((reader) => answerFor(policy, reader, time));
}

function answerFor<Reader extends SimulatedReader>(
  policy: Policy,
  reader: Reader,
  time: number,
): OpeningAnswer<Reader> {
  const refusals = new Map<Purpose, RefusalCode>();
  const opens = new Map<Purpose, number>();
  for (const purpose of PURPOSES) {
    const now = decided(policy, reader, purpose, time);
    if (!now.allowed) refusals.set(purpose, now.reason);
    const at = now.allowed ? time : laterToday(policy, reader, purpose, { time, reason: now.reason });
    if (at !== null) opens.set(purpose, at);
  }
  const mayOpenToday = opens.size > 0;
  return {
    reader,
    mayOpenToday,
    purposes: PURPOSES.filter((purpose) => opens.has(purpose)),
    opensAt: mayOpenToday ? Math.min(...opens.values()) : null,
    reason: mayOpenToday ? null : tellingReason(reader, refusals),
    refusals,
  };
}

function decided(policy: Policy, { member, opening }: SimulatedReader, purpose: Purpose, time: number): Decision {
  const ability = new Ability(policy, member, foreseen(purpose, time), 'report.open', 'Opening');
  return ability.decide({ type: 'Opening', attributes: opening });
}

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;

/** When it opens at a later hour of the same day, if nothing but the hour is in the way; else null. */
function laterToday(
  policy: Policy,
  reader: SimulatedReader,
  purpose: Purpose,
  { time, reason }: { readonly time: number; readonly reason: RefusalCode },
): number | null {
  if (reason !== 'outside_hours_policy') return null;
  const midnight = (Math.floor(time / SECONDS_PER_DAY) + 1) * SECONDS_PER_DAY;
  let at = (Math.floor(time / SECONDS_PER_HOUR) + 1) * SECONDS_PER_HOUR;
  while (at < midnight && !decided(policy, reader, purpose, at).allowed) at += SECONDS_PER_HOUR;
  return at < midnight ? at : null;
}

/** What another purpose may change: who is told this tries another one. */
const OF_THE_PURPOSE: readonly RefusalCode[] = ['wrong_purpose', 'legal_basis_missing'];

/** Of the purposes that the grant names, the first reason that is not about the purpose itself. */
function tellingReason({ opening }: SimulatedReader, refusals: ReadonlyMap<Purpose, RefusalCode>): RefusalCode {
  const purposes: unknown = opening['purposes'];
  const named: readonly unknown[] = Array.isArray(purposes) ? purposes : [];
  const asked = [...refusals].filter(([purpose]) => named.includes(purpose));
  const reasons = (asked.length === 0 ? [...refusals] : asked).map(([, reason]) => reason);
  return reasons.find((reason) => !OF_THE_PURPOSE.includes(reason)) ?? reasons[0] ?? 'not_permitted';
}
