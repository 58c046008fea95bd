export { EnvelopeError, type EnvelopeErrorCode } from './error.js';
export {
  COMMITMENT_SALT_BYTES,
  DEK_BYTES,
  ENVELOPE_LIMITS,
  FACETS_SALT_BYTES,
  MAX_CREDENTIAL_ID_BYTES,
  PADDING_SCHEME,
  SUITE,
} from './limits.js';
export type { CheckpointRef } from './shape.js';
export { parseFrame, reportHash, signFrame, verifyFrame, writeFrame, type Frame } from './frame.js';
export { parseCore, writeCore, type AttachmentRef, type Core, type StreamRef } from './core.js';
export { isSubset, isWithin, parsePolicy, policyHash, writePolicy, type Policy } from './policy.js';
export { facetsHash, parseCard, writeCard, type SaltedCard } from './card.js';
export {
  parseBody,
  writeBody,
  type Body,
  type BodyAttachment,
  type BodyBinding,
  type BodyContent,
  type BodyIdentifier,
  type BodyStatement,
} from './body.js';
export type { BodyConsent } from './body-consent.js';
export type { BodyGrading } from './body-grading.js';
export type { BodyReading, StatementLines } from './body-reading.js';
export { grantAad, grantHash, parseGrant, writeGrant, type Grant, type GrantTerms } from './grant.js';
export {
  GRANT_SET_STATES,
  GRANT_SET_STEP,
  grantSetHash,
  listsGrant,
  parseGrantSet,
  parseGrantSetFrame,
  signGrantSet,
  verifyGrantSet,
  writeGrantSet,
  writeGrantSetFrame,
  type GrantSet,
  type GrantSetFrame,
  type GrantSetState,
} from './grant-set.js';
export {
  checkPadding,
  pad,
  paddedLength,
  paddingAfter,
  padme,
  unpad,
  type PaddingCheck,
  type StreamKind,
} from './padding.js';
export {
  attachmentAad,
  bodyAad,
  CHUNK_BYTES,
  ciphertextLength,
  MAX_ATTACHMENT_CIPHERTEXT_BYTES,
  MAX_BODY_CIPHERTEXT_BYTES,
  requireCiphertextLength,
  SEALED_CHUNK_BYTES,
} from './stream-form.js';
export { inChunks, type Chunk } from './chunks.js';
export { commitToKey, DEK_INFO, deriveAttachmentKey, deriveBodyKey, type KeyScope } from './derivation.js';
export { commitToText } from './commitment.js';
export {
  parseOpenRequest,
  REQUEST_NONCE_BYTES,
  writeOpenRequest,
  type OpenRequest,
  type ReadOpenRequest,
} from './open-request.js';
export { parseSessionStatement, writeSessionStatement, type SessionStatement } from './session.js';
export { SESSION_NONCE_BYTES } from './challenged.js';
export { parseExportRequest, writeExportRequest, type ExportRequest } from './export-request.js';
export { parsePasskeyStatement, writePasskeyStatement, type PasskeyStatement } from './passkey-statement.js';
export {
  parseVaultStatement,
  WAY_KINDS,
  writeVaultStatement,
  type VaultStatement,
  type Way,
  type WayKind,
} from './vault-statement.js';
export { parseStepUpStatement, stepUpChallenge, writeStepUpStatement, type StepUpStatement } from './step-up.js';
export {
  parseRecoveryShareStatement,
  writeRecoveryShareStatement,
  type RecoveryShareStatement,
} from './recovery-share-statement.js';
export { operationDigest } from './operation.js';
