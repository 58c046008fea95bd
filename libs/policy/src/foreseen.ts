import { LEGAL_BASES_OF, PROHIBITED_USES, type Purpose } from '@sealbridge/vocabulary';

import type { Decision } from './ability.js';
import type { Circumstances } from './circumstances.js';

/**
 * An opening that nobody has asked for yet, as a client asks when its person does everything right: a legal ground that fits the purpose,
 * every prohibited use signed as such, a case named, the person verified.
 */
export function foreseen(purpose: Purpose, time: number): Circumstances {
  return {
    ...{ purpose, time },
    ...{ verified: true, caseRef: true },
    ...{ legalBasis: LEGAL_BASES_OF[purpose][0], accepted: PROHIBITED_USES },
  };
}

/**
 * Whether a decision about a foreseen opening is that it opens, if not now then at the hours that are set. The hours are asked last but
 * for what a foreseen opening has: a spec holds the rules to that.
 */
export function opensInTime(decision: Decision): boolean {
  return decision.allowed || decision.reason === 'outside_hours_policy';
}
