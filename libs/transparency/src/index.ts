export { REASON_CODES, TransparencyError, type ReasonCode } from './error.js';
export { emptyRoot, leafHash, nodeHash, TREE_HASH_BYTES } from './merkle/hash.js';
export { rootOf } from './merkle/subtrees.js';
export { consistencyProof, inclusionProof, memorySource, rootAt, type HashSource } from './merkle/prove.js';
export { verifyConsistency, verifyInclusion, type ConsistencyClaim, type InclusionClaim } from './merkle/verify.js';
export { entryBundlePath, TILE_WIDTH, tilePath, tilesOf, type TileAddress } from './tiles/path.js';
export { parseTile, tileSource, writeTile, type ReadTile } from './tiles/tile.js';
export { appendLeaves, edgeFromTiles, EMPTY_EDGE, rootOfEdge, type Tile, type TreeEdge } from './tiles/append.js';
export {
  appendBundles,
  encodeEntryBundle,
  MAX_ENTRY_BYTES,
  parseEntryBundle,
  type EntryBundle,
} from './tiles/bundle.js';
export {
  isKeyName,
  keyId,
  makeNoteSigner,
  makeVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  verifierOf,
  writeSignerKey,
  writeVerifierKey,
  type KeyType,
  type NoteSigner,
  type VerifierKey,
} from './note/keys.js';
export {
  linesBy,
  MAX_NOTE_BYTES,
  parseNote,
  parseSignatureLines,
  signNote,
  verifyNote,
  writeNote,
  writeSignatureLine,
  type Note,
  type NoteSignature,
} from './note/note.js';
export { parseCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint/checkpoint.js';
export { makeCosignature, verifyCosignature } from './checkpoint/cosignature.js';
export {
  fulfilsQuorum,
  MAX_POLICY_BYTES,
  parseLogList,
  parsePolicy,
  type Policy,
  type PolicyGroup,
  type PolicyLog,
  type PolicyWitness,
} from './checkpoint/policy.js';
export {
  checkCheckpoint,
  checkLogSignature,
  cosignatureTimes,
  MAX_CLOCK_AHEAD_SECONDS,
  mergeCosignatures,
  newestCosignature,
  type CheckedCheckpoint,
  type SignedCheckpoint,
} from './checkpoint/check.js';
export {
  MAX_ADD_CHECKPOINT_BYTES,
  parseAddCheckpoint,
  writeAddCheckpoint,
  type AddCheckpoint,
} from './checkpoint/add-checkpoint.js';
export { parseProof, provesInclusion, verifyProof, writeProof, type TlogProof } from './checkpoint/tlog-proof.js';
export {
  AUDIT_ACTIONS,
  isAuditAction,
  LEGAL_CLASSES,
  legalClassOf,
  type AuditAction,
  type LegalClass,
} from './audit/actions.js';
export {
  MAX_BURNED,
  MAX_DEVICE_REQUEST_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_REASONS,
  type AuditActor,
  type AuditAuth,
  type AuditClient,
  type AuditDecision,
  type AuditObject,
  type AuditPayload,
  type AuditPurpose,
  type AuditQuery,
  type DeviceRequest,
  type NodeReport,
} from './audit/payload.js';
export { encodeAuditPayload } from './audit/encode-payload.js';
export { decodeAuditPayload } from './audit/decode-payload.js';
export {
  AUDIT_ENTRY_BYTES,
  agreementEntry,
  agreementRecordHashOf,
  auditEntry,
  COVER_MULTIPLE,
  coverEntry,
  coversNeeded,
  directoryEntry,
  directoryLeafOf,
  ENTRY_KINDS,
  ENTRY_SALT_BYTES,
  grantSetEntry,
  grantSetHashOf,
  policyEntry,
  rulesHashOf,
  type EntryKind,
} from './audit/entry.js';
export { COMMITMENT_SALT_BYTES, commitBytes, commitText } from './audit/commitment.js';
export {
  makeNodeCertificate,
  nodeKeyId,
  signPayload,
  verifyNodeCertificate,
  verifyPayloadSignature,
  type NodeCertificate,
  type NodePosition,
} from './audit/node.js';
export { isDue, makeReceipt, verifyReceipt, type Receipt } from './audit/receipt.js';
export { requireReportLogged, requireRequestLogged, type ShownEntry } from './bundle/own-entry.js';
export { checkStandalone, MAX_STANDALONE_BYTES } from './standalone/check.js';
export type { StandaloneKind, StandaloneVerdict } from './standalone/verdict.js';
export { bundleFromFiles, type BundleSource } from './bundle/source.js';
export {
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  BUNDLE_TILES,
  bundleTilePath,
  parseManifest,
  writeManifest,
  type Manifest,
} from './bundle/manifest.js';
export { parseBundleLine, splitLines, writeBundleLine, type BundleLine } from './bundle/line.js';
export { STEP_NAMES, verdictOf, type Facts, type Step, type StepName, type Verdict } from './bundle/step.js';
export type { DeviceKeys } from './bundle/device-check.js';
export { verifyBundle, type BundleOptions } from './bundle/verify.js';
export type { OlderCheckpoint } from './bundle/walk.js';
