import { TREE_HASH_BYTES } from '../merkle/hash.js';
import { ID_BYTES, MAX_TEXT_LENGTH } from './payload.js';
import { parseSigned, requireSignature, writeSigned } from './signed.js';

/** A promise of inclusion (security-corrections C3). `nodeTime` in microseconds, `maxDelay` in seconds. */
export interface Receipt {
  readonly origin: string;
  readonly eventId: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly nodeTime: number;
  readonly maxDelay: number;
}

/** A receipt's bytes, CBOR[body, signature], signed with the node's private key. */
export function makeReceipt(receipt: Receipt, nodePrivateKey: Uint8Array): Uint8Array {
  const { origin, eventId, leafHash, nodeTime, maxDelay } = receipt;
  return writeSigned('al1.receipt', [origin, eventId, leafHash, nodeTime, maxDelay], nodePrivateKey);
}

/** The receipt in these bytes, signed by this node key. Throws E_FORM, E_SIGNATURE. */
export function verifyReceipt(bytes: Uint8Array, nodePublicKey: Uint8Array): Receipt {
  const signed = parseSigned(bytes, (fields) => ({
    origin: fields.text(0, { max: MAX_TEXT_LENGTH }),
    eventId: fields.bytes(1, ID_BYTES),
    leafHash: fields.bytes(2, TREE_HASH_BYTES),
    nodeTime: fields.uint(3),
    maxDelay: fields.uint(4),
  }));
  requireSignature('al1.receipt', signed, nodePublicKey);
  return signed.value;
}

/** Whether a receipt's promise is due: a cosignature at `seconds` (unix) is later than it allowed. A leaf still missing then is evidence. */
export function isDue(receipt: Receipt, seconds: number): boolean {
  return seconds > receipt.nodeTime / 1_000_000 + receipt.maxDelay;
}
