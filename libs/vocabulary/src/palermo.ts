// Palermo Protocol, article 3, as broken down by the metadata of SDG indicator 16.2.2.

export const PALERMO_ACTS = ['recruitment', 'transportation', 'transfer', 'harbouring', 'receipt'] as const;
export type PalermoAct = (typeof PALERMO_ACTS)[number];

export const PALERMO_MEANS = [
  'threat_or_use_of_force',
  'other_coercion',
  'abduction',
  'fraud',
  'deception',
  'abuse_of_power',
  'abuse_of_position_of_vulnerability',
  'payments_or_benefits_to_person_in_control',
] as const;
export type PalermoMeans = (typeof PALERMO_MEANS)[number];

export const PALERMO_PURPOSES = [
  'prostitution_of_others',
  'other_sexual_exploitation',
  'forced_labour_or_services',
  'slavery',
  'practices_similar_to_slavery',
  'servitude',
  'organ_removal',
  'other_national_law',
] as const;
export type PalermoPurpose = (typeof PALERMO_PURPOSES)[number];
