import type { AgreementVersion, LiveAgreement, Member } from '@sealbridge/policy';
import {
  LEGAL_BASES_OF,
  type LegalBasis,
  needsLegalBasis,
  ORG_KINDS,
  PROHIBITED_USES,
  type ProhibitedUse,
  type Purpose,
} from '@sealbridge/vocabulary';

import { Refusal } from '../access/refusal.js';

import type { OpenableReport } from './opening.repository.js';

/** What a reader is shown before it signs an open request. */
export interface OfferedTerms {
  /** Ruled out by the version that the grant was sealed under or by the newest one: to be accepted as ruled out. */
  readonly prohibited: readonly ProhibitedUse[];
  /** What the report can be opened for, each purpose with the legal bases that fit it; none where the reader needs none. */
  readonly uses: readonly OfferedUse[];
}

/** A purpose that grant, agreement and unit allow. */
export interface OfferedUse {
  readonly purpose: Purpose;
  readonly legalBases: readonly LegalBasis[];
}

type OfferedGrant = Pick<OpenableReport, 'unit' | 'agreementId' | 'versionHash' | 'purposes'>;

/**
 * The terms of a grant for a member, at a UNIX second. Without an agreement that runs the signer's chain is not shown either, and the
 * reader would get an offer that cannot be checked: throws Refusal `no_live_mou`, `suspended` or `not_vetted`.
 */
export function offeredTerms(found: OfferedGrant, member: Member, time: number): OfferedTerms {
  const versions = versionsOf(found, member, time);
  const ruledOut = new Set(versions.flatMap(({ prohibited }) => prohibited));
  const worksFor = member.unitPurposes.find(({ unit }) => unit === found.unit)?.purposes ?? [];
  const allowed = [worksFor, ...versions.map(({ purposes }) => purposes)];
  const purposes = found.purposes.filter((purpose) => allowed.every((list) => list.includes(purpose)));
  const needed = ORG_KINDS.some((kind) => kind === member.orgKind && needsLegalBasis(kind));
  return {
    prohibited: PROHIBITED_USES.filter((use) => ruledOut.has(use)),
    uses: purposes.map((purpose) => ({ purpose, legalBases: needed ? LEGAL_BASES_OF[purpose] : [] })),
  };
}

/** The newest version of the agreement and the one sealed under; none for the originator's own unit. */
function versionsOf(
  { agreementId, versionHash }: OfferedGrant,
  { agreements }: Member,
  time: number,
): readonly (LiveAgreement | AgreementVersion)[] {
  if (agreementId === null) return [];
  const live = agreements.find(({ id }) => id === agreementId);
  if (live === undefined) throw new Refusal('no_live_mou');
  if (live.standing !== 'in_force') throw new Refusal(live.standing);
  const sealedUnder = live.versions.find(({ hash }) => hash === versionHash);
  if (sealedUnder === undefined || sealedUnder.endsAt <= time) throw new Refusal('no_live_mou');
  return [live, sealedUnder];
}
