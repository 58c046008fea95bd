import { decodeStrict, readFields, type FieldReader } from '@sealbridge/cbor';
import { SIGNATURE_BYTES } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { LEGAL_CLASSES, legalClassOf } from './actions.js';
import {
  ID_BYTES,
  MAX_BURNED,
  MAX_CODE_LENGTH,
  MAX_DEVICE_REQUEST_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_REASONS,
  MAX_TEXT_LENGTH,
  PAYLOAD_HASH_BYTES,
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
} from './payload.js';

const CODE = { max: MAX_CODE_LENGTH };
const TEXT = { max: MAX_TEXT_LENGTH };
const ACTION = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;

/** The payload in these bytes. Throws E_FORM on anything but the form of docs/reference/audit-log.md, strictly encoded. */
export function decodeAuditPayload(bytes: Uint8Array): AuditPayload {
  try {
    return readPayload(readFields(decodeStrict(bytes, { maxBytes: MAX_PAYLOAD_BYTES })));
  } catch {
    throw new TransparencyError('E_FORM', 'an audit payload is malformed');
  }
}

function readPayload(fields: FieldReader): AuditPayload {
  fields.code(0, ['al1']);
  const payload: AuditPayload = {
    eventId: fields.bytes(1, ID_BYTES),
    timestamp: fields.uint(2),
    nodeId: readCode(fields, 3),
    bootId: fields.bytes(4, ID_BYTES),
    nodeSeq: fields.uint(5),
    actor: optional(fields, 6, readActor),
    sessionHash: fields.nullableBytes(7, PAYLOAD_HASH_BYTES),
    auth: optional(fields, 8, readAuth),
    action: readCode(fields, 9),
    legalClass: fields.code(10, LEGAL_CLASSES),
    object: optional(fields, 11, readObject),
    purpose: optional(fields, 12, readPurpose),
    decision: required(fields, 13, readDecision),
    query: optional(fields, 14, readQuery),
    requestId: fields.bytes(15, ID_BYTES),
    idempotencyHash: fields.nullableBytes(16, PAYLOAD_HASH_BYTES),
    client: optional(fields, 17, readClient),
    deviceRequest: readDeviceRequest(fields),
    nodeReport: optional(fields, 20, readNodeReport),
  };
  fields.end();
  requireAgreement(payload);
  return payload;
}

function requireAgreement(payload: AuditPayload): void {
  const known = legalClassOf(payload.action);
  demand(ACTION.test(payload.action) && (known === null || known === payload.legalClass));
  demand(payload.nodeReport === null || payload.action === 'node.heartbeat');
}

function readActor(fields: FieldReader): AuditActor {
  return {
    org: fields.bytes(0, ID_BYTES),
    unit: fields.nullableBytes(1, ID_BYTES),
    member: fields.bytes(2, ID_BYTES),
    device: fields.bytes(3, ID_BYTES),
  };
}

function readAuth(fields: FieldReader): AuditAuth {
  return { assurance: fields.uint(0), credential: fields.text(1, TEXT), stepUpAge: fields.nullableUint(2) };
}

function readObject(fields: FieldReader): AuditObject {
  return {
    type: readCode(fields, 0),
    id: fields.text(1, TEXT),
    version: fields.nullableUint(2),
    hash: fields.nullableBytes(3, PAYLOAD_HASH_BYTES),
  };
}

function readPurpose(fields: FieldReader): AuditPurpose {
  return {
    code: readCode(fields, 0),
    caseRefCommit: fields.nullableBytes(1, PAYLOAD_HASH_BYTES),
    justificationCommit: fields.nullableBytes(2, PAYLOAD_HASH_BYTES),
  };
}

function readDecision(fields: FieldReader): AuditDecision {
  return {
    effect: fields.code(0, ['ALLOW', 'DENY', 'ERROR']),
    reasons: fields.array(1, { max: MAX_REASONS }).map((reason) => {
      if (typeof reason !== 'string' || reason.length > MAX_CODE_LENGTH) throw new RangeError('not a reason code');
      return reason;
    }),
    policyHash: fields.bytes(2, PAYLOAD_HASH_BYTES),
    attrsHash: fields.bytes(3, PAYLOAD_HASH_BYTES),
  };
}

function readQuery(fields: FieldReader): AuditQuery {
  return {
    operation: fields.text(0, TEXT),
    documentHash: fields.nullableBytes(1, PAYLOAD_HASH_BYTES),
    variablesCommit: fields.nullableBytes(2, PAYLOAD_HASH_BYTES),
    resultBucket: fields.nullableText(3, CODE),
  };
}

function readClient(fields: FieldReader): AuditClient {
  return { build: fields.text(0, TEXT), addressPrefix: fields.text(1, CODE) };
}

function readDeviceRequest(fields: FieldReader): DeviceRequest | null {
  const bytes = fields.nullableBytes(18, { min: 1, max: MAX_DEVICE_REQUEST_BYTES });
  const signature = fields.nullableBytes(19, SIGNATURE_BYTES);
  demand((bytes === null) === (signature === null));
  return bytes === null || signature === null ? null : { bytes, signature };
}

function readNodeReport(fields: FieldReader): NodeReport {
  const through = fields.uint(0);
  const burned = fields.array(1, { max: MAX_BURNED }).map((seq) => {
    if (typeof seq !== 'number' || seq < 0 || seq > through) throw new RangeError('not a burned sequence number');
    return seq;
  });
  demand(burned.every((seq, place) => place === 0 || seq > (burned[place - 1] ?? seq)));
  return { through, burned };
}

function readCode(fields: FieldReader, key: number): string {
  const code = fields.text(key, CODE);
  demand(code.length > 0);
  return code;
}

function optional<T>(fields: FieldReader, key: number, read: (fields: FieldReader) => T): T | null {
  return fields.value(key) === null ? null : required(fields, key, read);
}

function required<T>(fields: FieldReader, key: number, read: (fields: FieldReader) => T): T {
  const inner = fields.map(key);
  const value = read(inner);
  inner.end();
  return value;
}

function demand(condition: boolean): void {
  if (!condition) throw new RangeError('a field of the payload contradicts another or its own form');
}
