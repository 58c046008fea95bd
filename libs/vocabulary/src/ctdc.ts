import type { HTCDS_CONTROLS } from './htcds.js';

// CTDC (Counter-Trafficking Data Collaborative) public data set: column values and bands.

/**
 * Means of control, the canonical 17. HTCDS contradicts itself: its definitions hold these 17 while its picklist holds 16
 * and merges threats differently, so the card keeps the definitions and exports through HTCDS_CONTROL_OF.
 */
export const CONTROLS = [
  'DebtBondage',
  'TakesEarnings',
  'RestrictsFinancialAccess',
  'Threats',
  'PsychologicalAbuse',
  'PhysicalAbuse',
  'SexualAbuse',
  'FalsePromises',
  'PsychoactiveSubstances',
  'RestrictsMovement',
  'RestrictsMedicalCare',
  'ExcessiveWorkingHours',
  'UsesChildren',
  'ThreatOfLawEnforcement',
  'WithholdsNecessities',
  'WithholdsDocuments',
  'Other',
] as const;
export type Control = (typeof CONTROLS)[number];

/** Export map from the 17 to the picklist of HTCDS. */
export const HTCDS_CONTROL_OF: Readonly<Record<Control, (typeof HTCDS_CONTROLS)[number]>> = {
  DebtBondage: 'DebtBondage',
  TakesEarnings: 'TakesEarnings',
  RestrictsFinancialAccess: 'RestrictsFinancialAccess',
  Threats: 'PhysicalThreats',
  PsychologicalAbuse: 'PsychologicalAbuse',
  PhysicalAbuse: 'PhysicalAbuse',
  SexualAbuse: 'SexualAbuse',
  FalsePromises: 'FalsePromises',
  PsychoactiveSubstances: 'PsychoactiveSubstance',
  RestrictsMovement: 'Other',
  RestrictsMedicalCare: 'RestrictsMedicalCare',
  ExcessiveWorkingHours: 'ExcessiveWorkingHours',
  UsesChildren: 'ThreatensChildrenFamily',
  ThreatOfLawEnforcement: 'ThreatsLawEnforcement',
  WithholdsNecessities: 'WithholdsNecessities',
  WithholdsDocuments: 'WithholdsDocuments',
  Other: 'Other',
};

export const LABOUR_TYPES = [
  'Agriculture',
  'Aquafarming',
  'Begging',
  'Construction',
  'DomesticWork',
  'Hospitality',
  'IllicitActivities',
  'Manufacturing',
  'MiningOrDrilling',
  'Peddling',
  'Transportation',
  'Other',
  'NotSpecified',
] as const;
export type LabourType = (typeof LABOUR_TYPES)[number];

/** CTDC `ageBroad`. The double hyphen is the data set's own. */
export const AGE_BANDS = ['0--8', '9--17', '18--20', '21--23', '24--26', '27--29', '30--38', '39--47', '48+'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** The bands under 18, for which no means has to be shown (Palermo Protocol, article 3 c). */
export const MINOR_AGE_BANDS = ['0--8', '9--17'] as const satisfies readonly AgeBand[];

export const MAJORITY_STATUSES = ['Minor', 'Adult'] as const;

export const RECRUITER_RELATIONS = ['IntimatePartner', 'Friend', 'Family', 'Other', 'Unknown'] as const;

/** How many persons a card is about; our own bands, so that a small number is never exact. */
export const COUNT_BANDS = ['1', '2-4', '5-9', '10-49', '50+'] as const;
export type CountBand = (typeof COUNT_BANDS)[number];
