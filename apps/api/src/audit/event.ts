import { type CborValue, encode } from '@sealbridge/cbor';
import type { Action } from '@sealbridge/policy';
import {
  type AuditAction,
  type AuditClient,
  type AuditDecision,
  type AuditObject,
  type AuditPayload,
  AUDIT_ACTIONS,
  type AuditQuery,
  COMMITMENT_SALT_BYTES,
  commitBytes,
  type DeviceRequest,
  encodeAuditPayload,
  type NodeReport,
} from '@sealbridge/transparency';
import { randomBytes, sha256, utf8 } from '@sealbridge/sodium';
import { type Id, idToBytes, type Purpose } from '@sealbridge/vocabulary';

import type { EventRow, WrittenDetail } from './outbox.js';

/** Who did it, by id. */
export interface EventActor {
  readonly org: Id;
  readonly unit: Id | null;
  readonly member: Id;
  readonly device: Id;
  /** SHA-256 of the session's bearer token; null while the session is only being asked for. */
  readonly sessionHash: Uint8Array | null;
}

/** Everything an audit entry says, before it has a place. Absent means the payload carries null there. */
export interface AuditEvent {
  readonly eventId: Id;
  readonly requestId: Id;
  readonly timestampUs: number;
  readonly action: Action | Extract<AuditAction, 'node.start' | 'node.heartbeat'>;
  readonly effect: AuditDecision['effect'];
  readonly reasons: readonly string[];
  readonly policyHash: Uint8Array;
  /** What the decision was made on; only its commitment stands in the payload. */
  readonly attributes: CborValue;
  readonly actor: EventActor | null;
  readonly object: AuditObject | null;
  readonly purpose: { readonly code: Purpose; readonly written: WrittenCommitments | null } | null;
  readonly query: AuditQuery | null;
  readonly client: AuditClient | null;
  readonly idempotencyKey: string | null;
  readonly deviceRequest: DeviceRequest | null;
  readonly nodeReport: NodeReport | null;
  /** The organisation whose report this is about: it may read the entry. */
  readonly aboutOrg: Id | null;
}

/** What the person wrote, with the commitments that stand in the payload. */
export interface WrittenCommitments extends WrittenDetail {
  readonly caseRefCommit: Uint8Array;
  readonly justificationCommit: Uint8Array;
}

/** A device-key session: one factor bound to a device, unlocked by a passphrase. */
const AUTH = { assurance: 2, credential: 'device-key', stepUpAge: null };

/** Turns an event of a node into the row the outbox takes. */
export function eventRow(nodeId: string, event: AuditEvent): EventRow {
  const salt = randomBytes(COMMITMENT_SALT_BYTES);
  const bytes = encode(event.attributes);
  const attrsHash = commitBytes(salt, bytes);
  return {
    eventId: event.eventId,
    encode: (bootId, nodeSeq) => encodeAuditPayload(payloadOf(event, attrsHash, { nodeId, bootId, nodeSeq })),
    aboutOrg: event.aboutOrg,
    actorOrg: event.actor?.org ?? null,
    attrs: { salt, bytes },
    detail: event.purpose?.written ?? null,
  };
}

type Place = Pick<AuditPayload, 'nodeId' | 'bootId' | 'nodeSeq'>;

function payloadOf(event: AuditEvent, attrsHash: Uint8Array, place: Place): AuditPayload {
  const { actor, purpose, effect, reasons, policyHash } = event;
  return {
    ...place,
    eventId: idToBytes(event.eventId),
    timestamp: event.timestampUs,
    actor: actor === null ? null : actorOf(actor),
    sessionHash: actor?.sessionHash ?? null,
    auth: actor === null ? null : AUTH,
    action: event.action,
    legalClass: AUDIT_ACTIONS[event.action],
    object: event.object,
    purpose: purpose === null ? null : purposeOf(purpose),
    decision: { effect, reasons, policyHash, attrsHash },
    query: event.query,
    requestId: idToBytes(event.requestId),
    idempotencyHash: event.idempotencyKey === null ? null : sha256(utf8(event.idempotencyKey)),
    client: event.client,
    deviceRequest: event.deviceRequest,
    nodeReport: event.nodeReport,
  };
}

const actorOf = (actor: EventActor): NonNullable<AuditPayload['actor']> => ({
  org: idToBytes(actor.org),
  unit: actor.unit === null ? null : idToBytes(actor.unit),
  member: idToBytes(actor.member),
  device: idToBytes(actor.device),
});

const purposeOf = ({ code, written }: NonNullable<AuditEvent['purpose']>): NonNullable<AuditPayload['purpose']> => ({
  code,
  caseRefCommit: written?.caseRefCommit ?? null,
  justificationCommit: written?.justificationCommit ?? null,
});
