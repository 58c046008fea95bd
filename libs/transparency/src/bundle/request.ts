import { decodeStrict, readFields, type FieldReader } from '@sealbridge/cbor';
import { equal, fromHex, type SignatureDomain } from '@sealbridge/sodium';
import { ID_BYTES, MAX_DEVICE_REQUEST_BYTES, PAYLOAD_HASH_BYTES, type AuditPayload } from '../audit/payload.js';

const DOMAIN_OF_ACTION: ReadonlyMap<string, SignatureDomain> = new Map([
  ['report.open', 'sr1.open'],
  ['audit.export', 'sr1.export'],
  ['session.start', 'sr1.session'],
]);
/** Keys of the open request that those of before 2026-11 do not have. */
const LEGAL_BASIS_KEY = 16;
const ACCEPTED_USES_KEY = 17;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The domain under which a device signs the request of this action, or null when the action has none. */
export function deviceDomainOf(action: string): SignatureDomain | null {
  return DOMAIN_OF_ACTION.get(action) ?? null;
}

/**
 * Whether the device request of a payload says what the payload says: of an open request (docs/reference/envelope.md) the
 * report, version, hash, purpose, commitments and signer, and that it says of ground and accepted uses both or, from before 2026-11,
 * neither; of a session or export the device. What the payload leaves null of the object is not compared. A payload without actor or
 * request agrees with nothing.
 */
export function requestAgrees(payload: AuditPayload): boolean {
  const { action, actor, deviceRequest } = payload;
  if (actor === null || deviceRequest === null) return false;
  try {
    const fields = readFields(decodeStrict(deviceRequest.bytes, { maxBytes: MAX_DEVICE_REQUEST_BYTES }));
    if (action === 'report.open') return openAgrees(fields, payload);
    return equal(fields.bytes(action === 'session.start' ? 4 : 7, ID_BYTES), actor.device);
  } catch {
    return false;
  }
}

function openAgrees(fields: FieldReader, { actor, object, purpose }: AuditPayload): boolean {
  if (actor === null || object === null || purpose === null) return false;
  return (
    sameBytes(fields.bytes(5, ID_BYTES), idOf(object.id)) &&
    (object.version === null || fields.uint(6) === object.version) &&
    (object.hash === null || sameBytes(fields.bytes(7, PAYLOAD_HASH_BYTES), object.hash)) &&
    fields.text(11) === purpose.code &&
    sameBytes(fields.bytes(12, PAYLOAD_HASH_BYTES), purpose.caseRefCommit) &&
    sameBytes(fields.bytes(13, PAYLOAD_HASH_BYTES), purpose.justificationCommit) &&
    sameBytes(fields.bytes(15, ID_BYTES), actor.device) &&
    statesGrounds(fields)
  );
}

/** Whether the request names a legal basis or null, and a rising list of uses that its reader accepted; or neither of the two. */
function statesGrounds(fields: FieldReader): boolean {
  if (!fields.has(LEGAL_BASIS_KEY) && !fields.has(ACCEPTED_USES_KEY)) return true;
  const basis = fields.nullableText(LEGAL_BASIS_KEY);
  const items = fields.items(ACCEPTED_USES_KEY);
  const uses = fields.array(ACCEPTED_USES_KEY).map((_, index) => items.text(index));
  return basis !== '' && uses.every((use, index) => index === 0 || (uses[index - 1] ?? '') < use);
}

function idOf(text: string): Uint8Array | null {
  return UUID.test(text) ? fromHex(text.replaceAll('-', '')) : null;
}

function sameBytes(bytes: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && equal(bytes, other);
}
