import { encode, type CborValue } from '@sealbridge/cbor';
import { TransparencyError } from '../error.js';
import { MAX_PAYLOAD_BYTES, type AuditPayload } from './payload.js';
import { decodeAuditPayload } from './decode-payload.js';

/** First field of every payload. */
export const PAYLOAD_FORMAT = 'al1';

/**
 * The bytes of a payload. What is written is read back by the strict decoder first, so that nothing is ever signed that a
 * verifier would refuse. Throws E_FORM when a field is out of its bounds, E_SIZE over MAX_PAYLOAD_BYTES.
 */
export function encodeAuditPayload(payload: AuditPayload): Uint8Array {
  const bytes = encode(toMap(payload));
  if (bytes.length > MAX_PAYLOAD_BYTES) throw new TransparencyError('E_SIZE', 'an audit payload is too long');
  decodeAuditPayload(bytes);
  return bytes;
}

function toMap(payload: AuditPayload): CborValue {
  const { actor, auth, object, purpose, decision, query, client, deviceRequest, nodeReport } = payload;
  return record([
    PAYLOAD_FORMAT,
    payload.eventId,
    payload.timestamp,
    payload.nodeId,
    payload.bootId,
    payload.nodeSeq,
    actor && record([actor.org, actor.unit, actor.member, actor.device]),
    payload.sessionHash,
    auth && record([auth.assurance, auth.credential, auth.stepUpAge]),
    payload.action,
    payload.legalClass,
    object && record([object.type, object.id, object.version, object.hash]),
    purpose && record([purpose.code, purpose.caseRefCommit, purpose.justificationCommit]),
    record([decision.effect, decision.reasons, decision.policyHash, decision.attrsHash]),
    query && record([query.operation, query.documentHash, query.variablesCommit, query.resultBucket]),
    payload.requestId,
    payload.idempotencyHash,
    client && record([client.build, client.addressPrefix]),
    deviceRequest && deviceRequest.bytes,
    deviceRequest && deviceRequest.signature,
    nodeReport && record([nodeReport.through, nodeReport.burned]),
  ]);
}

// The order of the fields in the table of the format page is their key.
function record(fields: readonly CborValue[]): Map<number, CborValue> {
  return new Map(fields.map((field, key) => [key, field]));
}
