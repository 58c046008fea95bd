import { OPEN_REFUSALS, type OpenRefusal } from '@sealbridge/vocabulary';

/**
 * Why a change of who is in, or on what terms, is refused, besides the reasons for refusing an opening. Policy tells
 * `not_vetted`, `inactive`, `conflict_of_interest`, `second_way_missing`, `first_factor_needed` and `step_up_needed`; the others are
 * the named verdicts of the transitions.
 */
export const TRANSITION_REFUSALS = [
  'not_vetted',
  'inactive',
  'wrong_state',
  'conflict_of_interest',
  'own_application',
  'same_verifier',
  'wrong_seat',
  'evidence_missing',
  'stale_evidence',
  'not_verified',
  'lapsed',
  'already_signed',
  'expired',
  'last_admin',
  'second_way_missing',
  'first_factor_needed',
  'step_up_needed',
  'not_witnessed',
  'delay_running',
  'not_enough_guardians',
] as const;
export type TransitionRefusal = (typeof TRANSITION_REFUSALS)[number];

/** Why something protected is not given, besides the reasons for refusing an opening that the vocabulary publishes. */
export const ACCESS_REFUSALS = ['held', 'legal_basis_missing', 'uses_not_accepted', 'assurance'] as const;
export type AccessRefusal = (typeof ACCESS_REFUSALS)[number];

/** Why an act is refused. `not_permitted` says nothing about whether the object exists. */
export type RefusalCode = OpenRefusal | TransitionRefusal | AccessRefusal | 'not_permitted';

/** Every code an act can be refused with. */
export const REFUSAL_CODES: readonly RefusalCode[] = [
  ...OPEN_REFUSALS,
  ...TRANSITION_REFUSALS,
  ...ACCESS_REFUSALS,
  'not_permitted',
];
