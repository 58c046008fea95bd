/** Version of the purpose registry; it stands in every grant, so that a purpose keeps the meaning it was granted with. */
export const PURPOSES_REGISTRY_VERSION = 1;

/** Why somebody opens a report or asks a pattern question. */
export const PURPOSES = [
  'trafficking_investigation',
  'victim_safeguarding',
  'threat_to_life',
  'strategic_analysis',
  'prevention_disruption',
  'prosecution_support',
  'audit',
  'training_synthetic_only',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What no agreement allows; named in the agreement and signed again at each opening. */
export const PROHIBITED_USES = [
  'immigration_enforcement_of_victims',
  'prosecution_of_victims',
  'civil_litigation',
  'employment_vetting',
  'media_release',
  'commercial_use',
  'profiling_of_protected_groups',
  'onward_transfer_without_originator',
] as const;
export type ProhibitedUse = (typeof PROHIBITED_USES)[number];

/** Why an opening is refused; the answer names the reason and nothing else. */
export const OPEN_REFUSALS = [
  'no_live_mou',
  'wrong_purpose',
  'clearance',
  'training_expired',
  'jurisdiction',
  'recalled',
  'consent_expired',
  'suspended',
  'outside_hours_policy',
] as const;
export type OpenRefusal = (typeof OPEN_REFUSALS)[number];
