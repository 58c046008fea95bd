import type { RefusalCode } from '../refusals.js';

/** Why somebody could not open, for whoever asks about them: each after "could not open: ". */
const WORDS: Partial<Record<RefusalCode, string>> = {
  suspended: 'suspended, or their unit, organisation or the agreement is',
  inactive: 'not seen for so long that their administrator has to enable them again',
  not_vetted: 'not vetted to the end yet',
  not_permitted: 'has no role that opens reports',
  no_live_mou: 'no agreement in force covers it',
  recalled: 'the report was recalled',
  held: 'the report is on hold',
  consent_expired: 'the time in which it can be opened is over',
  wrong_purpose: 'no purpose that the report, the agreement and their unit all allow',
  legal_basis_missing: 'no legal ground that fits a purpose of the report',
  uses_not_accepted: 'would have to accept what the report must not be used for',
  clearance: 'marked higher than they are cleared for, or than the agreement covers',
  training_expired: 'their training has run out',
  jurisdiction: 'works for no place that the agreement covers',
  assurance: 'did not sign in as surely as this asks for',
  outside_hours_policy: 'outside the hours in which reports are opened',
  step_up_needed: 'has to verify with their passkey first',
};

/** A refusal in words. */
export function refusalWords(reason: RefusalCode): string {
  return WORDS[reason] ?? reason.replaceAll('_', ' ');
}
