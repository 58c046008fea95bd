export { DIRECTORY_ERROR_CODES, DirectoryError, type DirectoryErrorCode } from './directory-error.js';
export * from './limits.js';
export * from './event.js';
export * from './event-recovery.js';
export { isHandle, isShownName } from './field-rules.js';
export { eventHash, parseLeaf, type Leaf } from './leaf.js';
export { type Body } from './body.js';
export { openShownName, parsePrivatePart, type PrivatePart, writePrivatePart, writeShownName } from './private-part.js';
export { rootKeyId, type EventSignature, type SignedAs, type SignerKind } from './signature.js';
export {
  eventRecord,
  leafOnly,
  parseEventRecord,
  unreadRecord,
  withoutPrivatePart,
  writeEventRecord,
  type EventRecord,
  type RecordParts,
} from './event-record.js';
export {
  makeDeviceAdd,
  makeEvent,
  makeInvitedDeviceAdd,
  makeMemberAdd,
  makeRecoveryStarted,
  makeRootRotate,
  rootSigner,
  signedEvent,
  signEvent,
  type ChainPosition,
  type EventContext,
  type EventSigner,
  type UnsignedEvent,
} from './build-event.js';
export type {
  Chain,
  Device,
  Ending,
  Epoch,
  LogIndex,
  Member,
  Organisation,
  RootKey,
  RootSet,
  Suspension,
  Unit,
} from './world.js';
export type { ChainEvent } from './own-chain/chain-event.js';
export type { AuditFinding, FindingKind } from './own-chain/finding.js';
export { auditOwnChain, firstKnowledge, unknownDevices, type OwnKnowledge } from './own-chain/audit-own-chain.js';
export { keyChanges, vouchedBy, type KeyChange, type LastUse, type VouchedBy } from './own-chain/key-changes.js';
export { epochsHeldBy } from './epochs-held.js';
export type { EpochName } from './order.js';
export { guardianStanding, type GuardianStanding } from './recovery/guardian-standing.js';
export { epochKey, type Recovery, type RecoverySetup, type RecoveryState } from './recovery/recovery.js';
export { DirectoryState, type PlacedRecord } from './directory-state.js';
export { epochStatus, type EpochStatus } from './epoch-status.js';
export {
  agreementEntry,
  agreementRecordHashOf,
  directoryEntry,
  grantSetEntry,
  grantSetHashOf,
  policyEntry,
  rulesHashOf,
} from '@sealbridge/transparency';
export { directoryLeafOf, scanEntries, type LoggedLeaf } from './log-entries.js';
export { deviceAt, signerAt, type DeviceInForce, type SignerClaim } from './signer.js';
export { lockboxAad, listedLockbox, type ListedLockbox, type LockboxTarget } from './lockbox-context.js';
export { readersOf, VerifiedRecipient, type RecipientMember } from './verified-recipient.js';
export { checkBeforeSealing, requireNewest, type SealingCheck } from './sealing-check.js';
export { agreementHash, isLive, type Agreement } from './agreement.js';
export { parseAgreement, writeAgreement } from './agreement-codec.js';
export {
  agreementRecord,
  agreementRecordHash,
  parseAgreementRecord,
  signAgreement,
  writeAgreementRecord,
  type AgreementRecord,
  type AgreementSignature,
} from './agreement-record.js';
export { versionBehind } from './agreement-lineage.js';
export { requireParty, verifyAgreement, type AgreementCheck, type PartyCheck } from './agreement-verify.js';
export {
  AGREEMENT_TERMS,
  ALWAYS_PROHIBITED,
  listInWords,
  MAX_AGREEMENT_SECONDS,
  minuteInWords,
  PROHIBITED_WORDS,
  PURPOSE_WORDS,
  type AgreementTerm,
} from './agreement-terms.js';
export { agreementWords, type AgreementSentence, type PartyName } from './agreement-words.js';
export {
  agreementDifferences,
  dateLine,
  type DateLine,
  type Span,
  type TermDifference,
  type TermEffect,
} from './agreement-diff.js';
export {
  type AgreementStanding,
  agreementStanding,
  nextStanding,
  noStanding,
  type StandingSoFar,
} from './agreement-standing.js';
export {
  parseStandingRecord,
  signStanding,
  STANDING_ACTS,
  standingRecord,
  standingRecordHash,
  writeStanding,
  writeStandingRecord,
  type Standing,
  type StandingAct,
  type StandingRecord,
} from './standing.js';
export { readStandings, verifyStanding, type StandingContext, type StandingReader } from './standing-verify.js';
export { parseRules, rulesProposalId, writeRules, type Rules, type RulesParameter } from './rules-record/rules.js';
export {
  parseRulesRecord,
  rulesHash,
  rulesRecord,
  signRules,
  writeRulesRecord,
  type RulesRecord,
} from './rules-record/record.js';
export {
  requireRulesFit,
  requireRulesTime,
  verifyRules,
  verifyRulesSignature,
  type RulesCheck,
  type RulesDocument,
  type RulesPlace,
} from './rules-record/verify.js';
export * from './vetting/statement.js';
export { writeVet } from './vetting/statement-write.js';
export { parseVetRecord, signVet, vetRecord, writeVetRecord, type VetRecord } from './vetting/record.js';
export {
  verifyVetSignatures,
  type NamedRootsRule,
  type OrganisationRule,
  type StewardRule,
  type VetRule,
} from './vetting/authority.js';
export { evidenceSetHash } from './vetting/evidence-set.js';
export {
  MAX_NOTE_BYTES,
  NOTE_STEP_BYTES,
  noteAad,
  parseSealedNote,
  writeSealedNote,
  type NoteContext,
  type SealedNote,
} from './vetting/sealed-note.js';
export {
  inviteRecord,
  parseInviteRecord,
  signInvite,
  writeInvite,
  writeInviteRecord,
  type Invite,
  type InviteRecord,
} from './invitation/invite.js';
export { verifyInvite, type InviteCheck } from './invitation/invite-verify.js';
export { makeJoin, parseJoin, type JoinRequest } from './invitation/join.js';
export { signJoinProof, verifyJoinProof, type JoinClaim } from './invitation/join-proof.js';
export { fingerprint, matchesFingerprint } from './fingerprint.js';
