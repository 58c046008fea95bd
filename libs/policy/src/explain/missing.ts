import { inStanding } from '../circumstances.js';
import type { Action } from '../objects.js';
import type { Policy } from '../policy.js';
import type { RefusalCode } from '../refusals.js';
import type { Subject } from '../subject.js';

/** Whether some rule allows the action to somebody without a session. */
export function guestsMay({ actionsOfGuests }: Policy, action: Action): boolean {
  return actionsOfGuests.has(action);
}

/**
 * What is missing is answered as if it were there and not addressed to the caller. Where a signature is the authority, standing is not
 * asked for, and must not tell the missing from what somebody else signed.
 */
export function refusalOfMissing(policy: Policy, subject: Subject, action: Action): RefusalCode {
  if (subject.class === 'guest' || guestsMay(policy, action)) return 'not_permitted';
  if (!inStanding(subject)) return 'suspended';
  return subject.memberState === 'inactive' ? 'inactive' : 'not_permitted';
}
