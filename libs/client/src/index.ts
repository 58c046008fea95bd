export { ClientError, type ClientErrorKind } from './client-error.js';
export type {
  CheckpointStore,
  ClientStores,
  LogViewStore,
  SeenAgreements,
  SeenCheckpoint,
  SeenStore,
} from './stores.js';
export { sleep } from './sleep.js';
export { askAgency, type AskingAgency } from './session/agency.js';
export { call, payload } from './session/call.js';
export { unlessFrozen } from './session/frozen.js';
export { type NodeIdentity, verifyNode } from './session/node-identity.js';
export { type Identity, identityOf, type Person, type SyncedDirectory } from './session/person.js';
export { readPolicy, witnessWarning } from './session/pinned-policy.js';
export { type ListPage, PAGE, pagesOf, readPages, stuck } from './session/read-pages.js';
export { checkReceipt, requirePromiseAbout, requirePromiseOf } from './session/receipt.js';
export {
  type ReachedServer,
  reachNode,
  type Session,
  type SessionRequest,
  signInRefused,
  signSessionRequest,
  startDeviceSession,
} from './session/sign-in.js';
export { type StepUp, withStepUp } from './session/step-up.js';
export { awaitEntry } from './log-sync/await-entry.js';
export { type LogEntry, type LogFiles, readEntries, serverLogFiles } from './log-sync/log-files.js';
export {
  agreementPlace,
  EMPTY_VIEW,
  extendView,
  type LogView,
  readView,
  rulesPlace,
  standingPlace,
  writeView,
} from './log-sync/log-view.js';
export { isIncluded } from './log-sync/prove-included.js';
export { isRootAt } from './log-sync/prove-root.js';
export { checkNote, type LogOwner, syncLog, type VerifiedLog, verifyingLog } from './log-sync/sync-log.js';
export { entryOf, EventDraft, publishDraft } from './directory/event-draft.js';
export { GrowingChain } from './directory/growing-chain.js';
export {
  isSigned,
  type JudgedBy,
  type OwnAgreements,
  readAgreements,
  type ServedAgreement,
  sortByStanding,
} from './directory/own-agreements.js';
export {
  cannotSealTo,
  recipientStandings,
  requireStanding,
  type StandingRefusal,
  type Standings,
} from './directory/recipient-standing.js';
export { isSuspendedWith, noAgreement, suspendedAgreement, verifyRecipient } from './directory/recipients.js';
export { requireNewestSeen, type SeenAgreement } from './directory/seen-agreements.js';
export { syncDirectory, syncPersonLog, type VerifiedDirectory } from './directory/sync-directory.js';
export { verifying } from './directory/verifying.js';
export {
  readPolicyInForce,
  type ServedRules,
  type VerifiedPolicy,
  type VerifiedRules,
  verifyServedRules,
} from './policy/read-policy.js';
export type { KnownSoFar, KnownStore } from './self-audit/known-store.js';
export { keepUsed, recipientKeys } from './self-audit/recipient-keys.js';
export { acknowledgeAll, auditSelf, knowDevice, requireKnownDevices, type SelfAudit } from './self-audit/self-audit.js';
export { addKeysFor, beginEpoch, devicesOf, type EpochFor, holdersOf, rotateWithout } from './unit-keys/unit-keys.js';
export {
  needsRotation,
  rotationOf,
  rotationPlan,
  type RotationUrgency,
  type UnitRotation,
} from './epochs/rotation-plan.js';
export { addRotation, type Rotated, type RotatedUnit, rotateUnits, type Rotation } from './epochs/rotate.js';
export { approveRecovery, cancelRecovery, type RecoveryStep } from './recovery/approve-recovery.js';
export { completeRecovery, type CompletedRecovery } from './recovery/complete-recovery.js';
export {
  listRecoveries,
  loggedRecovery,
  type ShownRecovery,
  showRecovery,
  verifiedRecovery,
} from './recovery/find-recovery.js';
export { guardianSigner } from './recovery/guardian-signer.js';
export {
  addRecoveryKey,
  type ChosenGuardian,
  guardianDevice,
  type GuardianPlan,
  MIN_RECOVERY_DELAY_HOURS,
  requireDelay,
} from './recovery/guardians.js';
export { openOwnShare, requireGuardian } from './recovery/own-share.js';
export {
  addMissingRecoveryLockboxes,
  addRecoveryLockbox,
  epochsWithoutRecovery,
  recoveryLockboxFor,
  type SealedToRecovery,
} from './recovery/recovery-lockbox.js';
export {
  type InstancePins,
  linkToRecover,
  type RecoveryClaim,
  RecoveryLink,
  requireMember,
  type StartedRecovery,
} from './recovery/start-recovery.js';
export { openListedSeed, openUnitSeed, ownLockboxes, type OwnLockboxes, type UnitSeed } from './unit-keys/unit-seed.js';
export { askToJoin, AskingToJoin, type AskedServer, type JoinedDevice } from './links/ask-to-join.js';
export type { AskingDevice } from './links/answer-link.js';
export { type LetIn, LinkToLetIn, linkToLetIn } from './links/let-in.js';
export { awaitStage, type LinkStage, linkStages, type LinkWait } from './links/link-wait.js';
export { keptVault, type KeptVault, putVault, type VaultSaid } from './vaults/put-vault.js';
export { requireSecondWay, secondWayMissing, WAYS_NEEDED } from './vaults/second-way.js';
export { type FoundVault, vaultByWords } from './vaults/vault-by-words.js';
export {
  type CheckedExplanation,
  type CheckedStep,
  checkExplanation,
  type ExplanationCheck,
  type Inclusion,
} from './decisions/check-explanation.js';
export { type Explanation, MAX_EXPLANATION_BYTES, readExplanation, writeExplanation } from './decisions/explanation.js';
export { fetchExplanation } from './decisions/fetch-explanation.js';
export { NO_NAMES, type ReaderNames, readReaderNames } from './readers/reader-names.js';
export {
  type ReadersInput,
  type RecipientReader,
  type ReportLabels,
  simulatedReaders,
} from './readers/simulated-readers.js';
export { type PreviewReader, previewReaders } from './readers/who-could-open.js';
