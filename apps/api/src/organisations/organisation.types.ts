import type { Id, OrgKind } from '@sealbridge/vocabulary';

/** What other features ask about an organisation. */
export interface OrganisationSummary {
  readonly id: Id;
  readonly handle: string;
  readonly kind: OrgKind;
  readonly state: 'provisional' | 'active' | 'ended';
  /** `seq` of the newest event of its chain. */
  readonly headSeq: number;
}
