/** What an organisation is in Sealbridge, which decides what its members can be. */
export const ORG_KINDS = ['ngo', 'police_unit', 'oversight', 'stewards'] as const;
export type OrgKind = (typeof ORG_KINDS)[number];

/** HTCDS 2.0 `org_Type` with the local subclasses. */
export const ORG_CLASSES = [
  'NGO',
  'LawEnforcement',
  'HealthServiceOrganisation',
  'CentralGovernmentOrganisation',
  'LocalGovernmentOrganisation',
  'ImmigrationService',
  'LegalService',
  'CorporateBusiness',
  'SchoolOrCollege',
] as const;
export type OrgClass = (typeof ORG_CLASSES)[number];

export const ORG_SUBCLASSES = [
  'police_unit',
  'prosecutor',
  'labour_inspectorate',
  'hotline',
  'shelter',
  'legal_aid',
  'survivor_led_org',
  'igo',
  'financial_institution',
] as const;
export type OrgSubclass = (typeof ORG_SUBCLASSES)[number];

/** What two stewards look at before an organisation is admitted. */
export const VETTING_EVIDENCE = [
  'registration',
  'safeguarding_policy',
  'data_protection_officer',
  'two_references',
  'site_or_video_visit',
  'staff_checks',
  'funding_transparency',
  'conflict_of_interest',
  'police_authority_letter',
  'official_mail_domain_and_callback',
] as const;
export type VettingEvidence = (typeof VETTING_EVIDENCE)[number];

/** What of a report an agreement may cover: the parts of a report by their sealing. */
export const DATA_CLASSES = ['pattern_card', 'statements', 'identifiers', 'attachments'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];
