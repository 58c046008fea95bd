import { encode } from '@sealbridge/cbor';
import { sha256, SIGNING_PUBLIC_KEY_BYTES, signTyped, verifyTyped } from '@sealbridge/sodium';
import { MAX_CODE_LENGTH, MAX_TEXT_LENGTH } from './payload.js';
import { parseSigned, requireSignature, writeSigned } from './signed.js';

/** What the log key vouches for: this node key belongs to this node from `notBefore` (unix seconds) on. */
export interface NodeCertificate {
  readonly nodeId: string;
  readonly publicKey: Uint8Array;
  readonly origin: string;
  readonly notBefore: number;
}

/** Where a payload stands among those of its node: the boot (16 bytes) and the number within it. */
export interface NodePosition {
  readonly bootId: Uint8Array;
  readonly nodeSeq: number;
}

/** The node's 64-byte signature over a payload's bytes (security-corrections C4). Made before the row is written. */
export function signPayload(payload: Uint8Array, position: NodePosition, privateKey: Uint8Array): Uint8Array {
  return signTyped('al1.node', signedPart(payload, position), privateKey);
}

/** Whether a node signature is this key's over this payload at this position. */
export function verifyPayloadSignature(
  payload: Uint8Array,
  position: NodePosition,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return verifyTyped('al1.node', signedPart(payload, position), signature, publicKey);
}

/** A node certificate's bytes, CBOR[body, signature], signed with the log's private key. */
export function makeNodeCertificate(certificate: NodeCertificate, logPrivateKey: Uint8Array): Uint8Array {
  const { nodeId, publicKey, origin, notBefore } = certificate;
  return writeSigned('al1.nodecert', [nodeId, publicKey, origin, notBefore], logPrivateKey);
}

/** The certificate in these bytes, vouched for by this log key. Throws E_FORM, E_SIGNATURE. */
export function verifyNodeCertificate(bytes: Uint8Array, logPublicKey: Uint8Array): NodeCertificate {
  const signed = parseSigned(bytes, (fields) => ({
    nodeId: fields.text(0, { max: MAX_CODE_LENGTH }),
    publicKey: fields.bytes(1, SIGNING_PUBLIC_KEY_BYTES),
    origin: fields.text(2, { max: MAX_TEXT_LENGTH }),
    notBefore: fields.uint(3),
  }));
  requireSignature('al1.nodecert', signed, logPublicKey);
  return signed.value;
}

/** The 32-byte id of a node key, as open requests and sessions name it: SHA-256 of the public key. */
export function nodeKeyId(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey);
}

function signedPart(payload: Uint8Array, { bootId, nodeSeq }: NodePosition): Uint8Array {
  return encode([sha256(payload), bootId, nodeSeq]);
}
