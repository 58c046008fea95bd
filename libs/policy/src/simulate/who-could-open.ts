import { isCode, LEGAL_BASES_OF, PROHIBITED_USES, type Id, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { Ability } from '../ability.js';
import type { Circumstances } from '../circumstances.js';
import type { Policy } from '../policy.js';
import type { RefusalCode } from '../refusals.js';
import type { Attributes } from '../matcher.js';
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
  readonly mayOpenToday: boolean;
  /** Those for which it opens, in the order of the vocabulary. */
  readonly purposes: readonly Purpose[];
  /** Null when it opens; else what the person would be told, and when that differs by purpose, what no other purpose would help. */
  readonly reason: RefusalCode | null;
  /** What the person would be told for each of the other purposes. */
  readonly refusals: ReadonlyMap<Purpose, RefusalCode>;
}

/**
 * Who could open a report at `time` (UNIX seconds): asks policy itself, for each reader and purpose, what the server asks it when that
 * person opens. In the order of the readers; the same question has the same answer wherever it is asked.
 */
export function whoCouldOpen<Reader extends SimulatedReader>(
  policy: Policy,
  readers: readonly Reader[],
  time: number,
): OpeningAnswer<Reader>[] {
  return readers.map((reader) => answerFor(policy, reader, time));
}

/**
 * How somebody asks for a purpose who names nothing besides: on the first legal ground that fits, and signing that nothing is done that
 * any agreement can rule out. Accepting more than is asked refuses nobody.
 */
export function asClientsAsk(purpose: Purpose, time: number): Circumstances {
  return { purpose, time, legalBasis: LEGAL_BASES_OF[purpose][0], accepted: PROHIBITED_USES, caseRef: true };
}

function answerFor<Reader extends SimulatedReader>(
  policy: Policy,
  reader: Reader,
  time: number,
): OpeningAnswer<Reader> {
  const refusals = new Map<Purpose, RefusalCode>();
  for (const purpose of PURPOSES) {
    const circumstances = asClientsAsk(purpose, time);
    const ability = new Ability(policy, reader.member, circumstances, 'report.open', 'Opening');
    const decision = ability.decide({ type: 'Opening', attributes: reader.opening });
    if (!decision.allowed) refusals.set(purpose, decision.reason);
  }
  const purposes = PURPOSES.filter((purpose) => !refusals.has(purpose));
  const mayOpenToday = purposes.length > 0;
  return { reader, mayOpenToday, purposes, reason: mayOpenToday ? null : tellingReason(reader, refusals), refusals };
}

/** What another purpose may change: who is told this tries another one. */
const OF_THE_PURPOSE: readonly RefusalCode[] = ['wrong_purpose', 'legal_basis_missing'];

/** Of the purposes that the grant names, the first reason that is not about the purpose itself. */
function tellingReason({ opening }: SimulatedReader, refusals: ReadonlyMap<Purpose, RefusalCode>): RefusalCode {
  const named: readonly unknown[] = Array.isArray(opening['purposes']) ? opening['purposes'] : [];
  const asked = [...refusals].filter(([purpose]) => isCode(PURPOSES, purpose) && named.includes(purpose));
  const reasons = (asked.length === 0 ? [...refusals] : asked).map(([, reason]) => reason);
  return reasons.find((reason) => !OF_THE_PURPOSE.includes(reason)) ?? reasons[0] ?? 'not_permitted';
}
