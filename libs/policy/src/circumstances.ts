import type { LegalBasis, ProhibitedUse, Purpose } from '@sealbridge/vocabulary';

import type { Member } from './subject.js';

/** What is true of the act besides who acts: what was declared, what was verified, and the time. */
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

/** States in which an organisation or member may act at all; any other, also an unknown one, counts as suspended. */
const STANDING_STATES: readonly string[] = ['active', 'provisional'];

/** Whether neither organisation, member nor device is suspended, ended or gone. A member unseen for too long is not suspended. */
export function inStanding({ orgState, memberState, deviceState }: Member): boolean {
  const member = memberState === 'inactive' ? 'active' : memberState;
  return STANDING_STATES.includes(orgState) && STANDING_STATES.includes(member) && deviceState === 'active';
}
