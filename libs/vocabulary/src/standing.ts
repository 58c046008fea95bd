import type { OrgKind, VettingEvidence } from './organisation.js';

/** Where an application and what it is about stand, in the order of a life. */
export const VETTING_STATES = ['applied', 'evidence', 'provisional', 'active', 'suspended', 'ended'] as const;
export type VettingState = (typeof VETTING_STATES)[number];

/** What is vetted: an organisation, a further unit of police, a named liaison of one. */
export const APPLICANT_KINDS = ['organisation', 'unit', 'liaison'] as const;
export type ApplicantKind = (typeof APPLICANT_KINDS)[number];

/** What a verdict of a steward is about. */
export const VETTING_STAGES = ['provisional', 'active', 'attest', 'end'] as const;
export type VettingStage = (typeof VETTING_STAGES)[number];

/** What a steward says of an application at a stage; who has an interest in the applicant recuses. */
export const VERDICTS = ['approve', 'return', 'recuse'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a steward says of one item of evidence. */
export const EVIDENCE_FINDINGS = ['accepted', 'returned'] as const;
export type EvidenceFinding = (typeof EVIDENCE_FINDINGS)[number];

/** Why an item of evidence is returned. */
export const RETURN_REASONS = [
  'missing',
  'unreadable',
  'incomplete',
  'expired',
  'contradictory',
  'not_verifiable',
  'insufficient',
  'other',
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** How a steward can be interested in an applicant. */
export const CONFLICT_RELATIONS = [
  'employment',
  'governance',
  'funding',
  'family',
  'partnership',
  'litigation',
  'other',
] as const;
export type ConflictRelation = (typeof CONFLICT_RELATIONS)[number];

/** How firmly something is suspended: by one steward for a short time, or confirmed by a second. */
export const SUSPENSION_MEASURES = ['emergency', 'confirmed'] as const;
export type SuspensionMeasure = (typeof SUSPENSION_MEASURES)[number];

/** Why an organisation, a unit or a member is suspended. */
export const SUSPENSION_REASONS = [
  'key_compromise',
  'misuse',
  'safeguarding',
  'infiltration_suspected',
  'legal',
  'non_attestation',
  'other',
] as const;
export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

/** Why a suspension is lifted. */
export const LIFT_REASONS = ['cleared', 'remedied', 'error'] as const;
export type LiftReason = (typeof LIFT_REASONS)[number];

/** Why the policy or one of its parameters changes; `first` is that of the record an instance begins with. */
export const RULES_REASONS = ['first', 'new_version', 'incident', 'law', 'review', 'correction', 'other'] as const;
export type RulesReason = (typeof RULES_REASONS)[number];

/** Why a membership or an application ends. */
export const MEMBERSHIP_END_REASONS = ['left', 'dissolved', 'declined', 'withdrawn', 'for_cause'] as const;
export type MembershipEndReason = (typeof MEMBERSHIP_END_REASONS)[number];

/** What can be applied for, as far as the evidence asked for differs. The stewards' own organisation is pinned, not vetted. */
export type EvidenceProfile = Exclude<OrgKind, 'stewards'> | Exclude<ApplicantKind, 'organisation'>;

/** The items of evidence that both verifiers have to accept at a stage. */
export interface RequiredEvidence {
  readonly provisional: readonly VettingEvidence[];
  /** Holds those of `provisional` too. */
  readonly active: readonly VettingEvidence[];
}

function required(provisional: readonly VettingEvidence[], further: readonly VettingEvidence[]): RequiredEvidence {
  return { provisional, active: [...provisional, ...further] };
}

/** Which evidence is asked for, by what applies. */
export const REQUIRED_EVIDENCE: Readonly<Record<EvidenceProfile, RequiredEvidence>> = Object.freeze({
  ngo: required(
    [
      'registration',
      'safeguarding_policy',
      'data_protection_officer',
      'two_references',
      'funding_transparency',
      'conflict_of_interest',
    ],
    ['site_or_video_visit', 'staff_checks'],
  ),
  police_unit: required(
    ['police_authority_letter', 'official_mail_domain_and_callback', 'data_protection_officer', 'conflict_of_interest'],
    ['site_or_video_visit'],
  ),
  oversight: required(['registration', 'two_references', 'conflict_of_interest'], ['site_or_video_visit']),
  unit: required(['police_authority_letter', 'conflict_of_interest'], ['official_mail_domain_and_callback']),
  liaison: required(
    ['police_authority_letter', 'official_mail_domain_and_callback', 'conflict_of_interest'],
    ['staff_checks'],
  ),
});
