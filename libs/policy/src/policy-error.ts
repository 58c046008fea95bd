/** What does not load. */
export type PolicyErrorCode =
  | 'E_POLICY_DEPTH'
  | 'E_POLICY_SHAPE'
  | 'E_POLICY_EMPTY'
  | 'E_POLICY_FIELD'
  | 'E_POLICY_OPERATOR'
  | 'E_POLICY_VALUE'
  | 'E_POLICY_REFERENCE'
  | 'E_POLICY_PARAMETER'
  | 'E_SUBJECT'
  | 'E_SNAPSHOT';

/** A policy, a condition or a subject that does not load. Carries a code and nothing of the input. */
export class PolicyError extends Error {
  constructor(readonly code: PolicyErrorCode) {
    super(`policy refused: ${code}`);
    this.name = 'PolicyError';
  }
}
