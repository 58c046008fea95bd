import type { Member } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import { Refusal } from '../access/refusal.js';

/**
 * The units whose reports may be listed, and told of while they come. Throws Refusal when none of them stands: an empty list would say
 * that nothing came.
 */
export function unitsThatRead({ units, unitsInStanding, unitsVetted }: Member): readonly Id[] {
  if (units.length > 0 && unitsInStanding.length === 0) throw new Refusal('suspended');
  if (units.length > 0 && unitsVetted.length === 0) throw new Refusal('not_vetted');
  return unitsVetted;
}
