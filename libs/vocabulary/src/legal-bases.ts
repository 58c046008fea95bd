import type { OrgKind } from './organisation.js';
import type { Purpose } from './purposes.js';

/**
 * On what legal ground an authority opens a report. There is no standard list: each code stands for one ground that the sources
 * beside it name, so that a supervisor can ask about it. The consent of a victim is not among them: to a police force it is not
 * freely given (recital 35 of Directive (EU) 2016/680).
 */
export const LEGAL_BASES = [
  'competent_authority_task',
  'reasonable_suspicion',
  'vital_interests',
  'safeguarding_at_risk',
  'legal_obligation',
  'court_order',
  'administration_of_justice',
  'statistical_use',
  'oversight_of_lawfulness',
  'no_personal_data',
] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** What a ground is in plain words, and where it stands. */
export interface LegalBasisText {
  readonly words: string;
  readonly source: string;
}

/** Each ground in words, for people, and its source, for whoever checks. */
export const LEGAL_BASIS_TEXTS: Readonly<Record<LegalBasis, LegalBasisText>> = {
  competent_authority_task: {
    words: 'needed for a task that the law gives this authority against crime',
    source: 'Directive (EU) 2016/680 art. 8(1); Data Protection Act 2018 (UK) s. 35(2)(b)',
  },
  reasonable_suspicion: {
    words: 'reasonable suspicion that a named person is involved in a crime, written down',
    source: '28 CFR 23.20(a)',
  },
  vital_interests: {
    words: 'needed to protect somebody’s life or body',
    source: 'Directive (EU) 2016/680 art. 10(b); Data Protection Act 2018 (UK) sch. 8 para. 3',
  },
  safeguarding_at_risk: {
    words: 'needed to protect a child or a person at risk from neglect or harm',
    source: 'Data Protection Act 2018 (UK) sch. 8 para. 4',
  },
  legal_obligation: {
    words: 'a law obliges this authority to act',
    source: 'Regulation (EU) 2016/679 art. 6(1)(c); Data Protection Act 2018 (UK) sch. 8 para. 1',
  },
  court_order: {
    words: 'a court ordered it',
    source: 'Data Protection Act 2018 (UK) sch. 8 para. 7',
  },
  administration_of_justice: {
    words: 'needed for proceedings before a court, disclosure to the defence included',
    source: 'Data Protection Act 2018 (UK) sch. 8 para. 2; Criminal Procedure and Investigations Act 1996 (UK) s. 3',
  },
  statistical_use: {
    words: 'statistics and research for the tasks of this authority, about nobody in particular',
    source: 'Directive (EU) 2016/680 art. 4(3); Data Protection Act 2018 (UK) s. 41',
  },
  oversight_of_lawfulness: {
    words: 'a check whether data were used lawfully',
    source: 'Directive (EU) 2016/680 art. 25(2); Data Protection Act 2018 (UK) s. 62(4)',
  },
  no_personal_data: {
    words: 'synthetic material that is about nobody',
    source: 'Directive (EU) 2016/680 recital 21',
  },
};

/** The grounds that fit a purpose. The first is what a client proposes when the reader names none. */
export const LEGAL_BASES_OF: Readonly<Record<Purpose, readonly [LegalBasis, ...LegalBasis[]]>> = {
  trafficking_investigation: [
    'competent_authority_task',
    'reasonable_suspicion',
    'legal_obligation',
    'court_order',
    'vital_interests',
  ],
  victim_safeguarding: ['safeguarding_at_risk', 'vital_interests', 'competent_authority_task', 'legal_obligation'],
  threat_to_life: ['vital_interests', 'safeguarding_at_risk', 'competent_authority_task'],
  strategic_analysis: ['competent_authority_task', 'statistical_use'],
  prevention_disruption: [
    'competent_authority_task',
    'reasonable_suspicion',
    'safeguarding_at_risk',
    'legal_obligation',
  ],
  prosecution_support: ['administration_of_justice', 'court_order', 'legal_obligation', 'competent_authority_task'],
  audit: ['oversight_of_lawfulness', 'legal_obligation', 'court_order'],
  training_synthetic_only: ['no_personal_data'],
};

/** Kinds of organisations whose members name a legal basis whenever they open a report. */
export const LEGAL_BASIS_KINDS: readonly OrgKind[] = ['police_unit'];

/** True when members of this kind of organisation may only act on a legal basis that they name. */
export function needsLegalBasis(kind: OrgKind): boolean {
  return LEGAL_BASIS_KINDS.includes(kind);
}

/** True when the ground is one of those that fit the purpose. */
export function isBasisOf(purpose: Purpose, basis: LegalBasis): boolean {
  return LEGAL_BASES_OF[purpose].includes(basis);
}
