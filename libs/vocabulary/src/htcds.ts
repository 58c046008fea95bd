// HTCDS 2.0 (Human Trafficking Case Data Standard), IOM, CC BY 4.0. Codes are facts of the standard; no endorsement is
// implied. Spellings are the standard's own, mistakes included, because they are what other systems exchange.

export const TRAFFICKING_STATUSES = [
  'PossibleVictimOfTrafficking',
  'ActualVictimOfTrafficking',
  'NotAVictimOfTrafficking',
] as const;

/** HTCDS `vic_TypeOfExploitation` with the local extension `ForcedCriminality`. */
export const EXPLOITATION_TYPES = [
  'ForcedLabour',
  'SexualExploitation',
  'ChildLabour',
  'ForcedMarriage',
  'Servitude',
  'ForcedMilitaryByNonStateActors',
  'OrganRemoval',
  'ForcedBegging',
  'ForcedAdoption',
  'Surrogacy',
  'Other',
  'ForcedCriminality',
] as const;
export type ExploitationType = (typeof EXPLOITATION_TYPES)[number];

/** Local subtypes of `ForcedCriminality`. */
export const FORCED_CRIMINALITY_TYPES = [
  'online_scam_compound',
  'drug_production',
  'theft_or_shoplifting',
  'other',
] as const;

export const SEX_EXPLOITATION_TYPES = [
  'Prostitution',
  'Pornography',
  'RemoteInteractiveServices',
  'PrivateSexualServices',
] as const;
export type SexExploitationType = (typeof SEX_EXPLOITATION_TYPES)[number];

/** HTCDS `vic_ForcedLabourIndustry`: the sections of ISIC revision 4 under the names HTCDS gives them. */
export const ISIC_SECTIONS = [
  'A_AgricultureForestryAndFishing',
  'B_MiningAndQuarrying',
  'C_Manufacturing',
  'D_ElectricityGasSteamAndAirConditioningSupply',
  'E_WaterSupplySewerageWasteManagement',
  'F_Construction',
  'G_WholesaleAndRetailTradeRepairOfMotorVehicles',
  'H_TransportationAndStorage',
  'I_AccommodationAndFoodServiceActivities',
  'J_InformationAndCommunication',
  'K_FinancialAndInsuranceActivities',
  'L_RealEstateActivities',
  'M_ProfessionalScientificAndTechnicalActivities',
  'N_AdministrativeAndSupportServiceActivities',
  'O_PublicAdministrationAndDefence',
  'P_Education',
  'Q_HumanHealthAndSocialWorkActivities',
  'R_ArtsEntertainmentAndRecreation',
  'S_OtherServiceActivities',
  'T_ActivitiesOfHouseholdsAsEmployers',
  'U_ActivitiesOfExtraterritorialOrganizations',
] as const;
export type IsicSection = (typeof ISIC_SECTIONS)[number];

/** HTCDS `vic_MethodOfRecruitment` with the local extension (from `JobOffer` on), which exports as `Other` with a note. */
export const RECRUITMENT_METHODS = [
  'AtAPlaceOfBusiness',
  'AtAnEducationalInstitution',
  'AtWork',
  'ThroughOnlineSocialNetworks',
  'ThroughAnOnlineAdvertisement',
  'ThroughATelevisionAdvert',
  'ThroughANewspaperAdvert',
  'ThroughFamilyOrFamilyEvents',
  'ThroughFriendsOrSocialEvents',
  'Other',
  'JobOffer',
  'Benefactor',
  'PublicArea',
  'IntimatePartner',
  'MarriageBroker',
  'SmugglingRansom',
  'Abduction',
] as const;
export type RecruitmentMethod = (typeof RECRUITMENT_METHODS)[number];

export const RELATIONSHIPS_TO_TRAFFICKER = ['Familial', 'Acquainted', 'Unaquainted'] as const;

/** Websites and apps of recruitment and exploitation; an open list in the standard. */
export const WEBSITES_AND_APPS = [
  'Facebook',
  'Instagram',
  'WhatsApp',
  'Telegram',
  'FacebookMessenger',
  'Viber',
  'SnapChat',
  'Line',
  '4Sale',
  'WeChat',
  'QQ',
  'QZone',
  'TikTok',
  'Twitter',
  'Other',
] as const;

export const EVENT_STAGES = ['Recruitment', 'Transit', 'Exploitation'] as const;

export const ROLES_IN_PROCESS = [
  'TravellingPartner',
  'Transporter',
  'RecruiterOrIntermediary',
  'BrokerTravelAgent',
  'TransferredIndividual',
  'HarbouredIndividual',
  'SoldIndividual',
  'BoughtIndividual',
  'ReceivedIndividual',
  'ControlledIndividual',
  'Smuggler',
  'Abuser',
  'Kidnapper',
  'Exploiter',
  'Other',
] as const;

export const GENDERS = [
  'Feminine',
  'Masculine',
  'TransgenderFeminine',
  'TransgenderMasculine',
  'NonConforming',
  'NonSpecifiedUnknown',
] as const;
export type Gender = (typeof GENDERS)[number];

/** HTCDS picklist of methods of control (16), for export; the card uses CONTROLS. */
export const HTCDS_CONTROLS = [
  'PhysicalThreats',
  'ThreatsLawEnforcement',
  'ThreatensChildrenFamily',
  'DebtBondage',
  'FalsePromises',
  'PhysicalAbuse',
  'SexualAbuse',
  'TakesEarnings',
  'RestrictsFinancialAccess',
  'RestrictsMedicalCare',
  'WithholdsNecessities',
  'PsychologicalAbuse',
  'PsychoactiveSubstance',
  'ExcessiveWorkingHours',
  'WithholdsDocuments',
  'Other',
] as const;
