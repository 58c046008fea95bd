import type { AgreementRecord } from '@sealbridge/directory';
import { type AgreementCourse, type Comparison, type DatedVersion, type Policy } from '@sealbridge/policy';
import { toHex } from '@sealbridge/sodium';
import { handlingRank, type Id, markingRank } from '@sealbridge/vocabulary';

import type { CourseRow } from './agreement.repository.js';

/** What is known of an agreement before a proposal is signed. */
export interface Grounds {
  /** Versions there are, oldest first; none for a first agreement. */
  readonly versions: readonly CourseRow[];
  /** Whether both parties stand active: else nothing between them is in force, whatever is signed. */
  readonly partiesActive: boolean;
}

/** The agreement as it is, beside the agreement as it would be if the proposal was signed, under a policy at a time in UNIX seconds. */
export function comparisonOf(
  { agreement, hash }: AgreementRecord,
  grounds: Grounds,
  { policy, time }: { readonly policy: Policy; readonly time: number },
): Comparison {
  const [one, other] = agreement.orgs;
  if (one === undefined || other === undefined) throw new Error('an agreement has two parties');
  const about = { id: agreement.agreement, parties: [one, other] as [Id, Id] };
  const { versions, partiesActive } = grounds;
  const before: AgreementCourse = {
    ...about,
    versions,
    suspended: !partiesActive || versions.at(-1)?.suspended === true,
  };
  const proposed: DatedVersion = {
    hash: toHex(hash),
    circle: agreement.circle,
    purposes: agreement.purposes,
    markingCeiling: markingRank(agreement.markingCeiling),
    handlingCeiling: handlingRank(agreement.handlingCeiling),
    jurisdictions: agreement.jurisdictions,
    retentionMonths: agreement.retentionMonths,
    attribution: agreement.attribution,
    prohibited: agreement.prohibited,
    startsAt: agreement.start,
    endsAt: agreement.end,
  };
  // a new version begins without the suspensions of the one before: whoever suspended has signed it
  const after: AgreementCourse = { ...about, versions: [...versions, proposed], suspended: !partiesActive };
  return { policy, before, after, time };
}
