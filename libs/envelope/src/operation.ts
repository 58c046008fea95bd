import { encode } from '@sealbridge/cbor';
import { sha256 } from '@sealbridge/sodium';

/**
 * What a step-up approves: SHA-256(CBOR[mutation, SHA-256(part) ...]) of docs/reference/vault.md. `mutation` is the name of the field,
 * `parts` the bytes that its input carries, in the order of that page, so that a proof for one thing cannot be spent on another.
 */
export function operationDigest(mutation: string, parts: readonly Uint8Array[]): Uint8Array {
  return sha256(encode([mutation, ...parts.map((part) => sha256(part))]));
}
