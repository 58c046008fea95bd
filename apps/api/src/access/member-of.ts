import type { Member } from '@sealbridge/policy';

import type { Permit } from './permit.js';
import { Refusal } from './refusal.js';

/** The member an act is permitted to, for acts that make no sense without one. Throws Refusal for somebody without a session. */
export function memberOf(permit: Permit): Member {
  const { actor } = permit;
  if (actor.class !== 'member') throw new Refusal('not_permitted');
  return actor;
}
