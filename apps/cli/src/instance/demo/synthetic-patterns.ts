import type { CardDraft } from '@sealbridge/vocabulary';

/** A pattern that several synthetic reports share: everything of a card but its months. */
export interface SyntheticPattern {
  readonly name: string;
  /** How many rounds report it; in a round each of the three NGOs writes one report. */
  readonly rounds: number;
  readonly card: Omit<CardDraft, 'period'>;
}

/**
 * Twenty rounds in all. A cell is shown from 5 reports of 3 organisations on: the first four patterns reach that in every
 * facet, the last three stay below it and are suppressed, so that both can be seen.
 */
export const PATTERNS: readonly SyntheticPattern[] = [
  {
    name: 'harvest crews with fees',
    rounds: 6,
    card: {
      palermo: { act: ['recruitment', 'transportation'], means: ['deception'], purpose: ['forced_labour_or_services'] },
      exploitation: ['ForcedLabour'],
      sector: { isic: 'A_AgricultureForestryAndFishing', type: ['Agriculture'] },
      controls: ['DebtBondage', 'WithholdsDocuments'],
      recruitment: ['JobOffer'],
      route: { origin: ['XA-N'], transit: [], destination: ['XB-W'] },
      cohort: { count_band: '10-49', age_bands: ['21--23', '30--38'], genders: ['Masculine'] },
    },
  },
  {
    name: 'flats that move by the week',
    rounds: 5,
    card: {
      palermo: {
        act: ['recruitment', 'harbouring'],
        means: ['fraud', 'other_coercion'],
        purpose: ['prostitution_of_others'],
      },
      exploitation: ['SexualExploitation'],
      sector: { isic: 'S_OtherServiceActivities', type: ['Prostitution'] },
      controls: ['TakesEarnings', 'Threats', 'FalsePromises'],
      recruitment: ['ThroughOnlineSocialNetworks'],
      route: { origin: ['XB-E'], transit: ['XA-N'], destination: ['XA-S'] },
      cohort: { count_band: '2-4', age_bands: ['18--20', '21--23'], genders: ['Feminine'] },
    },
  },
  {
    name: 'households that keep the passport',
    rounds: 4,
    card: {
      palermo: {
        act: ['recruitment', 'receipt'],
        means: ['abuse_of_position_of_vulnerability'],
        purpose: ['servitude'],
      },
      exploitation: ['Servitude'],
      sector: { isic: 'T_ActivitiesOfHouseholdsAsEmployers', type: ['DomesticWork'] },
      controls: ['WithholdsDocuments', 'RestrictsMovement', 'ExcessiveWorkingHours'],
      recruitment: ['ThroughFriendsOrSocialEvents'],
      route: { origin: ['XA-S'], transit: [], destination: ['XB-C'] },
      cohort: { count_band: '1', age_bands: ['30--38', '39--47'], genders: ['Feminine'] },
    },
  },
  {
    name: 'grow houses when the debt slips',
    rounds: 2,
    card: {
      palermo: {
        act: ['transfer', 'harbouring'],
        means: ['threat_or_use_of_force'],
        purpose: ['forced_labour_or_services'],
      },
      exploitation: ['ForcedCriminality'],
      sector: { isic: 'C_Manufacturing', type: ['IllicitActivities'] },
      controls: ['DebtBondage', 'RestrictsMovement', 'Threats'],
      recruitment: ['SmugglingRansom'],
      route: { origin: ['XB-W'], transit: ['XB-E'], destination: ['XA-N'] },
      cohort: { count_band: '2-4', age_bands: ['18--20'], genders: ['Masculine', 'NonSpecifiedUnknown'] },
    },
  },
  {
    name: 'marriage offers that end in work',
    rounds: 1,
    card: {
      palermo: { act: ['recruitment', 'transfer'], means: ['deception'], purpose: ['practices_similar_to_slavery'] },
      exploitation: ['ForcedMarriage'],
      sector: { type: ['NotSpecified'] },
      controls: ['PsychologicalAbuse'],
      recruitment: ['MarriageBroker'],
      route: { origin: ['XA-C'], transit: [], destination: ['XB-N'] },
      cohort: { count_band: '1', age_bands: ['24--26'], genders: ['Feminine'] },
    },
  },
  {
    name: 'begging rounds at stations',
    rounds: 1,
    card: {
      palermo: { act: ['transportation'], means: ['other_coercion'], purpose: ['forced_labour_or_services'] },
      exploitation: ['ForcedBegging'],
      sector: { type: ['Begging'] },
      controls: ['WithholdsNecessities'],
      recruitment: ['PublicArea'],
      route: { origin: ['XB-N'], transit: [], destination: ['XA-C'] },
      cohort: { count_band: '5-9', age_bands: ['48+'], genders: ['NonSpecifiedUnknown'] },
    },
  },
  {
    name: 'calls from a closed compound',
    rounds: 1,
    card: {
      palermo: { act: ['recruitment', 'harbouring'], means: ['abduction'], purpose: ['slavery'] },
      exploitation: ['Other'],
      sector: { isic: 'J_InformationAndCommunication', type: ['Other'] },
      controls: ['PhysicalAbuse'],
      recruitment: ['ThroughAnOnlineAdvertisement'],
      route: { origin: ['XB-C'], transit: [], destination: ['XA-W'] },
      cohort: { count_band: '50+', age_bands: ['27--29'], genders: ['TransgenderFeminine'] },
    },
  },
];
