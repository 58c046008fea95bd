import { equal } from '@sealbridge/sodium';
import type { DirectoryState } from '../directory-state.js';
import type { Guardian } from '../event-recovery.js';

/** What a reader who may read the chain of a guardian can say of it; `unknown` for one who may not. */
export type GuardianStanding = 'active' | 'ended' | 'suspended' | 'other_keys' | 'unknown';

/** How a guardian stands at a UNIX hour. The replay asks this of the own organisation and the stewards alone; clients ask it of all. */
export function guardianStanding(state: DirectoryState, guardian: Guardian, hour: number): GuardianStanding {
  if (state.chains.get(guardian.org)?.unreadFrom !== null) return 'unknown';
  const device = state.devices.get(guardian.device);
  if (device?.org !== guardian.org || device.member !== guardian.member) return 'other_keys';
  const sameKeys =
    equal(device.signPublicKey, guardian.signPublicKey) && equal(device.kemPublicKey, guardian.kemPublicKey);
  if (!sameKeys) return 'other_keys';
  if (device.ended !== null) return 'ended';
  const suspended = [guardian.member, guardian.org].some((subject) => state.isSuspended(subject, hour));
  return suspended ? 'suspended' : 'active';
}
