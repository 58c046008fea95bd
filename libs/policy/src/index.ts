export { Ability, type Considered, type Decision, type Resource } from './ability.js';
export { abilityOf, type CompiledFor, compileRules } from './casl.js';
export {
  type ChoiceWords,
  type ChosenDocument,
  decidedBy,
  type ParameterChange,
  policyChanges,
  type PolicyChanges,
} from './changes.js';
export { type Circumstances, inStanding } from './circumstances.js';
export { decidedByAgreements } from './decided-by-agreements.js';
export { type Condition, type LeafOperator, parseConditions, type Scalar } from './condition.js';
export {
  documentText,
  type Guard,
  type GuardOperator,
  parsePolicy,
  type PolicyDocument,
  type Requirement,
  type Rule,
} from './document.js';
export { policySchema } from './document-schema.js';
export { foreseen, opensInTime } from './foreseen.js';
export { type Attributes, matches } from './matcher.js';
export { type Action, ACTIONS, type FieldKind, OBJECTS, type ObjectType } from './objects.js';
export { type Choice, type Chosen, type Parameter, type Parameters } from './parameters.js';
export { compilePolicy, type Policy } from './policy.js';
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
export {
  ACCESS_REFUSALS,
  type AccessRefusal,
  REFUSAL_CODES,
  type RefusalCode,
  TRANSITION_REFUSALS,
  type TransitionRefusal,
} from './refusals.js';
export { DOCUMENT, POLICY } from './rules.js';
export { type Column, type Columns, compile, NO_ROWS, type SqlCondition } from './sql.js';
export {
  type AgreementVersion,
  type Attribution,
  GUEST,
  type Guest,
  type LiveAgreement,
  type Member,
  parseMember,
  type Subject,
  type UnitPurposes,
  VERIFIED_NEVER,
  withoutTerms,
} from './subject.js';
export { VIEWS } from './views.js';
export { REASON_WORDS } from './words/reasons.js';
export { ruleInWords, type RuleWords } from './words/rule.js';
export { guestsMay, refusalOfMissing } from './explain/missing.js';
export { policyOfText } from './explain/policy-text.js';
export {
  type ExplainedQuestion,
  type ExplainedRule,
  type LoggedDecision,
  type Replay,
  replayDecision,
} from './explain/replay.js';
export {
  type DecisionEnding,
  type FurtherQuestion,
  type Plain,
  readSnapshot,
  type Snapshot,
  SNAPSHOT_VERSION,
  writeSnapshot,
} from './explain/snapshot.js';
export { refusalWords } from './simulate/refusal-words.js';
export { type OpeningAnswer, type SimulatedReader, whoCouldOpen } from './simulate/who-could-open.js';
