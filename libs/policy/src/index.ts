export { Ability, abilityOf, compileRules, type Decision, type Resource } from './ability.js';
export { type Circumstances, inStanding } from './circumstances.js';
export { decidedByAgreements } from './decided-by-agreements.js';
export { type Condition, type LeafOperator, parseConditions, type Scalar } from './condition.js';
export {
  parsePolicy,
  type PolicyDocument,
  policyText,
  type RefusalCode,
  type Rule,
  TRANSITION_REFUSALS,
  type TransitionRefusal,
} from './document.js';
export { type Attributes, matches } from './matcher.js';
export { type Action, ACTIONS, type FieldKind, OBJECTS, type ObjectType } from './objects.js';
export { PolicyError, type PolicyErrorCode } from './policy-error.js';
export {
  agreementAt,
  type AgreementCourse,
  type Changes,
  changesOf,
  type Comparison,
  type DatedVersion,
  type Reach,
  type ReaderChange,
  type SealedChange,
  type SealedReports,
} from './reach.js';
export { POLICY } from './rules.js';
export { type Column, type Columns, compile, NO_ROWS, type SqlCondition } from './sql.js';
export {
  type AgreementVersion,
  GUEST,
  type Guest,
  type LiveAgreement,
  type Member,
  parseMember,
  type Subject,
  withoutTerms,
} from './subject.js';
