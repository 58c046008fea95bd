/** How the sentence of a report is meant. */
export const STATEMENT_KINDS = ['fact', 'assessment', 'hearsay'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** Where a report comes from, without saying who. */
export const REPORTER_CLASSES = [
  'self_victim_survivor',
  'third_party_known',
  'third_party_anonymous',
  'staff_observation',
  'partner_org',
  'open_source',
  'platform_signal',
] as const;
export type ReporterClass = (typeof REPORTER_CLASSES)[number];

export const CONTACT_WISHES = ['may_contact', 'via_ngo_only', 'no_contact', 'unknown'] as const;
export type ContactWish = (typeof CONTACT_WISHES)[number];

export const CONSENT_BASES = [
  'written',
  'verbal_witnessed',
  'assent_plus_guardian',
  'not_required_no_personal_data',
  'vital_interest_override',
  'legal_compulsion',
] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** The seven guidance questions of HTCDS 2.0 `con_Consent`, in the order of the checklist. */
export const CONSENT_CHECKLIST = [
  'interview',
  'purpose',
  'use',
  'research_use',
  'access_right',
  'storage_period',
  'withdrawal',
] as const;
export type ConsentQuestion = (typeof CONSENT_CHECKLIST)[number];

/** Perpetrator-side identifiers, sealed in L2. A victim-side identifier has no kind: it is refused. */
export const IDENTIFIER_KINDS = [
  'phone',
  'email',
  'handle',
  'url_or_ad_id',
  'vehicle_plate',
  'vehicle_description',
  'bank_account',
  'crypto_address',
  'company_reg_no',
  'business_name',
  'alias',
  'document_number',
  'premises',
  'description',
  'other',
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** The kinds with one normal form, which two organisations can compare without showing them. */
export const MATCHABLE_IDENTIFIER_KINDS = [
  'phone',
  'email',
  'handle',
  'url_or_ad_id',
  'vehicle_plate',
  'bank_account',
  'crypto_address',
  'company_reg_no',
] as const satisfies readonly IdentifierKind[];

/** What became of a report. `cannot_say` counts as an answer and expires after 90 days. */
export const OUTCOMES = [
  'received',
  'assessed_no_further_action',
  'insufficient_detail',
  'duplicate_or_known',
  'merged',
  'referred_other_agency',
  'under_development',
  'investigation_opened',
  'safeguarding_done',
  'disruption',
  'arrest',
  'charge',
  'conviction',
  'acquittal',
  'cannot_say',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const RECALL_REASONS = [
  'consent_withdrawn',
  'error',
  'victim_safety',
  'wrong_recipient',
  'superseded',
  'legal',
] as const;
export type RecallReason = (typeof RECALL_REASONS)[number];

export const RECALL_ATTESTATIONS = [
  'destroyed',
  'never_opened',
  'retained_legal_duty',
  'retained_in_case_file',
  'partly',
  'refused',
] as const;
export type RecallAttestation = (typeof RECALL_ATTESTATIONS)[number];

/** Why a required field of a card holds no code. */
export const NULL_REASONS = ['unknown', 'not_asked', 'withheld', 'not_applicable'] as const;
export type NullReason = (typeof NULL_REASONS)[number];
