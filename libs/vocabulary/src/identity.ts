/**
 * Whether the parties of an agreement show each other the names of the people who can open reports (provider attribution of FIRST IEP 2.0).
 * In order: each allows more than the one before.
 */
export const ATTRIBUTIONS = ['must_not', 'may', 'must'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** Why an organisation says who stands behind a role handle. */
export const IDENTITY_GRANT_REASONS = ['judicial_order', 'witness_needed', 'oversight', 'safety', 'other'] as const;
export type IdentityGrantReason = (typeof IDENTITY_GRANT_REASONS)[number];

/** Why an organisation does not say who stands behind a role handle. */
export const IDENTITY_REFUSAL_REASONS = [
  'not_necessary',
  'no_legal_basis',
  'staff_safety',
  'other_way',
  'other',
] as const;
export type IdentityRefusalReason = (typeof IDENTITY_REFUSAL_REASONS)[number];

/** Hours for which whoever asked may read a name after it was granted. */
export const IDENTITY_READ_HOURS = 24;
