import { codeList, type CodeList } from './code-list.js';
import { AGE_BANDS, CONTROLS, COUNT_BANDS, LABOUR_TYPES, MAJORITY_STATUSES, RECRUITER_RELATIONS } from './ctdc.js';
import { CONFIDENCES, GRADING_SCHEMES, LIKELIHOODS } from './grading.js';
import {
  EVENT_STAGES,
  EXPLOITATION_TYPES,
  FORCED_CRIMINALITY_TYPES,
  GENDERS,
  HTCDS_CONTROLS,
  ISIC_SECTIONS,
  RECRUITMENT_METHODS,
  RELATIONSHIPS_TO_TRAFFICKER,
  ROLES_IN_PROCESS,
  SEX_EXPLOITATION_TYPES,
  TRAFFICKING_STATUSES,
  WEBSITES_AND_APPS,
} from './htcds.js';
import { DISCOVERY, HANDLINGS, TLP, URGENCIES } from './markings.js';
import { NIEM_INDUSTRIES, NIEM_OFFENCES, NIEM_PROSPECTIVE_VICTIM_CATEGORIES, NIEM_VENUES } from './niem.js';
import { DATA_CLASSES, ORG_CLASSES, ORG_KINDS, ORG_SUBCLASSES, VETTING_EVIDENCE } from './organisation.js';
import { PALERMO_ACTS, PALERMO_MEANS, PALERMO_PURPOSES } from './palermo.js';
import { ATTRIBUTIONS, IDENTITY_GRANT_REASONS, IDENTITY_REFUSAL_REASONS } from './identity.js';
import { LEGAL_BASES } from './legal-bases.js';
import { NOTICE_KINDS } from './notices.js';
import { COUNTRIES, ISO_3166_VERSION } from './places.js';
import { POLARIS_TYPES } from './polaris.js';
import { OPEN_REFUSALS, PROHIBITED_USES, PURPOSES } from './purposes.js';
import {
  CONSENT_BASES,
  CONSENT_CHECKLIST,
  CONTACT_WISHES,
  IDENTIFIER_KINDS,
  NULL_REASONS,
  OUTCOMES,
  RECALL_ATTESTATIONS,
  RECALL_REASONS,
  REPORTER_CLASSES,
  STATEMENT_KINDS,
} from './report-codes.js';
import { ROLES } from './roles.js';
import {
  APPLICANT_KINDS,
  CONFLICT_RELATIONS,
  EVIDENCE_FINDINGS,
  LIFT_REASONS,
  MEMBERSHIP_END_REASONS,
  RETURN_REASONS,
  RULES_REASONS,
  SUSPENSION_MEASURES,
  SUSPENSION_REASONS,
  VERDICTS,
  VETTING_STAGES,
  VETTING_STATES,
} from './standing.js';

// Every code list with scheme and version. A list that gains, loses or renames a code gets a new version; the old version
// stays readable in stored cards because each stored code names the version it was taken from.

export const PALERMO_ACT_LIST = codeList('palermo.act', '2000', PALERMO_ACTS);
export const PALERMO_MEANS_LIST = codeList('palermo.means', '2000', PALERMO_MEANS);
export const PALERMO_PURPOSE_LIST = codeList('palermo.purpose', '2000', PALERMO_PURPOSES);
export const EXPLOITATION_LIST = codeList('sealbridge.exploitation', 'htcds-2.0+1', EXPLOITATION_TYPES);
export const ISIC_LIST = codeList('htcds.industry', '2.0', ISIC_SECTIONS);
export const LABOUR_TYPE_LIST = codeList('ctdc.type-of-labour', '1', LABOUR_TYPES);
export const SEX_TYPE_LIST = codeList('htcds.type-of-sex-exploitation', '2.0', SEX_EXPLOITATION_TYPES);
export const CONTROL_LIST = codeList('ctdc.means-of-control', '1', CONTROLS);
export const RECRUITMENT_LIST = codeList('sealbridge.recruitment', 'htcds-2.0+1', RECRUITMENT_METHODS);
export const COUNT_BAND_LIST = codeList('sealbridge.count-band', '1', COUNT_BANDS);
export const AGE_BAND_LIST = codeList('ctdc.age-broad', '1', AGE_BANDS);
export const GENDER_LIST = codeList('htcds.gender', '2.0', GENDERS);
export const NULL_REASON_LIST = codeList('sealbridge.null-reason', '1', NULL_REASONS);
export const COUNTRY_LIST = codeList('iso-3166-1', ISO_3166_VERSION, COUNTRIES);

/** All lists, in the order of the reference page. */
export const CODE_LISTS: readonly CodeList[] = Object.freeze([
  PALERMO_ACT_LIST,
  PALERMO_MEANS_LIST,
  PALERMO_PURPOSE_LIST,
  EXPLOITATION_LIST,
  codeList('sealbridge.forced-criminality', '1', FORCED_CRIMINALITY_TYPES),
  SEX_TYPE_LIST,
  ISIC_LIST,
  LABOUR_TYPE_LIST,
  CONTROL_LIST,
  codeList('htcds.methods-of-control', '2.0', HTCDS_CONTROLS),
  RECRUITMENT_LIST,
  codeList('htcds.relationship-to-trafficker', '2.0', RELATIONSHIPS_TO_TRAFFICKER),
  codeList('htcds.websites-and-apps', '2.0', WEBSITES_AND_APPS),
  codeList('htcds.event-stage', '2.0', EVENT_STAGES),
  codeList('htcds.role-in-process', '2.0', ROLES_IN_PROCESS),
  codeList('htcds.trafficking-status', '2.0', TRAFFICKING_STATUSES),
  COUNT_BAND_LIST,
  AGE_BAND_LIST,
  GENDER_LIST,
  codeList('ctdc.majority-status', '1', MAJORITY_STATUSES),
  codeList('ctdc.recruiter-relation', '1', RECRUITER_RELATIONS),
  codeList('polaris.typology', '2017', POLARIS_TYPES),
  codeList('niem.exploitation-industry', '6.0', NIEM_INDUSTRIES),
  codeList('niem.trafficked-venue', '6.0', NIEM_VENUES),
  codeList('niem.prospective-victim-category', '6.0', NIEM_PROSPECTIVE_VICTIM_CATEGORIES),
  codeList('niem.offence', '6.0', NIEM_OFFENCES),
  COUNTRY_LIST,
  NULL_REASON_LIST,
  codeList('sealbridge.purpose', '1', PURPOSES),
  codeList('sealbridge.prohibited-use', '1', PROHIBITED_USES),
  codeList('sealbridge.legal-basis', '1', LEGAL_BASES),
  codeList('sealbridge.open-refusal', '1', OPEN_REFUSALS),
  codeList('first.tlp', '2.0', TLP),
  codeList('sealbridge.handling', '1', HANDLINGS),
  codeList('sealbridge.urgency', '1', URGENCIES),
  codeList('sealbridge.discovery', '1', DISCOVERY),
  codeList('sealbridge.statement-kind', '1', STATEMENT_KINDS),
  codeList('sealbridge.reporter-class', '1', REPORTER_CLASSES),
  codeList('sealbridge.contact-wish', '1', CONTACT_WISHES),
  codeList('sealbridge.consent-basis', '1', CONSENT_BASES),
  codeList('htcds.consent-checklist', '2.0', CONSENT_CHECKLIST),
  codeList('sealbridge.identifier-kind', '1', IDENTIFIER_KINDS),
  codeList('sealbridge.outcome', '1', OUTCOMES),
  codeList('sealbridge.recall-reason', '1', RECALL_REASONS),
  codeList('sealbridge.recall-attestation', '1', RECALL_ATTESTATIONS),
  codeList('sealbridge.grading-scheme', '1', GRADING_SCHEMES),
  codeList('misp.likelihood', '1', LIKELIHOODS),
  codeList('misp.confidence', '1', CONFIDENCES),
  codeList('sealbridge.role', '1', ROLES),
  codeList('sealbridge.org-kind', '1', ORG_KINDS),
  codeList('htcds.org-type', '2.0', ORG_CLASSES),
  codeList('sealbridge.org-subclass', '1', ORG_SUBCLASSES),
  codeList('sealbridge.vetting-evidence', '1', VETTING_EVIDENCE),
  codeList('sealbridge.vetting-state', '1', VETTING_STATES),
  codeList('sealbridge.applicant-kind', '1', APPLICANT_KINDS),
  codeList('sealbridge.vetting-stage', '1', VETTING_STAGES),
  codeList('sealbridge.verdict', '1', VERDICTS),
  codeList('sealbridge.evidence-finding', '1', EVIDENCE_FINDINGS),
  codeList('sealbridge.return-reason', '1', RETURN_REASONS),
  codeList('sealbridge.conflict-relation', '1', CONFLICT_RELATIONS),
  codeList('sealbridge.suspension-measure', '1', SUSPENSION_MEASURES),
  codeList('sealbridge.suspension-reason', '1', SUSPENSION_REASONS),
  codeList('sealbridge.lift-reason', '1', LIFT_REASONS),
  codeList('sealbridge.rules-reason', '1', RULES_REASONS),
  codeList('sealbridge.membership-end-reason', '1', MEMBERSHIP_END_REASONS),
  codeList('sealbridge.notice-kind', '1', NOTICE_KINDS),
  codeList('sealbridge.identity-grant-reason', '1', IDENTITY_GRANT_REASONS),
  codeList('sealbridge.identity-refusal-reason', '1', IDENTITY_REFUSAL_REASONS),
  codeList('sealbridge.data-class', '1', DATA_CLASSES),
  codeList('sealbridge.attribution', '1', ATTRIBUTIONS),
]);
