import type { LegalClass } from './actions.js';

/** Who acted: ids of 16 bytes. */
export interface AuditActor {
  readonly org: Uint8Array;
  readonly unit: Uint8Array | null;
  readonly member: Uint8Array;
  readonly device: Uint8Array;
}

/** How the actor was authenticated; `stepUpAge` in seconds. */
export interface AuditAuth {
  readonly assurance: number;
  readonly credential: string;
  readonly stepUpAge: number | null;
}

/** What was acted on. `id` of a report is its UUID text; `hash` its 32-byte report_hash. */
export interface AuditObject {
  readonly type: string;
  readonly id: string;
  readonly version: number | null;
  readonly hash: Uint8Array | null;
}

/** What for: a purpose code, and 32-byte commitments to case reference and justification. */
export interface AuditPurpose {
  readonly code: string;
  readonly caseRefCommit: Uint8Array | null;
  readonly justificationCommit: Uint8Array | null;
}

/** How it was decided, under which policy (32 bytes), on which attributes (32-byte commitment). */
export interface AuditDecision {
  readonly effect: 'ALLOW' | 'DENY' | 'ERROR';
  readonly reasons: readonly string[];
  readonly policyHash: Uint8Array;
  readonly attrsHash: Uint8Array;
}

/** The GraphQL operation, by hashes and buckets, never by content. */
export interface AuditQuery {
  readonly operation: string;
  readonly documentHash: Uint8Array | null;
  readonly variablesCommit: Uint8Array | null;
  readonly resultBucket: string | null;
}

/** The client's build and the network it came from (/24 or /48), never its address. */
export interface AuditClient {
  readonly build: string;
  readonly addressPrefix: string;
}

/** Of a heartbeat: every node_seq up to `through` is committed, or listed as burned here or earlier. Sorted. */
export interface NodeReport {
  readonly through: number;
  readonly burned: readonly number[];
}

/** The bytes a device signed for this act, and its 64-byte signature. */
export interface DeviceRequest {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** The payload of an audit entry (docs/reference/audit-log.md). `timestamp` in microseconds since 1970; ids 16 bytes. */
export interface AuditPayload {
  readonly eventId: Uint8Array;
  readonly timestamp: number;
  readonly nodeId: string;
  readonly bootId: Uint8Array;
  readonly nodeSeq: number;
  readonly actor: AuditActor | null;
  readonly sessionHash: Uint8Array | null;
  readonly auth: AuditAuth | null;
  readonly action: string;
  readonly legalClass: LegalClass;
  readonly object: AuditObject | null;
  readonly purpose: AuditPurpose | null;
  readonly decision: AuditDecision;
  readonly query: AuditQuery | null;
  readonly requestId: Uint8Array;
  readonly idempotencyHash: Uint8Array | null;
  readonly client: AuditClient | null;
  readonly deviceRequest: DeviceRequest | null;
  readonly nodeReport: NodeReport | null;
}

/** Longest payload in bytes. */
export const MAX_PAYLOAD_BYTES = 16_384;
/** Longest device request in bytes. */
export const MAX_DEVICE_REQUEST_BYTES = 4_096;
/** Longest code (action, purpose, reason, node id) in UTF-16 units. */
export const MAX_CODE_LENGTH = 64;
/** Longest other text in UTF-16 units. */
export const MAX_TEXT_LENGTH = 256;
/** Most reason codes of one decision. */
export const MAX_REASONS = 16;
/** Most burned numbers in one node report; a node with more reports sooner. */
export const MAX_BURNED = 1_024;
/** Length of an id in bytes. */
export const ID_BYTES = 16;
/** Length of a hash or commitment in bytes. */
export const PAYLOAD_HASH_BYTES = 32;
