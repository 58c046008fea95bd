import { decodeStrict, encode, readItems, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { SIGNATURE_BYTES, signTyped, verifyTyped, type SignatureDomain } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';

/** A body with its signature, as receipts and node certificates travel: CBOR[body, signature]. */
export interface SignedBody {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

const MAX_SIGNED_BYTES = 4_096;

/** CBOR[body, signature] with body = CBOR(fields), signed under the domain. */
export function writeSigned(domain: SignatureDomain, fields: readonly CborValue[], privateKey: Uint8Array): Uint8Array {
  const body = encode(fields);
  return encode([body, signTyped(domain, body, privateKey)]);
}

/** Body and signature, nothing verified, the body read by `read`. Throws E_FORM on any other form. */
export function parseSigned<T>(
  bytes: Uint8Array,
  read: (fields: FieldReader) => T,
): SignedBody & { readonly value: T } {
  try {
    const outer = readItems(decodeStrict(bytes, { maxBytes: MAX_SIGNED_BYTES }));
    const body = outer.bytes(0);
    const signature = outer.bytes(1, SIGNATURE_BYTES);
    outer.end();
    const fields = readItems(decodeStrict(body, { maxBytes: MAX_SIGNED_BYTES }));
    const value = read(fields);
    fields.end();
    return { body, signature, value };
  } catch {
    throw new TransparencyError('E_FORM', 'a signed statement is malformed');
  }
}

/** Throws E_SIGNATURE unless the signature is this key's. */
export function requireSignature(domain: SignatureDomain, signed: SignedBody, publicKey: Uint8Array): void {
  if (!verifyTyped(domain, signed.body, signed.signature, publicKey)) {
    throw new TransparencyError('E_SIGNATURE', 'a signed statement does not verify');
  }
}
